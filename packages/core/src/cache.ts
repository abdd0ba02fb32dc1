import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, constants, lstatSync, openSync, readdirSync, renameSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { close, makeDirectories, openRoot, readRegular } from './files.ts'

/** Where results are kept. Entries are written once and check themselves: a store may lose one at any time, and that only costs work. */
export interface CacheStore {
  /** The entry, or `undefined`; whatever goes wrong is a miss. */
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
  /** Milliseconds since the epoch. */
  readonly writtenAt: number
}

/** Larger entries are neither written nor believed, in bytes. */
const MAX_ENTRY = 256 << 20

const KEY = /^[0-9a-f]{64}$/

/**
 * Entries as files `<directory>/v1/<2 hex>/<62 hex>`: the key is the address, so a lookup is one open and there is no index to damage.
 * Safe beside other processes: entries are content-addressed and appear by rename.
 */
export function fileStore(directory: string): CacheStore {
  const root = `${directory}/v1`
  return {
    async get(key) {
      return readEntry(`${root}/${key.slice(0, 2)}`, key.slice(2))
    },
    async put(key, entry) {
      const shard = `${root}/${key.slice(0, 2)}`
      makePrivate(directory, shard)
      writeEntry(shard, key.slice(2), entry)
    },
    async delete(key) {
      rmSync(`${root}/${key.slice(0, 2)}/${key.slice(2)}`, { force: true, recursive: true })
    },
    async *list() {
      for (const shard of names(root)) {
        for (const name of names(`${root}/${shard}`)) {
          const stat = lstatSync(`${root}/${shard}/${name}`, { throwIfNoEntry: false })
          if (stat?.isFile() && KEY.test(shard + name)) yield { key: shard + name, bytes: stat.size, writtenAt: stat.mtimeMs }
        }
      }
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
    return read && 'bytes' in read ? read.bytes : undefined
  } finally {
    close(directory)
  }
}

/** The cache holds facts of private repositories: its top is for the user alone. */
function makePrivate(directory: string, shard: string): void {
  const made = makeDirectories(shard, 0o700)
  if (made !== undefined && made.length <= directory.length) chmodSync(directory, 0o700)
}

function writeEntry(shard: string, name: string, entry: Uint8Array): void {
  const temp = `${shard}/${name}.${randomBytes(8).toString('hex')}.tmp`
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

function names(directory: string): string[] {
  try {
    return readdirSync(directory).sort()
  } catch {
    return []
  }
}
