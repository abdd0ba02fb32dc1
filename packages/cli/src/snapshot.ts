import { lstatSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gathered, Written } from '@codegenie/coordinator'
import { confirmRoot, type TreeMemory } from '@codegenie/core'
import { CONFIG_NAMES } from './config.ts'
import { isPlain } from './plain-name.ts'
import { COLUMNS, type Snapshot } from './state-format.ts'

/** Longer than a tick of a file system whose times have fractions of a millisecond. */
const TICK = 25

/** How a command line was answered. */
export interface Answered {
  readonly key: string
  readonly written: Written
  /** Absolute paths of what else decides: configuration, program. */
  readonly operators: readonly string[]
}

interface Taking extends Answered {
  /** Its names may be written down. */
  readonly recalled: TreeMemory | undefined
  /** Is called while the clock has to go on. */
  meanwhile(): void
}

/**
 * All that the gathered answer depends on, as it looked when it was read, and the artifact as it looks now. `undefined` when a later look
 * could miss an edit: something was touched too shortly before it was read.
 */
export async function takeSnapshot(
  root: string,
  { dependencies, artifact, memory }: Gathered,
  { key, written, operators, recalled, meanwhile }: Taking,
): Promise<Snapshot | undefined> {
  const { stamps, directories, absent, unsettled } = dependencies
  const outputs = written.files.map((path) => [path, numbersOf(path)] as const)
  const tick = sleep(TICK)
  meanwhile()
  if (unsettled || artifact.status !== 'complete') return undefined
  await tick // an edit of the artifact from here on gives it another time
  const top = confirmRoot(root, memory)
  if (top === undefined || outputs.some(([path, numbers]) => !isEqual(numbers, numbersOf(path)))) return undefined
  const areKnown = memory.directories === recalled?.directories
  const names = [...(areKnown ? [...stamps.keys()].slice(directories.length) : stamps.keys()), ...absent]
  if (!names.every((path) => recalled?.files.has(path) || isPlain(path))) return undefined
  const stamped = [...stamps].map(([path, stamp]) => [path || '.', (path === '' ? top : stamp).split(':').map(Number)] as const)
  // What changes most often comes first: files come after directories in `stamps`.
  const rows: (readonly [string, readonly number[]])[] = [
    ...operators.map((path) => [path, numbersOf(path)] as const),
    ...outputs,
    ...stamped.reverse(),
  ]
  const there = rows.filter(([, row]) => row !== NOTHING)
  return {
    key,
    directory: written.directory,
    root,
    absent: [...absent, ...rows.filter(([, row]) => row === NOTHING).map(([path]) => path)],
    paths: there.map(([path]) => path),
    numbers: Float64Array.from(there.flatMap(([, row]) => row)),
  }
}

const NOTHING: readonly number[] = Array.from({ length: COLUMNS }, () => Number.NaN)

/** What there is at a path now. */
export function numbersOf(path: string): readonly number[] {
  const stat: Stats | undefined = lstatSync(path, { throwIfNoEntry: false })
  return stat ? [stat.dev, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs] : NOTHING
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.every((number, i) => Object.is(number, b[i]))
}

/** The program itself, and each file that a configuration could be in. */
export function operatorsFiles(cwd: string, config: string | undefined): readonly string[] {
  const program = dirname(import.meta.filename)
  return [
    ...(config === undefined ? CONFIG_NAMES.map((name) => join(cwd, name)) : [config]),
    join(program, 'cli.js'),
    join(program, 'run.js'),
  ]
}
