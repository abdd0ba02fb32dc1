import { rmdirSync, unlinkSync } from 'node:fs'
import { type CacheFile, cacheFiles, isCode, MAX_ENTRY } from './cache-files.ts'
import { decodeEntry, entryHeader } from './entry.ts'
import { readRegular } from './files.ts'
import type { Hash } from './hash.ts'

export interface Verified {
  /** Whole ones. */
  readonly entries: number
  readonly bytes: number
  /** Keys of entries that are not as they were written. */
  readonly damaged: readonly string[]
  /** How many of those are gone now. */
  readonly removed: number
  /** Keys of entries that the system did not let us read: they stay. */
  readonly unreadable: readonly string[]
  /** Entries of another format, which another version of codegenie may know. */
  readonly otherFormats: number
}

/** Reads every entry of a file store and removes those that are damaged: the next gather that needs one makes it again. Throws the system's error. */
export function verifyCache(cache: string, hash: Hash): Verified {
  const total = { entries: 0, bytes: 0, removed: 0, otherFormats: 0 }
  const damaged: string[] = []
  const unreadable: string[] = []
  for (const file of cacheFiles(cache)) {
    const verdict = file.isTemp ? 'gone' : judge(file, hash)
    if (verdict === 'whole') {
      total.entries++
      total.bytes += file.stat.size
    } else if (verdict === 'another format') total.otherFormats++
    else if (verdict === 'unreadable') unreadable.push(file.key)
    else if (verdict === 'damaged') {
      damaged.push(file.key)
      if (remove(file)) total.removed++
    }
  }
  return { ...total, damaged, unreadable }
}

function judge({ directory, name, key }: CacheFile, hash: Hash): 'whole' | 'damaged' | 'another format' | 'unreadable' | 'gone' {
  const read = readRegular(directory, name, MAX_ENTRY)
  if (!read) return 'gone'
  if ('problem' in read) return read.problem === 'unreadable' ? 'unreadable' : 'damaged'
  if (decodeEntry(key, read.bytes, hash)) return 'whole'
  return entryHeader(read.bytes) === 'another format' ? 'another format' : 'damaged'
}

/** A directory with something in it stays: that is nothing of ours. */
function remove({ directory, name, stat }: CacheFile): boolean {
  try {
    if (stat.isDirectory()) rmdirSync(`${directory.path}/${name}`)
    else unlinkSync(`${directory.path}/${name}`)
    return true
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true
    if (isCode(error, 'ENOTEMPTY', 'EEXIST')) return false
    throw error
  }
}
