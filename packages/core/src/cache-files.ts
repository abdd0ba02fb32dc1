import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { close, type Directory, openChild, openRoot } from './files.ts'

/** Directory of a file store's shards inside the cache; another name is another layout. */
export const LAYOUT = 'v1'

/** Larger entries are neither written nor believed, in bytes. */
export const MAX_ENTRY = 256 << 20

const SHARD = /^[0-9a-f]{2}$/
const ENTRY = /^([0-9a-f]{62})(\.[0-9a-f]{16}\.tmp)?$/

/** One of the 256 directories of a file store, open; entries whose keys begin with `name` lie in it. */
export interface Shard {
  readonly name: string
  readonly directory: Directory
  /** Where it is, for removing it. */
  readonly path: string
}

/** What lies in the place of an entry, or what a killed writer left beside it. */
export interface CacheFile {
  readonly directory: Directory
  readonly name: string
  readonly key: string
  readonly isTemp: boolean
  /** Of what lies there itself: links are not followed. */
  readonly stat: Stats
}

/**
 * The shards whose names begin with `prefix`, sorted; each is open until the next one is asked for. None where there is no cache; links are
 * not followed. Throws the system's error.
 */
export function* shards(cache: string, prefix = ''): Generator<Shard> {
  const top = opened(() => openRoot(cache))
  if (!top) return
  try {
    const layout = opened(() => openChild(top, LAYOUT))
    if (!layout) return
    try {
      for (const name of readdirSync(layout.path).sort()) {
        const directory = SHARD.test(name) && name.startsWith(prefix) ? opened(() => openChild(layout, name)) : undefined
        if (!directory) continue
        try {
          yield { name, directory, path: `${layout.path}/${name}` }
        } finally {
          close(directory)
        }
      }
    } finally {
      close(layout)
    }
  } finally {
    close(top)
  }
}

/** What lies in a shard, sorted; whatever does not have the name of an entry is left out. Throws the system's error. */
export function* filesIn({ name: shard, directory }: Shard): Generator<CacheFile> {
  for (const name of readdirSync(directory.path).sort()) {
    const [, rest, temp] = ENTRY.exec(name) ?? []
    const stat = rest === undefined ? undefined : lstatSync(`${directory.path}/${name}`, { throwIfNoEntry: false })
    if (stat) yield { directory, name, key: shard + rest, isTemp: temp !== undefined, stat }
  }
}

/** What lies in a whole file store, or in the shards that begin with `prefix`. Throws the system's error. */
export function* cacheFiles(cache: string, prefix = ''): Generator<CacheFile> {
  for (const shard of shards(cache, prefix)) yield* filesIn(shard)
}

/** `undefined` where there is no directory, or a link. */
function opened(open: () => Directory): Directory | undefined {
  try {
    return open()
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined
    throw error
  }
}

/** Is it one of these errors of the system? */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
