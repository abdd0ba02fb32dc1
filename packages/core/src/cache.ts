import { chmodSync, closeSync, constants, lstatSync, lutimesSync, openSync, renameSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { cacheFiles, isCode, LAYOUT, MAX_ENTRY } from './cache-files.ts'
import { close, makeDirectories, openRoot, randomName, readRegular } from './files.ts'

/**
 * Where results are kept. Entries are written once and check themselves: a store may lose one at any time, and that only costs work.
 * `cacheStoreViolations` of the testing kit says what a store does wrong.
 */
export interface CacheStore {
  /** The entry, not to be changed, or `undefined`; whatever goes wrong is a miss. */
  get(key: string): Promise<Uint8Array | undefined>
  /** Whole or not at all; replaces what is there. Throws the system's error. */
  put(key: string, entry: Uint8Array): Promise<void>
  /** Gone afterwards, also when it was not there. */
  delete(key: string): Promise<void>
  list(): AsyncIterable<CacheEntryInfo>
}

export interface CacheEntryInfo {
  readonly key: string
  readonly bytes: number
  /** When it was last written or read, give or take `USE_GRANULARITY`; milliseconds since the epoch. */
  readonly usedAt: number
}

/** A read is noted when the last note is older, in milliseconds: hits would else be writes. */
export const USE_GRANULARITY = 5 * 60_000

/**
 * Entries as files `<directory>/v1/<2 hex>/<62 hex>`: the key is the address, so a lookup is one open and there is no index to damage.
 * Safe beside other processes: entries are content-addressed and appear by rename. The time of last use is the file's mtime.
 */
export function fileStore(directory: string): CacheStore {
  const root = `${directory}/${LAYOUT}`
  return {
    async get(key) {
      return readEntry(`${root}/${key.slice(0, 2)}`, key.slice(2))
    },
    async put(key, entry) {
      const shard = `${root}/${key.slice(0, 2)}`
      const write = () => {
        makePrivate(directory, shard)
        writeEntry(shard, key.slice(2), entry)
      }
      for (let tries = 3; ; tries--) {
        try {
          return write()
        } catch (error) {
          if (tries === 0 || !isCode(error, 'ENOENT')) throw error // else somebody clears the cache just now
        }
      }
    },
    async delete(key) {
      rmSync(`${root}/${key.slice(0, 2)}/${key.slice(2)}`, { force: true, recursive: true })
    },
    async *list() {
      for (const { key, isTemp, stat } of cacheFiles(directory))
        if (!isTemp && stat.isFile()) yield { key, bytes: stat.size, usedAt: stat.mtimeMs }
    },
  }
}

function readEntry(shard: string, name: string): Buffer | undefined {
  let directory: ReturnType<typeof openRoot>
  try {
    directory = openRoot(shard)
  } catch {
    return undefined
  }
  try {
    const read = readRegular(directory, name, MAX_ENTRY)
    if (!read || !('bytes' in read)) return undefined
    noteUse(`${directory.path}/${name}`)
    return read.bytes
  } finally {
    close(directory)
  }
}

/** What is used does not grow old. */
function noteUse(path: string): void {
  try {
    const now = Date.now()
    if (now - lstatSync(path).mtimeMs > USE_GRANULARITY) lutimesSync(path, now / 1000, now / 1000)
  } catch {
    // gone, or not ours to write: it ages
  }
}

/** The cache holds facts of private repositories: its top is for the user alone. */
function makePrivate(directory: string, shard: string): void {
  const made = makeDirectories(shard, 0o700)
  if (made !== undefined && made.length <= directory.length) chmodSync(directory, 0o700)
}

function writeEntry(shard: string, name: string, entry: Uint8Array): void {
  const temp = `${shard}/${name}.${randomName()}.tmp`
  try {
    const fd = openSync(temp, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600)
    try {
      for (let at = 0; at < entry.length; ) at += writeSync(fd, entry, at)
    } finally {
      closeSync(fd)
    }
    replace(temp, `${shard}/${name}`)
  } catch (error) {
    rmSync(temp, { force: true })
    throw error
  }
}

function replace(temp: string, target: string): void {
  try {
    renameSync(temp, target)
  } catch (error) {
    if (!lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) throw error
    rmdirSync(target) // damage: no entry is a directory
    renameSync(temp, target)
  }
}
