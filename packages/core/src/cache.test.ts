import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CacheStore, fileStore, USE_GRANULARITY } from './cache.ts'
import { lruStore } from './lru-store.ts'
import { cacheStoreViolations } from './testing.ts'

const key = (digit: string) => digit.repeat(64)
const all = async (store: CacheStore) => {
  const keys: string[] = []
  for await (const entry of store.list()) keys.push(entry.key)
  return keys
}

let directory: string
let store: CacheStore
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'codegenie-cache-')), 'cache')
  store = fileStore(directory)
})
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }))

describe.each<[string, () => CacheStore]>([
  ['a file store', () => store],
  ['a file store behind an LRU', () => lruStore(store, 10 << 20)],
  ['a file store behind an LRU that holds next to nothing', () => lruStore(store, 600)],
])('%s', (_, make) => {
  it('keeps the contract of a store', async () => {
    expect(await cacheStoreViolations(make())).toEqual([])
    expect(await all(store)).toEqual([])
  })
})

describe('fileStore', () => {
  it('gives back what was put, lists it, and forgets what is deleted', async () => {
    expect(await store.get(key('a'))).toBeUndefined()
    expect(await all(store)).toEqual([])
    await store.put(key('b'), Buffer.from('two'))
    await store.put(key('a'), Buffer.from('one'))
    await store.put(key('a'), Buffer.from('one again'))
    expect(Buffer.from((await store.get(key('a')))!).toString()).toBe('one again')
    expect(await all(store)).toEqual([key('a'), key('b')])
    await store.delete(key('a'))
    await store.delete(key('a'))
    expect(await store.get(key('a'))).toBeUndefined()
    expect(await all(store)).toEqual([key('b')])
  })

  it('is for the user alone', async () => {
    await store.put(key('a'), Buffer.from('x'))
    expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('leaves no temporary file, also when an entry cannot be written', async () => {
    await store.put(key('a'), Buffer.from('x'))
    const shard = join(directory, 'v1', 'aa')
    mkdirSync(join(shard, `${'a'.repeat(61)}b`, 'full'), { recursive: true })
    await expect(store.put(`${'a'.repeat(63)}b`, Buffer.from('y'))).rejects.toThrow()
    expect(readdirSync(shard).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('takes a link, a directory or nothing for a miss, and repairs it', async () => {
    await store.put(key('a'), Buffer.from('x'))
    const path = join(directory, 'v1', 'aa', 'a'.repeat(62))
    const secret = join(directory, 'secret')
    writeFileSync(secret, 'secret')
    for (const damage of [() => symlinkSync(secret, path), () => mkdirSync(path)]) {
      rmSync(path, { recursive: true })
      damage()
      expect(await store.get(key('a'))).toBeUndefined()
      await store.put(key('a'), Buffer.from('x'))
      expect(Buffer.from((await store.get(key('a')))!).toString()).toBe('x')
    }
    expect(statSync(secret).size).toBe(6)
  })

  it('notes that an entry was read, now and then', async () => {
    await store.put(key('a'), Buffer.from('x'))
    const path = join(directory, 'v1', 'aa', 'a'.repeat(62))
    const used = async (ago: number) => {
      const before = new Date(Date.now() - ago)
      utimesSync(path, before, before)
      await store.get(key('a'))
      return statSync(path).mtimeMs - before.getTime() > 1000
    }
    expect([await used(USE_GRANULARITY + 60_000), await used(USE_GRANULARITY - 60_000)]).toEqual([true, false])
    for await (const { usedAt } of store.list()) expect(Math.abs(usedAt - statSync(path).mtimeMs)).toBeLessThan(1)
  })

  it('serves many writers of one key at once', async () => {
    const entry = Buffer.alloc(100_000, 'x')
    await Promise.all(Array.from({ length: 20 }, () => fileStore(directory).put(key('c'), entry)))
    expect(Buffer.from((await store.get(key('c')))!).equals(entry)).toBe(true)
  })
})
