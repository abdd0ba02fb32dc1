import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileStore } from './cache.ts'
import { cacheStats } from './cache-stats.ts'
import { verifyCache } from './cache-verify.ts'
import { encodeEntry } from './entry.ts'
import { loadBlake3 } from './hash.ts'

const { hash } = await loadBlake3()
let cache: string
beforeEach(() => void (cache = mkdtempSync(join(tmpdir(), 'codegenie-verify-'))))
afterEach(() => rmSync(cache, { recursive: true }))

const pathOf = (key: string) => join(cache, 'v1', key.slice(0, 2), key.slice(2))

/** Puts an entry of a probe; gives its key and size. */
async function put(probe: string, text: string) {
  const key = hash(probe + text)
  const entry = encodeEntry(key, probe, [text], hash)
  await fileStore(cache).put(key, entry)
  return { key, size: entry.length, path: pathOf(key) }
}

describe('verifyCache', () => {
  it('finds nothing in a cache that is whole, empty or not there', async () => {
    expect(verifyCache(cache, hash)).toEqual({ entries: 0, bytes: 0, damaged: [], removed: 0, unreadable: [], otherFormats: 0 })
    const { size } = await put('a', 'x')
    expect(verifyCache(cache, hash)).toEqual({ entries: 1, bytes: size, damaged: [], removed: 0, unreadable: [], otherFormats: 0 })
  })

  it.each<[string, (path: string, other: string) => void]>([
    ['an empty file', (path) => truncateSync(path)],
    ['a file that was cut', (path) => truncateSync(path, 100)],
    ['one byte that is different', (path) => flip(path)],
    ['one byte too many', (path) => writeFileSync(path, 'x', { flag: 'a' })],
    ['zeros', (path) => writeFileSync(path, Buffer.alloc(200))],
    ['another entry in its place', (path, other) => renameSync(other, path)],
    ['a link', (path, other) => replace(path, () => symlinkSync(other, path))],
    ['a directory', (path) => replace(path, () => mkdirSync(path))],
  ])('finds and removes %s', async (_, damage) => {
    const [one, two, three] = [await put('a', 'x'), await put('a', 'y'), await put('b', 'z')]
    damage(one.path, two.path)
    expect(verifyCache(cache, hash)).toMatchObject({ damaged: [one.key], removed: 1 })
    expect(verifyCache(cache, hash)).toMatchObject({ damaged: [], removed: 0 })
    expect(await fileStore(cache).get(three.key)).toBeDefined()
  })

  it('leaves entries of another format, and a directory that holds something', async () => {
    const [one, two] = [await put('a', 'x'), await put('a', 'y')]
    writeFileSync(one.path, readFileSync(one.path, 'utf8').replace('codegenie-entry 2', 'codegenie-entry 3'))
    rmSync(two.path)
    mkdirSync(join(two.path, 'full'), { recursive: true })
    expect(verifyCache(cache, hash)).toEqual({
      entries: 0,
      bytes: 0,
      damaged: [two.key],
      removed: 0,
      unreadable: [],
      otherFormats: 1,
    })
  })
})

function replace(path: string, make: () => void): void {
  rmSync(path)
  make()
}

function flip(path: string): void {
  const bytes = readFileSync(path)
  bytes[bytes.length - 1]! ^= 1
  writeFileSync(path, bytes)
}

describe('cacheStats', () => {
  it('counts by probe', async () => {
    expect(cacheStats(cache)).toEqual({ entries: 0, bytes: 0, probes: [] })
    const [b, a1, a2] = [await put('b', 'x'), await put('a', 'yy'), await put('a', 'zzz')]
    const odd = await put('c', '')
    writeFileSync(odd.path, 'garbage')
    expect(cacheStats(cache)).toEqual({
      entries: 4,
      bytes: b.size + a1.size + a2.size + 7,
      probes: [
        { probe: null, entries: 1, bytes: 7 },
        { probe: 'a', entries: 2, bytes: a1.size + a2.size },
        { probe: 'b', entries: 1, bytes: b.size },
      ],
    })
  })
})
