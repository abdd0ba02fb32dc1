import { RootError } from './errors.ts'
import { type FileContent, readable, unread } from './file-content.ts'
import { close, type Directory, type FileRead, isSettled, openRoot, type Seen, stamp } from './files.ts'
import type { Hash } from './hash.ts'
import { createPathIndex, type Matches, type PathIndex } from './path-index.ts'
import { type Dependencies, sameWalk, type TreeMemory } from './tree-memory.ts'
import { treeReader } from './tree-reader.ts'
import { type Walked, walk } from './walk.ts'

/** One state of a repository: what files there are, and their bytes. The working tree is one; others can stand in for it. */
export interface Source {
  readonly index: PathIndex
  readonly hash: Hash
  /** A regular file of the index, read once: everybody sees the same bytes. */
  read(path: string): FileContent
  /** Files that were read and are not the same any more. */
  moved(): readonly string[]
  /** For the next gather of the same tree on this machine. */
  memory(): TreeMemory
  /** All that was looked at, `moved` included. */
  dependencies(): Dependencies
  /** Counts for the run record. */
  readonly stats: {
    files: number
    directories: number
    /** Symbolic links that lead to no file of the tree: what lies behind them was not read. */
    readonly unfollowed: number
    filesRead: number
    bytesRead: number
  }
  close(): void
}

/** Largest file that is read, in bytes. */
const READ_CAPS = { manifest: 5 << 20, lockfile: 50 << 20, other: 10 << 20 }

/** Bytes of file content kept in memory for one gather; what is beyond is read again when it is needed. */
const MAX_RETAINED = 64 << 20
/** Bytes of one such file: a larger one is read once for its identity, and once more if a probe that reads it has to run. */
const MAX_RETAINED_FILE = 8 << 20

export interface WalkOptions {
  /** Regular files; more is a `TooManyFilesError`. */
  readonly maxFiles: number
  /** Directory names that are generated output, pruned in a tree without ignore rules at its root. */
  readonly noise: readonly string[]
  /** What the last gather of this tree saw. */
  readonly memory?: TreeMemory | undefined
  readonly seen?: Seen | undefined
  readonly signal?: AbortSignal
}

/** Walks a working tree once. Throws `RootError` when `root` is no directory that can be opened. */
export function openWorkingTree(root: string, hash: Hash, options: WalkOptions): Source {
  const directory = openRootDirectory(root)
  try {
    const startedAt = Date.now()
    const { memory, noise, seen } = options
    const walked: Walked & { matches?: Matches | undefined } =
      (memory && sameWalk(directory, memory, options)) ?? walk(directory, { ...options, remembered: memory?.directories })
    const index = createPathIndex(walked)
    const tree = { startedAt, walked: { ...walked, noise }, remembered: memory, seen }
    const reader = treeReader(directory, capFor)
    return createSource(index, hash, walked.directories, tree, {
      open: reader.open,
      stamp: (path) => stamp(directory, path),
      close: () => {
        reader.close()
        close(directory)
      },
    })
  } catch (error) {
    close(directory)
    throw error
  }
}

function openRootDirectory(root: string): Directory {
  try {
    return openRoot(root)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new RootError(`${root}: expected a directory, found nothing`)
    if (code === 'ENOTDIR') throw new RootError(`${root}: expected a directory, found a file`)
    throw new RootError(`${root}: the directory cannot be opened (${code})`)
  }
}

function capFor(name: string): number {
  if (name === 'package.json') return READ_CAPS.manifest
  return /lock|shrinkwrap|lcov|coverage|clover|cobertura/.test(name) ? READ_CAPS.lockfile : READ_CAPS.other
}

/** What the walk saw, and what an earlier gather did. */
interface Tree {
  readonly walked: Pick<Walked, 'listings' | 'looked'> | (Walked & { readonly noise: readonly string[] })
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly remembered?: TreeMemory | undefined
  readonly seen?: Seen | undefined
}

/** Where a source finds its bytes. */
interface Store {
  open(path: string): FileRead | undefined
  stamp(path: string): string | undefined
  close(): void
}

