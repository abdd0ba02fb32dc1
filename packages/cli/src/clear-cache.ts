import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { close, type Directory, openChild, openRoot } from '@codegenie/core'

const SHARD = /^[0-9a-f]{2}$/
/** An entry, or what a killed process left of one. */
const ENTRY = /^[0-9a-f]{62}(?:\.[0-9a-f]{16}\.tmp)?$/

/**
 * Removes the entries of a file store, and the directories that are empty then. Whatever does not look like the store's stays, links are
 * not followed. Safe beside gathers: for them a missing entry is a miss.
 */
export function clearCache(directory: string): { removed: number; bytes: number } {
  const total = { removed: 0, bytes: 0 }
  withDirectory(
    () => openRoot(directory),
    (top) => {
      withDirectory(
        () => openChild(top, 'v1'),
        (root) => {
          for (const shard of readdirSync(root.path)) {
            if (!SHARD.test(shard)) continue
            withDirectory(
              () => openChild(root, shard),
              (entries) => clearShard(entries, total),
            )
            removeEmpty(`${root.path}/${shard}`)
          }
        },
      )
      removeEmpty(`${top.path}/v1`)
    },
  )
  return total
}

function clearShard(shard: Directory, total: { removed: number; bytes: number }): void {
  for (const name of readdirSync(shard.path)) {
    const stat = ENTRY.test(name) ? lstatSync(`${shard.path}/${name}`, { throwIfNoEntry: false }) : undefined
    if (!stat || stat.isDirectory()) continue
    try {
      unlinkSync(`${shard.path}/${name}`)
    } catch (error) {
      if (isCode(error, 'ENOENT')) continue
      throw error
    }
    total.removed++
    total.bytes += stat.size
  }
}

/** Nothing when it is not there, or is a link. */
function withDirectory(open: () => Directory, work: (directory: Directory) => void): void {
  let directory: Directory
  try {
    directory = open()
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return
    throw error
  }
  try {
    work(directory)
  } finally {
    close(directory)
  }
}

function removeEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ELOOP')) throw error
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
