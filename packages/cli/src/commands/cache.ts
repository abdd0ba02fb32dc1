import { resolve } from 'node:path'
import { type CacheStats, cacheStats, clearCache, collectGarbage, loadBlake3, verifyCache, WriteError } from '@codegenie/core'
import { cachePlace } from '../cache-directory.ts'
import { cacheLimits } from '../cache-limits.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { loadConfig } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { repositoryOf } from '../is-inside.ts'
import { type CacheTask, exportEntries, importEntries } from '../portable-cache.ts'
import { clearState, collectState, stateStats, verifyState } from '../state-files.ts'
import type { Terminal } from '../terminal.ts'
import { statePlace } from '../unchanged.ts'
import { wholeNumber } from '../whole-number.ts'

type Flags = Arguments<typeof commands.cache>['flags']

/** What an action found: a value a line, lists counted where a person reads. */
type Answer = Readonly<Record<string, unknown>>

const actions = {
  stats({ directory, state }) {
    const { files, bytes } = state === undefined ? { files: 0, bytes: 0 } : stateStats(state)
    return { ...cacheStats(directory), state_files: files, state_bytes: bytes }
  },
  async verify({ directory, state }) {
    const { hash } = await loadBlake3()
    const { otherFormats, ...rest } = verifyCache(directory, hash)
    return { ...rest, other_formats: otherFormats, state_damaged: state === undefined ? [] : verifyState(state, hash) }
  },
  gc({ directory, state, flags, found: { config } }) {
    const maxBytes = flags['max-bytes'] === undefined ? config.cache_max_bytes : wholeNumber('--max-bytes', flags['max-bytes'])
    const maxAge = flags['max-age-days'] === undefined ? config.cache_max_age_days : wholeNumber('--max-age-days', flags['max-age-days'])
    const limits = cacheLimits({ cache_max_bytes: maxBytes, cache_max_age_days: maxAge })
    const { removedBytes, ...rest } = collectGarbage(directory, limits)
    return { ...rest, removed_bytes: removedBytes, state_removed: state === undefined ? 0 : collectState(state, limits) }
  },
  clear: ({ directory, state }) => ({ ...clearCache(directory), state_removed: state === undefined ? 0 : clearState(state) }),
  export: exportEntries,
  import: importEntries,
} as const satisfies Readonly<Record<string, (task: CacheTask) => object | Promise<object>>>

type Action = keyof typeof actions

/** Options that mean something to one action alone. */
const ONLY: readonly (readonly [keyof Flags, Action])[] = [
  ['repo', 'export'],
  ['out', 'export'],
  ['max-bytes', 'gc'],
  ['max-age-days', 'gc'],
]

export default async function cache(
  { operands: [named = '', file], flags }: Arguments<typeof commands.cache>,
  terminal: Terminal,
): Promise<ExitCode> {
  const action = checked(named, file, flags)
  const root = resolve(terminal.cwd, flags.repo ?? '.')
  const repository = action === 'export' ? repositoryOf(root) : undefined
  const found = await loadConfig({ explicit: flags.config, cwd: terminal.cwd, repository, say: terminal.say })
  const place = cachePlace(flags['cache-dir'], found, repository, terminal)
  if (place.directory === undefined) throw new UsageError(place.reason)
  const { directory } = place
  const state = statePlace(flags['cache-dir'], terminal.cwd, terminal.env)
  const task = { directory, state, file: resolve(terminal.cwd, file ?? ''), root, flags, found, terminal }
  const answer = { directory, ...(await withCache(task, async () => actions[action](task))) }
  terminal.print(flags.json ? `${JSON.stringify(answer)}\n` : table(answer))
  return countOf(answer, 'damaged') + countOf(answer, 'unreadable') + countOf(answer, 'state_damaged') > 0 ? 4 : 0
}

function checked(named: string, file: string | undefined, flags: Flags): Action {
  const action = Object.keys(actions).find((name): name is Action => name === named)
  if (!action)
    throw new UsageError(
      `expected codegenie cache ${Object.keys(actions).join('|')}, found ${named === '' ? 'none of these' : JSON.stringify(named)}`,
    )
  const takesFile = action === 'export' || action === 'import'
  if (takesFile !== (file !== undefined))
    throw new UsageError(`codegenie cache ${action} takes ${takesFile ? 'the path of a file' : 'nothing more'}`)
  for (const [flag, only] of ONLY)
    if (flags[flag] !== undefined && only !== action) throw new UsageError(`--${flag} is for codegenie cache ${only} alone`)
  return action
}

/** What the system says of the cache is no bug of ours. */
async function withCache<T>({ directory }: CacheTask, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    throw syscall === undefined ? error : new WriteError(`${directory}: the cache cannot be used (${code})`, { cause: error })
  }
}

function countOf(answer: Answer, key: string): number {
  const value = answer[key]
  return Array.isArray(value) ? value.length : 0
}

function table({ probes = [], ...totals }: Answer & { probes?: CacheStats['probes'] }): string {
  const lines = Object.entries(totals).map(([key, value]) => [key, String(Array.isArray(value) ? value.length : value)] as const)
  const width = Math.max(...lines.map(([key]) => key.length))
  const shares = [
    ['PROBE', 'ENTRIES', 'BYTES'],
    ...probes.map(({ probe, entries, bytes }) => [probe ?? '(damaged)', `${entries}`, `${bytes}`]),
  ]
  return [
    ...lines.map(([key, value]) => `${key.padEnd(width)}  ${value}\n`),
    ...(probes.length > 0
      ? [
          '\n',
          ...shares.map(([probe = '', entries = '', bytes = '']) => `${probe.padEnd(24)}  ${entries.padStart(7)}  ${bytes.padStart(12)}\n`),
        ]
      : []),
  ].join('')
}
