import { lstatSync } from 'node:fs'
import { close, type Directory, isSettled, openRoot, type Seen, stampNow, stampOfDirectory } from './files.ts'
import { type Listing, listDirectory } from './list-directory.ts'
import { openTrail } from './open-trail.ts'
import type { Matches } from './path-index.ts'
import type { Json } from './probe.ts'
import type { WalkOptions } from './source.ts'
import type { Walked } from './walk.ts'

/**
 * What one gather saw of a working tree, for the next one on this machine: a directory or file that still has its stamp need not be read
 * again. It only ever saves reading; it holds nothing that was touched too shortly before it was read to tell (see `isSettled`).
 */
export interface TreeMemory {
  /** '' or the repo-relative path with a slash at its end -> what was listed. */
  readonly directories: ReadonlyMap<string, { readonly stamp: string; readonly listing: Listing }>
  /** Repo-relative path -> content identity, and what probes have made of the content. */
  readonly files: ReadonlyMap<string, { readonly stamp: string; readonly state: string; readonly kept?: ReadonlyMap<string, Json> }>
  /**
   * What the walk came to, where `directories` holds all that it listed and nothing kept it from looking: while these and `looked` are as
   * they were, so is the rest.
   */
  readonly walked?: RememberedWalk | undefined
}

interface RememberedWalk extends Omit<Walked, 'listings' | 'problems'> {
  /** Of the index of `paths`. */
  readonly matches?: Matches | undefined
  /** An option of the walk. */
  readonly noise: readonly string[]
}

/**
 * The walk that is remembered, if it would find the same again: one look at each directory and ignore file instead of opening them. A
 * directory with another stamp is listed: a file that was saved by renaming leaves the same names.
 */
export function sameWalk(
  root: Directory,
  { directories, walked }: TreeMemory,
  { maxFiles, noise, seen }: WalkOptions,
): (Walked & Pick<RememberedWalk, 'matches'>) | undefined {
  if (!walked || walked.noise.join('/') !== noise.join('/')) return undefined
  if (walked.paths.length + walked.links.size > maxFiles || walked.directories > maxFiles) return undefined
  for (const [path, was] of walked.looked) if (stampNow(root, path, seen) !== was) return undefined
  const moved = new Map<string, { stamp: string; listing: Listing }>()
  for (const [prefix, was] of directories) {
    if (stampNow(root, prefix.slice(0, -1), seen) === was.stamp) continue
    const now = listAgain(root, prefix, was.listing)
    if (!now) return undefined
    moved.set(prefix, { stamp: now, listing: was.listing })
  }
  return { ...walked, listings: moved.size === 0 ? directories : new Map([...directories, ...moved]), problems: [] }
}

/** The stamp of a directory that lists what it did; `undefined` if it does not, or holds links, which lead elsewhere under the same name. */
function listAgain(root: Directory, prefix: string, before: Listing): string | undefined {
  if (before.links.length + before.specials.length > 0) return undefined
  const trail = openTrail(root)
  try {
    for (const name of prefix.split('/').slice(0, -1)) trail.enter(name)
    const directory = trail.current()
    const stamp = stampOfDirectory(directory)
    return isSameListing(listDirectory(directory.path), before) ? stamp : undefined
  } catch {
    return undefined // the walk says why
  } finally {
    trail.close()
  }
}

/** But for what is never entered, such as our own output. */
function isSameListing({ pruned: _, ...a }: Listing, { pruned: __, ...b }: Listing): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Everything in a tree that an answer depends on, so that a later look at it alone can tell that nothing has changed. */
export interface Dependencies {
  /** Repo-relative path (`''`: the root) of each directory that was listed, and of each file that was read or could not be read. */
  readonly stamps: ReadonlyMap<string, string>
  /** Those of them that are directories. */
  readonly directories: readonly string[]
  /** Repo-relative paths at which nothing was found. */
  readonly absent: readonly string[]
  /** Some of it was touched too shortly before it was read, or while it was: a later look could miss an edit. */
  readonly unsettled: boolean
}

/**
 * The stamp of the root as it is now, if it still lists what is remembered: making `.codegenie` in it gives it another stamp and no other
 * listing. `undefined` when it does not, or when that cannot be told yet.
 */
export function confirmRoot(root: string, { directories }: TreeMemory): string | undefined {
  const known = directories.get('')
  const directory = openRoot(root)
  try {
    const now = stampOfDirectory(directory)
    if (!known || !isSettled(now, Date.now())) return undefined
    return isSameListing(listDirectory(directory.path), known.listing) ? now : undefined
  } finally {
    close(directory)
  }
}

/** dev, ino, size, mtimeMs, ctimeMs: the parts of a stamp. */
const PARTS = 5

/** What a look at dependencies has come to. */
export interface Look {
  readonly isSame: boolean
  /** Knows what is as it was. */
  readonly seen: Seen
}

/**
 * Makes a look at all of it that answers, in the time of that many `lstat`, what is still as it was. Only of dependencies that are settled
 * is the answer certain.
 */
export function lookAgain(root: string, { stamps, absent }: Dependencies): () => Look {
  const known = [...stamps]
  const paths = known.map(([path]) => `${root}/${path}`)
  const numbers = Float64Array.from(known.flatMap(([, stamp]) => stamp.split(':').map(Number)))
  const missing = absent.map((path) => `${root}/${path}`)
  return () => {
    const changed = new Set<string>()
    for (let i = 0; i < paths.length; i++) if (!hasStamp(paths[i]!, numbers, i * PARTS)) changed.add(known[i]![0])
    const isSame = changed.size === 0 && missing.every(isNothing)
    return { isSame, seen: (path) => (changed.has(path) ? undefined : stamps.get(path)) }
  }
}

const IF_THERE = { throwIfNoEntry: false } as const

/** Not where it cannot be told any more. */
function hasStamp(path: string, numbers: Float64Array, at: number): boolean {
  try {
    const now = lstatSync(path, IF_THERE)
    if (!now || now.ctimeMs !== numbers[at + 4] || now.mtimeMs !== numbers[at + 3] || now.size !== numbers[at + 2]) return false
    return now.ino === numbers[at + 1] && now.dev === numbers[at]
  } catch {
    return false
  }
}

function isNothing(path: string): boolean {
  try {
    return !lstatSync(path, IF_THERE)
  } catch {
    return false
  }
}
