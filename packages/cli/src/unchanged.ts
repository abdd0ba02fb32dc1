import { lstatSync, readFileSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import pkg from '../package.json' with { type: 'json' }
import { defaultDirectory } from './cache-directory.ts'
import type { Arguments } from './command.ts'
import type { commands } from './commands.ts'
import { isInside, realPath, repositoryOf } from './is-inside.ts'
import { COLUMNS, decodeSnapshot, type Snapshot, stateName } from './state-format.ts'
import type { Terminal } from './terminal.ts'

type Gather = Arguments<typeof commands.gather>

/** With one of these a gather has more to do, or more to say, than that nothing has changed. */
const NEVER = ['json', 'verbose', 'no-cache', 'cache-only', 'paranoid'] as const

/**
 * Asks exactly what the last gather of this command line depended on, and nothing else: directories that it listed, files that it read or
 * missed, the artifact that it wrote, the configuration, the program. `undefined` when anything is not as it was, or cannot be told.
 */
export function unchanged({ operands, flags }: Gather, cwd: string, env: Terminal['env']): Snapshot | undefined {
  if (NEVER.some((flag) => flags[flag])) return undefined
  try {
    const root = resolve(cwd, operands[0] ?? '.')
    const directory = stateDirectory(flags['cache-dir'], root, cwd, env)
    if (directory === undefined) return undefined
    const key = stateKey(root, { operands, flags }, cwd)
    // Thousands of calls of one small loop: compiling it costs more than it saves.
    setFlagsFromString('--no-opt')
    const snapshot = decodeSnapshot(readFileSync(`${directory}/${stateName(key)}`))
    return snapshot?.key === key && snapshot.root === root && isSame(snapshot) ? snapshot : undefined
  } catch {
    return undefined // no state, or none that can be read: the long way says what is wrong
  } finally {
    setFlagsFromString('--opt')
  }
}

/** The same command line, at the same place, of the same program. */
export function stateKey(root: string, { flags }: Gather, cwd: string): string {
  return JSON.stringify([pkg.version, root, cwd, Object.entries(flags).sort()])
}

/**
 * Machine-local, below `--cache-dir` or the user's place for caches (a configuration is not read to find it), and never in the repository
 * that is gathered.
 */
export function stateDirectory(flag: string | undefined, root: string, cwd: string, env: Terminal['env']): string | undefined {
  const cache = flag === undefined ? defaultDirectory({ env, platform: process.platform }) : resolve(cwd, flag)
  if (cache === undefined || isInside(realPath(cache), repositoryOf(root))) return undefined
  return `${cache}/state`
}

export function isSame({ root, paths, numbers }: Snapshot): boolean {
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i]!
    const stat = lstatSync(isAbsolute(path) ? path : `${root}/${path}`, { throwIfNoEntry: false })
    const at = i * COLUMNS
    if (!stat) {
      if (Number.isNaN(numbers[at])) continue
      return false
    }
    if (stat.ctimeMs !== numbers[at + 4] || stat.mtimeMs !== numbers[at + 3] || stat.size !== numbers[at + 2]) return false
    if (stat.ino !== numbers[at + 1] || stat.dev !== numbers[at]) return false
  }
  return true
}
