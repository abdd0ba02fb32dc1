import { lstatSync, utimesSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Seen } from '@codegenie/core'
import pkg from '../package.json' with { type: 'json' }
import { defaultDirectory } from './cache-directory.ts'
import type { Arguments } from './command.ts'
import type { commands } from './commands.ts'
import { isInside, realPath, repositoryOf } from './is-inside.ts'
import { readRegularFile } from './regular-file.ts'
import { artifactKey, COLUMNS, decodeSnapshot, type Snapshot, stateName } from './state-format.ts'
import type { Terminal } from './terminal.ts'

type Gather = Arguments<typeof commands.gather>

/** With one of these a gather has more to do, or more to say, than that nothing has changed. */
const NEVER = ['json', 'verbose', 'no-cache', 'cache-only', 'paranoid'] as const

/** What a look at all that the last gather depended on has come to. */
export type Looked =
  | { readonly unchanged: Snapshot }
  /** Stamps, as core writes them, of what in the tree is as it was, by path (`''`: the root): no need to look again. */
  | { readonly unchanged?: never; readonly seen: Seen }

/**
 * Asks exactly what the last gather of this command line depended on, and nothing else: directories that it listed, files that it read or
 * missed, the artifact that it wrote, the configuration, the program. `undefined` when it cannot be told.
 */
export function lookAtLast({ operands, flags }: Gather, cwd: string, env: Terminal['env']): Looked | undefined {
  if (NEVER.some((flag) => flags[flag])) return undefined
  const { setFlagsFromString } = process.getBuiltinModule('node:v8') // a few milliseconds that --version and --help do without
  try {
    const root = resolve(cwd, operands[0] ?? '.')
    const directory = stateDirectory(flags['cache-dir'], root, cwd, env)
    if (directory === undefined) return undefined
    const key = stateKey(root, { operands, flags }, cwd)
    // Thousands of calls of one small loop: compiling it costs more than it saves.
    setFlagsFromString('--no-opt')
    const path = `${directory}/${stateName(key)}`
    const snapshot = decodeSnapshot(readRegularFile(path))
    if (snapshot?.key !== key || snapshot.root !== root) return undefined
    const changed = inside(root, cwd, () => changedPaths(snapshot))
    if (changed.size > 0) return { seen: seenOf(snapshot, changed) }
    const artifact = artifactKey(root, dirname(snapshot.directory))
    noteUse(path, `${directory}/${stateName(root)}.tree`, `${directory}/${stateName(artifact)}`)
    return { unchanged: snapshot }
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
  const state = statePlace(flag, cwd, env)
  return state === undefined || isInside(realPath(dirname(state)), repositoryOf(root)) ? undefined : state
}

/** Whatever is gathered. */
export function statePlace(flag: string | undefined, cwd: string, env: Terminal['env']): string | undefined {
  const cache = flag === undefined ? defaultDirectory({ env, platform: process.platform }) : resolve(cwd, flag)
  return cache === undefined ? undefined : `${cache}/state`
}

/** A use is noted when the last note is older, in milliseconds. */
const USE_GRANULARITY = 60 * 60_000

/** What is used does not grow old. */
function noteUse(...paths: readonly [string, ...string[]]): void {
  try {
    const now = Date.now()
    if (now - lstatSync(paths[0]).mtimeMs < USE_GRANULARITY) return
    for (const path of paths) utimesSync(path, now / 1000, now / 1000)
  } catch {
    // gone, or not ours to write: it ages
  }
}

/** Is all that a snapshot tells of as it was? */
export function isSame(snapshot: Snapshot, cwd: string): boolean {
  const { root, absent, paths, numbers } = snapshot
  return inside(root, cwd, () => absent.every(isNothingAt) && paths.every((path, i) => hasStamp(path, numbers, i * COLUMNS)))
}

function changedPaths({ absent, paths, numbers }: Snapshot): ReadonlySet<string> {
  const changed = new Set<string>()
  for (let i = 0; i < paths.length; i++) if (!hasStamp(paths[i]!, numbers, i * COLUMNS)) changed.add(paths[i]!)
  for (const path of absent) if (!isNothingAt(path)) changed.add(path)
  return changed
}

function seenOf({ paths, numbers }: Snapshot, changed: ReadonlySet<string>): Seen {
  const rows = new Map(paths.map((path, i) => [path, i * COLUMNS]))
  return (path) => {
    const at = changed.has(path || '.') ? undefined : rows.get(path || '.')
    return at === undefined ? undefined : numbers.subarray(at, at + COLUMNS).join(':')
  }
}

/** Paths are relative to the root where they can be: the shorter they are, the sooner the kernel has found them. */
function inside<T>(root: string, cwd: string, look: () => T): T {
  process.chdir(root)
  try {
    return look()
  } finally {
    process.chdir(cwd)
  }
}

function isNothingAt(path: string): boolean {
  return lstatSync(path, IF_THERE) === undefined
}

const IF_THERE = { throwIfNoEntry: false } as const

function hasStamp(path: string, numbers: Float64Array, at: number): boolean {
  const stat = lstatSync(path, IF_THERE)
  if (stat === undefined || stat.ctimeMs !== numbers[at + 4] || stat.mtimeMs !== numbers[at + 3]) return false
  return stat.size === numbers[at + 2] && stat.ino === numbers[at + 1] && stat.dev === numbers[at]
}
