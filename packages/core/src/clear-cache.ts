import { rmdirSync, unlinkSync } from 'node:fs'
import { type CacheFile, filesIn, isCode, LAYOUT, shards } from './cache-files.ts'

/**
 * Removes the entries of a file store, and the directories that are empty then. Whatever does not look like the store's stays, links are
 * not followed. Safe beside gathers: for them a missing entry is a miss. Throws the system's error.
 */
export function clearCache(cache: string): { removed: number; bytes: number } {
  const total = { removed: 0, bytes: 0 }
  for (const shard of shards(cache)) {
    for (const file of filesIn(shard)) {
      if (file.stat.isDirectory() || !unlink(file)) continue
      total.removed++
      total.bytes += file.stat.size
    }
    removeEmpty(shard.path)
  }
  removeEmpty(`${cache}/${LAYOUT}`)
  return total
}

function unlink({ directory, name }: CacheFile): boolean {
  try {
    unlinkSync(`${directory.path}/${name}`)
    return true
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    throw error
  }
}

function removeEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ELOOP')) throw error
  }
}
