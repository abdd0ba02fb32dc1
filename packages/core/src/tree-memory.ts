import { lstatSync } from 'node:fs'
import { close, isSettled, openRoot, stampOfDirectory } from './files.ts'
import { type Listing, listDirectory } from './list-directory.ts'

/**
 * What one gather saw of a working tree, for the next one on this machine: a directory or file that still has its stamp need not be read
 * again. It only ever saves reading; it holds nothing that was touched too shortly before it was read to tell (see `isSettled`).
 */
export interface TreeMemory {
  /** '' or the repo-relative path with a slash at its end -> what was listed. */
  readonly directories: ReadonlyMap<string, { readonly stamp: string; readonly listing: Listing }>
  /** Repo-relative path -> content identity. */
  readonly files: ReadonlyMap<string, { readonly stamp: string; readonly state: string }>
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
    const stamp = stampOfDirectory(directory)
    if (!known || !isSettled(stamp, Date.now())) return undefined
    const { pruned: _, ...listing } = listDirectory(directory.path)
    const { pruned: __, ...before } = known.listing
    return JSON.stringify(listing) === JSON.stringify(before) ? stamp : undefined
  } finally {
    close(directory)
  }
}

/** dev, ino, size, mtimeMs, ctimeMs: the parts of a stamp. */
const PARTS = 5

/**
 * Makes a look at all of it that answers, in the time of that many `lstat`, whether everything is still as it was. Only of dependencies
 * that are settled is the answer certain.
 */
export function lookAgain(root: string, { stamps, absent }: Dependencies): () => boolean {
  // Files come after directories in `stamps`, and change more often.
  const known = [...stamps].reverse()
  const paths = known.map(([path]) => `${root}/${path}`)
  const numbers = Float64Array.from(known.flatMap(([, stamp]) => stamp.split(':').map(Number)))
  const missing = absent.map((path) => `${root}/${path}`)
  const stat = (path: string) => lstatSync(path, { throwIfNoEntry: false })
  const isSame = (path: string, i: number) => {
    const now = stat(path)
    const at = i * PARTS
    if (!now || now.ctimeMs !== numbers[at + 4] || now.mtimeMs !== numbers[at + 3] || now.size !== numbers[at + 2]) return false
    return now.ino === numbers[at + 1] && now.dev === numbers[at]
  }
  return () => {
    try {
      return paths.every(isSame) && missing.every((path) => !stat(path))
    } catch {
      return false // cannot be told any more
    }
  }
}
