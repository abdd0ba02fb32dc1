import { describe, expect, it } from 'vitest'
import type { CacheStore } from '../cache.ts'
import { cacheStoreViolations } from './cache-store.ts'

/** The simplest store that keeps the contract, but for what is given. */
function memoryStore(faults: (kept: Map<string, Uint8Array>) => Partial<CacheStore> = () => ({})): CacheStore {
  const kept = new Map<string, Uint8Array>()
  return {
    get: async (key) => kept.get(key),
    put: async (key, entry) => void kept.set(key, new Uint8Array(entry)),
    delete: async (key) => void kept.delete(key),
    async *list() {
      for (const [key, { length }] of kept) yield { key, bytes: length, usedAt: 1 }
    },
    ...faults(kept),
  }
}

describe('cacheStoreViolations', () => {
  it('finds nothing wrong with a store that is right', async () => {
    expect(await cacheStoreViolations(memoryStore())).toEqual([])
  })

  it.each<[string, (kept: Map<string, Uint8Array>) => Partial<CacheStore>]>([
    ['absent: get of a key that was never put is not undefined', (kept) => ({ get: async (key) => kept.get(key) ?? Buffer.alloc(0) })],
    [
      'round_trip: 0 bytes did not come back as they were',
      (kept) => ({ get: async (key) => (kept.get(key)?.length ? kept.get(key) : undefined) }),
    ],
    [
      'replace: the second put of a key did not replace the first',
      (kept) => ({ put: async (key, entry) => void (kept.has(key) || kept.set(key, new Uint8Array(entry))) }),
    ],
    ['own_copy: an entry changed with the buffer of its caller', (kept) => ({ put: async (key, entry) => void kept.set(key, entry) })],
    [
      'list: usedAt is NaN',
      (kept) => ({
        async *list() {
          for (const [key, { length }] of kept) yield { key, bytes: length, usedAt: Number.NaN }
        },
      }),
    ],
    [
      'delete: threw no such key',
      (kept) => ({
        async delete(key) {
          if (!kept.delete(key)) throw new Error('no such key')
        },
      }),
    ],
    [
      'delete: another key went with the one that was deleted',
      (kept) => ({
        async delete(prefix) {
          for (const key of kept.keys()) if (key.startsWith(prefix.slice(0, 60))) kept.delete(key)
        },
      }),
    ],
    [
      'at_once: puts of one key at once left none of the entries',
      (kept) => ({ get: async (key) => (kept.get(key)?.length === 50_000 ? Buffer.alloc(25_000) : kept.get(key)) }),
    ],
  ])('%s', async (violation, faults) => {
    expect(await cacheStoreViolations(memoryStore(faults))).toContain(violation)
  })
})
