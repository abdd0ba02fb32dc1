import { lstatSync, lutimesSync, unlinkSync } from 'node:fs'
import { USE_GRANULARITY } from './cache.ts'
import { type CacheFile, cacheFiles, filesIn, isCode, LAYOUT, shards } from './cache-files.ts'

/** What a cache may come to. */
export interface CacheLimits {
  readonly maxBytes: number
  /** Milliseconds since an entry was last used. */
  readonly maxAgeMs: number
}

const MINUTE = 60_000
export const DEFAULT_CACHE_LIMITS: CacheLimits = { maxBytes: 512 << 20, maxAgeMs: 30 * 24 * 60 * MINUTE }

/** What was used so recently may belong to a gather that is running: it stays, whatever the limits say. */
const IN_USE = 2 * USE_GRANULARITY
/** A writer that took longer was killed. */
const STALE_TEMP = 60 * MINUTE
/** Between two sweeps of `tendCache`. */
const SWEEP_INTERVAL = 5 * MINUTE

export interface Collected {
  readonly entries: number
  readonly bytes: number
  readonly removed: number
  readonly removedBytes: number
}

/**
 * Removes entries that were not used for `maxAgeMs`, then those that were not used for longest until the rest fits `maxBytes`, and what
 * killed writers left. Safe beside gathers, for which a missing entry is a miss, and beside itself; what was used within the last ten
 * minutes stays. With a `prefix` of keys, that share of the cache alone. Throws the system's error.
 */
export function collectGarbage(cache: string, limits: CacheLimits, { now = Date.now(), prefix = '' } = {}): Collected {
  const total = { entries: 0, bytes: 0, removed: 0, removedBytes: 0 }
  const old: Old[] = []
  for (const file of cacheFiles(cache, prefix)) {
    const { size, mtimeMs } = file.stat
    const age = now - mtimeMs
    if (file.isTemp) {
      if (age > STALE_TEMP && !file.stat.isDirectory()) remove(file)
    } else if (file.stat.isFile()) {
      total.entries++
      total.bytes += size
      if (age > IN_USE && age > limits.maxAgeMs && remove(file)) discount(total, size)
      else if (age > IN_USE) old.push({ key: file.key, size, mtimeMs })
      else if (age < -IN_USE) datesFrom(file, now)
    }
  }
  // Keys are hashes: a share of them holds that share of the bytes, and stands for the rest.
  const maxBytes = limits.maxBytes / 16 ** prefix.length
  for (const file of filesOf(cache, oldest(old, total.bytes - maxBytes), prefix))
    if (file.stat.isFile() && now - file.stat.mtimeMs > IN_USE && remove(file)) discount(total, file.stat.size)
  return total
}

interface Old {
  readonly key: string
  readonly size: number
  readonly mtimeMs: number
}

/** Keys of those that were not used for longest and together come to `excess` bytes. */
function oldest(old: Old[], excess: number): ReadonlySet<string> {
  const keys = new Set<string>()
  if (excess > 0) old.sort((a, b) => a.mtimeMs - b.mtimeMs)
  for (const { key, size } of old) {
    if (excess <= 0) break
    keys.add(key)
    excess -= size
  }
  return keys
}

/** Once more, as they are now, and no other shard than theirs. */
function* filesOf(cache: string, keys: ReadonlySet<string>, prefix: string): Generator<CacheFile> {
  const wanted = new Set([...keys].map((key) => key.slice(0, 2)))
  if (wanted.size === 0) return
  for (const shard of shards(cache, prefix))
    if (wanted.has(shard.name)) for (const file of filesIn(shard)) if (!file.isTemp && keys.has(file.key)) yield file
}

function discount(total: { -readonly [K in keyof Collected]: number }, size: number): void {
  total.entries--
  total.bytes -= size
  total.removed++
  total.removedBytes += size
}

/**
 * To be called after a gather that used the cache: now and then, at most every five minutes, it collects the garbage of a random sixteenth,
 * so that the cache stays within its limits at the cost of one `lstat` a gather. Says whether it did. Never throws: a cache that cannot be
 * written does not grow.
 */
export function tendCache(cache: string, limits: CacheLimits, now = Date.now()): boolean {
  try {
    const layout = `${cache}/${LAYOUT}`
    const sinceLast = now - lstatSync(layout).mtimeMs // which little else changes: shards are only added
    if (sinceLast >= 0 && sinceLast < SWEEP_INTERVAL) return false
    lutimesSync(layout, now / 1000, now / 1000)
    collectGarbage(cache, limits, { now, prefix: (Math.floor(now) % 16).toString(16) })
    return true
  } catch {
    return false // the next gather tries again
  }
}

/** From a clock that was wrong: it counts as used now, else it would never grow old. */
function datesFrom({ directory, name }: CacheFile, now: number): void {
  lutimesSync(`${directory.path}/${name}`, now / 1000, now / 1000)
}

/** `false` when it is in use, which some systems do not allow. */
function remove({ directory, name }: CacheFile): boolean {
  try {
    unlinkSync(`${directory.path}/${name}`)
    return true
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true
    if (isCode(error, 'EBUSY') || (process.platform === 'win32' && isCode(error, 'EPERM', 'EACCES'))) return false
    throw error
  }
}
