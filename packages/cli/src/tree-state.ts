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
    files: new Map(files.map(([path, { stamp, state, kept }]) => [path, { stamp, state, ...(kept && { kept: new Map(kept) }) }])),
    walked: walked && {
      ...walked,
      links: new Map(walked.links),
      matches: new Map(walked.matches),
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
const PROGRAM = `${pkg.version} 3`

type Pairs<M> = M extends ReadonlyMap<infer K, infer V> ? readonly (readonly [K, V])[] : never
type Kept = NonNullable<NonNullable<ReturnType<TreeMemory['files']['get']>>['kept']>
type Walk = NonNullable<TreeMemory['walked']>

interface Saved {
  /** Another version may look at a tree in another way. */
  readonly program: string
  readonly root: string
  readonly directories: Pairs<TreeMemory['directories']>
  readonly files: readonly (readonly [path: string, seen: { stamp: string; state: string; kept?: Pairs<Kept> }])[]
  readonly walked:
    | (Omit<Walk, 'links' | 'looked' | 'matches'> & {
        readonly links: Pairs<Walk['links']>
        readonly looked: Pairs<Walk['looked']>
        readonly matches: Pairs<NonNullable<Walk['matches']>>
      })
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
    files: [...files]
      .filter(([path]) => recalled?.files.has(path) || isPlain(path))
      .map(([path, { stamp, state, kept }]) => [path, { stamp, state, ...plainOf(kept) }]),
    walked:
      walked && clean.length === directories.size
        ? { ...walked, links: [...walked.links], looked: [...walked.looked], matches: plainMatches(walked) }
        : undefined,
  }
  const text = JSON.stringify(saved)
  saveState(directory, name, Buffer.from(`${digest(text)}\n${text}`))
}

/** Globs may be those of a repository. */
function plainMatches({ matches = new Map() }: Walk): Pairs<NonNullable<Walk['matches']>> {
  return [...matches].filter(([globs]) => isPlain(globs.replaceAll('\0', ' ')))
}

/** Without that of a file that holds a secret: it is made again from the file. */
function plainOf(kept: Kept | undefined): { kept: Pairs<Kept> } | undefined {
  const pairs = [...(kept ?? [])]
  return pairs.length > 0 && isPlain(JSON.stringify(pairs)) ? { kept: pairs } : undefined
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