/** @internal Also makes the in-memory source of the testing kit. */
export function createSource(index: PathIndex, hash: Hash, directories: number, tree: Tree, store: Store): Source {
  const contents = new Map<string, FileContent>()
  const stamps = new Map<string, string>()
  const opened = new Set<string>()
  const looked = new Map(tree.walked.looked)
  const unfollowed = [...index.links.keys()].filter((path) => 'problem' in index.resolve(path)).length
  const stats = { files: index.paths.length, directories, unfollowed, filesRead: 0, bytesRead: 0 }
  let retained = 0
  const open = (path: string) => {
    const found = store.open(path)
    opened.add(path)
    if (found && 'bytes' in found) {
      stats.filesRead++
      stats.bytesRead += found.bytes.length
    }
    return found
  }
  const retain = ({ length }: Buffer): boolean => {
    const fits = length <= MAX_RETAINED_FILE && retained + length <= MAX_RETAINED
    if (fits) retained += length
    return fits
  }
  /** The bytes, while they are those of an identity. */
  const reopen = (path: string, state: string) => () => {
    const again = open(path)
    return again && 'bytes' in again && `b3:${hash(again.bytes)}` === state ? again.bytes : undefined
  }
  const recall = (path: string): FileContent | undefined => {
    const known = tree.remembered?.files.get(path)
    if (!known || (tree.seen?.(path) ?? store.stamp(path)) !== known.stamp) return undefined
    stamps.set(path, known.stamp)
    let bytes: Buffer | undefined
    const load = () => {
      const now = bytes ?? reopen(path, known.state)()
      if (!bytes && now && retain(now)) bytes = now
      return now
    }
    const size = Number(known.stamp.split(':')[2])
    return { ...readable(known.state, false, size, load, known.kept), ...(size > MAX_RETAINED_FILE ? { bytes: load } : {}) }
  }
  const read = (path: string): FileContent => {
    const found = open(path)
    if (!found || 'problem' in found) {
      // What the system would not read may be readable the next time, with the same stamp: a later look has to find a difference.
      looked.set(path, found?.problem === 'unreadable' ? undefined : store.stamp(path))
      return found ? unread(found.problem, found.message) : unread('changed_during_gather', 'was there during the walk and is gone now')
    }
    stamps.set(path, found.stamp)
    const state = `b3:${hash(found.bytes)}`
    const size = found.bytes.length
    const load = retain(found.bytes) ? () => found.bytes : reopen(path, state)
    return { ...readable(state, found.changed, size, load), ...(size > MAX_RETAINED_FILE ? { bytes: load } : {}) }
  }
  /** What was so when it was remembered is. */
  const isOld = (path: string, stamp: string) => tree.remembered?.files.get(path)?.stamp === stamp || isSettled(stamp, tree.startedAt)
  const isOldDirectory = (prefix: string, stamp: string) =>
    tree.remembered?.directories.get(prefix)?.stamp === stamp || isSettled(stamp, tree.startedAt)
  return {
    index,
    hash,
    stats,
    read(path) {
      let content = contents.get(path)
      if (!content) contents.set(path, (content = recall(path) ?? read(path)))
      return content
    },
    moved: () => [...opened].filter((path) => stamps.has(path) && store.stamp(path) !== stamps.get(path)),
    memory() {
      const files = [...stamps].map(([path, stamp]) => {
        const { state, kept } = contents.get(path)!
        return [path, { stamp, state, kept }] as const
      })
      const { listings } = tree.walked
      const isKnown = listings === tree.remembered?.directories
      const directories = isKnown ? listings : new Map([...listings].filter(([prefix, { stamp }]) => isOldDirectory(prefix, stamp)))
      return {
        directories,
        files: new Map(files.filter(([path, { stamp }]) => isOld(path, stamp))),
        walked: directories.size === listings.size ? whole(tree, index) : undefined,
      }
    },
    dependencies() {
      const found = [...looked].flatMap(([path, stamp]) => (stamp === undefined ? [] : [[path, stamp] as const]))
      const listed = [...tree.walked.listings].map(([prefix, { stamp }]) => [prefix.slice(0, -1), stamp] as const)
      const all = new Map([...listed, ...found, ...stamps])
      return {
        stamps: all,
        directories: listed.map(([path]) => path),
        absent: [...looked].flatMap(([path, stamp]) => (stamp === undefined ? [path] : [])),
        unsettled:
          index.problems.some(({ code }) => code.endsWith('.unreadable')) ||
          [...tree.walked.listings].some(([prefix, { stamp }]) => !isOldDirectory(prefix, stamp)) ||
          [...found, ...stamps].some(([path, stamp]) => !isOld(path, stamp)),
      }
    },
    close: () => store.close(),
  }
}

/** The walk, if looking again at what it saw tells whether it would come to the same. */
function whole({ walked, startedAt }: Tree, { matches }: PathIndex): TreeMemory['walked'] {
  if (!('paths' in walked) || walked.problems.length > 0) return undefined
  const { problems: _, listings: __, ...rest } = walked
  return [...rest.looked.values()].every((seen) => seen === undefined || isSettled(seen, startedAt)) ? { ...rest, matches } : undefined
}
