import type { CacheStore } from './cache.ts'

/** What an entry costs beside its bytes: key, slot, array; about. */
const OVERHEAD = 512

/**
 * Keeps the entries that were used last in memory, before another store: at most `maxBytes` of them, their overhead included. What is put
 * is remembered also when the store below cannot keep it, and its error is thrown. `list` is that of the store below.
 */
export function lruStore(store: CacheStore, maxBytes: number): CacheStore {
  /** The one that was not used for longest is the first. */
  const kept = new Map<string, Uint8Array>()
  let bytes = 0
  let changes = 0
  const forget = (key: string) => {
    const entry = kept.get(key)
    if (!entry) return
    kept.delete(key)
    bytes -= entry.length + OVERHEAD
  }
  const keep = (key: string, entry: Uint8Array) => {
    forget(key)
    if (entry.length + OVERHEAD > maxBytes) return
    kept.set(key, new Uint8Array(entry)) // of its own: a buffer from a pool would hold all of the pool
    bytes += entry.length + OVERHEAD
    for (const oldest of kept.keys()) {
      if (bytes <= maxBytes) break
      forget(oldest)
    }
  }
  return {
    async get(key) {
      const entry = kept.get(key)
      if (entry) {
        kept.delete(key)
        kept.set(key, entry)
        return entry
      }
      const before = changes
      const found = await store.get(key)
      if (found && changes === before) keep(key, found) // else it may be what was there before a put or delete
      return found
    },
    async put(key, entry) {
      changes++
      keep(key, entry)
      await store.put(key, entry)
    },
    async delete(key) {
      changes++
      forget(key)
      await store.delete(key)
    },
    list: () => store.list(),
  }
}
