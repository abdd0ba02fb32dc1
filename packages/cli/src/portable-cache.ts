import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { ConfigError, close, decodeEntry, fileStore, loadBlake3, openRoot, randomName, readRegular, WriteError } from '@codegenie/core'
import { artifactPlace } from './artifact-place.ts'
import { packEntries, unpackEntries } from './cache-file.ts'
import type { Arguments } from './command.ts'
import type { commands } from './commands.ts'
import type { FoundConfig } from './config.ts'
import { readLastRun } from './runs.ts'
import type { Terminal } from './terminal.ts'

/** What an action on the cache has to work with. Paths are absolute. */
export interface CacheTask {
  readonly directory: string
  /** What gathers of this machine remember, beside the user's cache or that of `--cache-dir`; `undefined` when there is no place for it. */
  readonly state: string | undefined
  readonly file: string
  readonly root: string
  readonly flags: Arguments<typeof commands.cache>['flags']
  readonly found: FoundConfig
  readonly terminal: Pick<Terminal, 'cwd'>
}

/** Larger files are neither written nor read, in bytes. */
const MAX_FILE = 1 << 30

/**
 * Writes the entries that the last gather of a repository used or made. Which ones these are stands in the repository; a key is a hash of
 * content, so that nobody can name an entry whose content he does not know.
 */
export async function exportEntries({ directory, file, root, flags, found, terminal }: CacheTask) {
  const { record } = readLastRun(artifactPlace(root, flags.out, found, terminal), root)
  const { hash } = await loadBlake3()
  const store = fileStore(directory)
  const entries = new Map<string, Uint8Array>()
  const keys = new Set(record.probes.flatMap(({ key }) => key ?? []))
  let bytes = 0
  for (const key of keys) {
    const entry = await store.get(key)
    if (!entry || !decodeEntry(key, entry, hash)) continue
    bytes += entry.length
    if (bytes > MAX_FILE) throw new ConfigError(`the entries of the last gather are more than ${MAX_FILE} bytes; nothing was written`)
    entries.set(key, entry)
  }
  replaceFile(file, packEntries(entries, hash))
  return { file, entries: entries.size, bytes, missing: keys.size - entries.size }
}

/** Puts the entries of such a file into the cache; one that is there already, and whole, stays as it is. */
export async function importEntries({ directory, file }: CacheTask) {
  const { hash } = await loadBlake3()
  const entries = unpackEntries(readFile(file), file, hash)
  const store = fileStore(directory)
  const total = { entries: entries.size, added: 0 }
  for (const [key, entry] of entries) {
    const there = await store.get(key)
    if (there && decodeEntry(key, there, hash)) continue
    await store.put(key, entry)
    total.added++
  }
  return { file, ...total }
}

function readFile(file: string): Buffer {
  const read = inDirectoryOf(file, (directory) => readRegular(directory, basename(file), MAX_FILE))
  if (!read) throw new ConfigError(`${file}: expected a file that codegenie cache export wrote, found nothing`)
  if ('problem' in read) throw new ConfigError(`${file}: ${read.message}`)
  return read.bytes
}

function inDirectoryOf<T>(file: string, work: (directory: ReturnType<typeof openRoot>) => T): T | undefined {
  let directory: ReturnType<typeof openRoot>
  try {
    directory = openRoot(dirname(file))
  } catch {
    return undefined
  }
  try {
    return work(directory)
  } finally {
    close(directory)
  }
}

/** Whole or not at all. It holds facts of a private repository: it is for the user alone. */
function replaceFile(file: string, bytes: Uint8Array): void {
  const temp = `${file}.${randomName()}.tmp`
  try {
    writeFileSync(temp, bytes, { flag: 'wx', mode: 0o600 })
    renameSync(temp, file)
  } catch (error) {
    rmSync(temp, { force: true })
    throw new WriteError(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code})`, { cause: error })
  }
}
