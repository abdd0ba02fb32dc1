import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CacheStore } from './cache.ts'
import { lruStore } from './lru-store.ts'

/** A store below that counts how often it is asked. */
function below() {
  const kept = new Map<string, Uint8Array>()
  const store = {
    asked: 0,
    kept,
    async get(key: string) {
      store.asked++
      return kept.get(key)
    },
    put: async (key: string, entry: Uint8Array) => void kept.set(key, new Uint8Array(entry)),
    delete: async (key: string) => void kept.delete(key),
    async *list() {},
  } satisfies CacheStore & { asked: number; kept: Map<string, Uint8Array> }
  return store
}

const bytes = (length: number) => Buffer.alloc(length, 'x')
const OVERHEAD = 512

describe('lruStore', () => {
  it('asks the store below once for what it can hold', async () => {
    const files = below()
    files.kept.set('a', bytes(100))
    const store = lruStore(files, 10_000)
    for (let i = 0; i < 3; i++) expect(bytes(100).equals((await store.get('a'))!)).toBe(true)
    expect(files.asked).toBe(1)
  })

  it('forgets what was not used for longest, and holds no more bytes than it may', async () => {
    const files = below()
    const store = lruStore(files, 3 * (1000 + OVERHEAD))
    for (const key of ['a', 'b', 'c']) await store.put(key, bytes(1000))
    await store.get('a')
    await store.put('d', bytes(1000))
    for (const key of ['a', 'c', 'd']) await store.get(key)
    expect(files.asked).toBe(0)
    await store.get('b')
    expect(files.asked).toBe(1)
  })

  it('forgets nothing for an entry that is too large for it', async () => {
    const files = below()
    const store = lruStore(files, 2000)
    await store.put('a', bytes(100))
    await store.put('large', bytes(2000))
    expect([(await store.get('a'))?.length, files.asked]).toEqual([100, 0])
    expect([(await store.get('large'))?.length, files.asked]).toEqual([2000, 1])
  })

  it('remembers what the store below cannot keep, and throws its error', async () => {
    const full = { ...below(), put: () => Promise.reject(new Error('no space')) }
    const store = lruStore(full, 2000)
    await expect(store.put('a', bytes(1))).rejects.toThrow('no space')
    expect((await store.get('a'))?.length).toBe(1)
  })

  it('does not bring back what a get found before a put or delete', async () => {
    const files = below()
    files.kept.set('a', Buffer.from('damaged'))
    const store = lruStore(files, 10_000)
    const first = store.get('a')
    await store.put('a', Buffer.from('whole'))
    await first
    expect(Buffer.from((await store.get('a'))!).toString()).toBe('whole')
    files.kept.set('b', Buffer.from('damaged'))
    const second = store.get('b')
    await store.delete('b')
    await second
    expect(await store.get('b')).toBeUndefined()
  })

  it('answers as the store below would, whatever is asked of it', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd')
    const step = fc.oneof(
      fc.record({ call: fc.constant('put' as const), key, length: fc.integer({ min: 0, max: 3000 }) }),
      fc.record({ call: fc.constantFrom('get' as const, 'delete' as const), key }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 0, max: 9000 }), async (steps, maxBytes) => {
        const files = below()
        const store = lruStore(files, maxBytes)
        for (const one of steps) {
          if (one.call === 'put') await store.put(one.key, bytes(one.length))
          else if (one.call === 'delete') await store.delete(one.key)
          else expect((await store.get(one.key))?.length).toBe(files.kept.get(one.key)?.length)
        }
        files.asked = 0
        let held = 0
        for (const [kept, entry] of [...files.kept]) {
          files.kept.delete(kept)
          if (await store.get(kept)) held += entry.length + OVERHEAD
        }
        expect(held).toBeLessThanOrEqual(maxBytes)
      }),
    )
  })
})
