import { closeSync, constants, openSync, readSync } from 'node:fs'
import { type CacheFile, cacheFiles } from './cache-files.ts'
import { entryHeader } from './entry.ts'
import { compareBytes } from './path-index.ts'

interface Share {
  entries: number
  bytes: number
}

export interface CacheStats extends Readonly<Share> {
  /** By the name in the entries' headers, which is not verified; `null` for what has none. Sorted. */
  readonly probes: readonly ({ readonly probe: string | null } & Readonly<Share>)[]
}

/** Enough for the name of the probe. */
const HEAD_BYTES = 512

/** Counts a file store by probe. Throws the system's error. */
export function cacheStats(cache: string): CacheStats {
  const total = { entries: 0, bytes: 0 }
  const byProbe = new Map<string, Share>()
  for (const file of cacheFiles(cache)) {
    if (file.isTemp || !file.stat.isFile()) continue
    const probe = probeOf(file) ?? ''
    const share = byProbe.get(probe) ?? { entries: 0, bytes: 0 }
    byProbe.set(probe, share)
    for (const count of [total, share]) {
      count.entries++
      count.bytes += file.stat.size
    }
  }
  const probes = [...byProbe].sort(([a], [b]) => compareBytes(a, b)).map(([probe, share]) => ({ probe: probe || null, ...share }))
  return { ...total, probes }
}

function probeOf({ directory, name }: CacheFile): string | undefined {
  let fd: number | undefined
  try {
    fd = openSync(`${directory.path}/${name}`, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    const head = Buffer.alloc(HEAD_BYTES)
    const header = entryHeader(head.subarray(0, readSync(fd, head)))
    return typeof header === 'object' ? header.probe : undefined
  } catch {
    return undefined // gone, or not readable: still counted
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
