import { lstatSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Gathered, sanitize, type Written } from '@codegenie/coordinator'
import { confirmRoot, type TreeMemory } from '@codegenie/core'
import { CONFIG_NAMES } from './config.ts'
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

/**
 * All that the gathered answer depends on, as it looked when it was read, and the artifact as it looks now. `undefined` when a later look
 * could miss an edit: something was touched too shortly before it was read.
 */
export async function takeSnapshot(
  root: string,
  gathered: Gathered,
  memory: TreeMemory,
  { key, written, operators }: Answered,
): Promise<Snapshot | undefined> {
  const { stamps, absent, unsettled } = gathered.dependencies
  if (unsettled || gathered.artifact.status !== 'complete') return undefined
  const outputs = written.files.map((path) => [path, numbersOf(path)] as const)
  await sleep(TICK) // an edit of the artifact from here on gives it another time
  const top = confirmRoot(root, memory)
  if (top === undefined || outputs.some(([path, numbers]) => !isEqual(numbers, numbersOf(path)))) return undefined
  if (![...stamps.keys(), ...absent].every(isPlain)) return undefined
  const stamped = [...new Map([...stamps, ['', top] as const])].map(([path, stamp]) => [path || '.', stamp.split(':').map(Number)] as const)
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

/** May a name be written down? Not one that holds a secret, or what a terminal that shows the file would obey. */
function isPlain(name: string): boolean {
  return !CONTROL.test(name) && sanitize(name) === name
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

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
