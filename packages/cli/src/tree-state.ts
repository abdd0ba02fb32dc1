import { createHash, randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { close, makeDirectories, openRoot, readRegular, type TreeMemory } from '@codegenie/core'
import pkg from '../package.json' with { type: 'json' }
import { isPlain } from './plain-name.ts'

/** The engine's own, which is fast from its first call on. No key is made of it. */
const digest = (text: string) => createHash('sha256').update(text).digest('hex')

const MAX_STATE = 256 << 20

/** What the last gather of a tree remembered; `undefined` for anything but a whole state of this very tree. */
export function recallTree(directory: string, name: string, root: string): TreeMemory | undefined {
  const saved = readTree(directory, name)
  if (saved?.program !== PROGRAM || saved.root !== root) return undefined
  const { directories, files, walked } = saved
  return {
    directories: new Map(directories),
    files: new Map(files),
    walked: walked && {
      ...walked,
      links: new Map(walked.links),
      looked: new Map(walked.looked.map(([path, stamp]) => [path, stamp ?? undefined])),
    },
  }
}

/** As it was written; `undefined` when it is damaged. Other versions write other formats. */
export function readTree(directory: string, name: string): Saved | undefined {
  const text = read(directory, name)
  const cut = text?.indexOf('\n') ?? -1
  if (text === undefined || cut < 0 || text.slice(0, cut) !== digest(text.slice(cut + 1))) return undefined
  return JSON.parse(text.slice(cut + 1)) as Saved
}

/** The number is raised when what is saved changes its meaning. */
const PROGRAM = `${pkg.version} 2`

type Pairs<M> = M extends ReadonlyMap<infer K, infer V> ? readonly (readonly [K, V])[] : never
type Walk = NonNullable<TreeMemory['walked']>

interface Saved {
  /** Another version may look at a tree in another way. */
  readonly program: string
  readonly root: string
  readonly directories: Pairs<TreeMemory['directories']>
  readonly files: Pairs<TreeMemory['files']>
  readonly walked:
    | (Omit<Walk, 'links' | 'looked'> & { readonly links: Pairs<Walk['links']>; readonly looked: Pairs<Walk['looked']> })
    | undefined
}

/**
 * A name that may not be written down is not: the next gather looks at its directory again. `recalled` is what was saved before: its names
 * have been judged.
 */
export function rememberTree(
  directory: string,
  name: string,
  root: string,
  { directories, files, walked }: TreeMemory,
  recalled: TreeMemory | undefined,
): void {
  const clean = [...directories].filter(
    ([prefix, seen]) =>
      recalled?.directories.get(prefix)?.listing === seen.listing || [prefix, ...seen.listing.names, ...seen.listing.links].every(isPlain),
  )
  const saved: Saved = {
    program: PROGRAM,
    root,
    directories: clean,
    files: [...files].filter(([path]) => recalled?.files.has(path) || isPlain(path)),
    walked: walked && clean.length === directories.size ? { ...walked, links: [...walked.links], looked: [...walked.looked] } : undefined,
  }
  const text = JSON.stringify(saved)
  saveState(directory, name, Buffer.from(`${digest(text)}\n${text}`))
}

/** Whole or not at all. A state that cannot be written costs time at the next gather, and nothing else. */
export function saveState(directory: string, name: string, bytes: Buffer): void {
  const temp = `${directory}/.${name}.${randomBytes(8).toString('hex')}.tmp`
  try {
    makeDirectories(directory, 0o700)
    try {
      writeFileSync(temp, bytes, { flag: 'wx', mode: 0o600 })
      renameSync(temp, `${directory}/${name}`)
    } finally {
      rmSync(temp, { force: true })
    }
  } catch {
    // no place for it
  }
}

function read(directory: string, name: string): string | undefined {
  try {
    const opened = openRoot(directory)
    try {
      const found = readRegular(opened, name, MAX_STATE)
      return found && 'bytes' in found ? found.bytes.toString() : undefined
    } finally {
      close(opened)
    }
  } catch {
    return undefined
  }
}
