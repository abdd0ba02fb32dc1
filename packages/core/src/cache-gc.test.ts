import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileStore } from './cache.ts'
import { collectGarbage, DEFAULT_CACHE_LIMITS, tendCache } from './cache-gc.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const NOW = Date.UTC(2026, 5, 1)

let top: string
let cache: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'codegenie-gc-'))
  cache = join(top, 'cache')
})
afterEach(() => rmSync(top, { recursive: true }))

const keyOf = (i: number) => `${(i % 256).toString(16).padStart(2, '0')}${i.toString(16).padStart(62, '0')}`
const pathOf = (key: string) => join(cache, 'v1', key.slice(0, 2), key.slice(2))

async function put(key: string, size: number, ago: number): Promise<void> {
  await fileStore(cache).put(key, Buffer.alloc(size))
  const used = new Date(NOW - ago)
  utimesSync(pathOf(key), used, used)
}

async function kept(): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of fileStore(cache).list()) keys.push(key)
  return keys
}

const collect = (limits: Partial<typeof DEFAULT_CACHE_LIMITS> = {}) =>
  collectGarbage(cache, { ...DEFAULT_CACHE_LIMITS, ...limits }, { now: NOW })

describe('collectGarbage', () => {
  it('removes what was not used for long enough', async () => {
    await put(keyOf(1), 10, 31 * DAY)
    await put(keyOf(2), 20, 29 * DAY)
    expect(collect()).toEqual({ entries: 1, bytes: 20, removed: 1, removedBytes: 10 })
    expect(await kept()).toEqual([keyOf(2)])
  })

  it('removes what was not used for longest until the rest fits', async () => {
    for (const [i, days] of [3, 1, 4, 2].entries()) await put(keyOf(i), 100, days * DAY)
    expect(collect({ maxBytes: 250 })).toEqual({ entries: 2, bytes: 200, removed: 2, removedBytes: 200 })
    expect(await kept()).toEqual([keyOf(1), keyOf(3)])
  })

  it('removes no more than it must of entries of one age', async () => {
    for (let i = 0; i < 10; i++) await put(keyOf(i), 100, DAY)
    expect(collect({ maxBytes: 700 })).toEqual({ entries: 7, bytes: 700, removed: 3, removedBytes: 300 })
  })

  it('leaves what a gather that is running has written or read, whatever the limits say', async () => {
    await put(keyOf(1), 100, 9 * MINUTE)
    await put(keyOf(2), 100, 11 * MINUTE)
    expect(collect({ maxBytes: 1, maxAgeMs: 0 })).toMatchObject({ entries: 1, removed: 1 })
    expect(await kept()).toEqual([keyOf(1)])
  })

  it('lets an entry of a wrong clock grow old from now on', async () => {
    await put(keyOf(1), 100, -400 * DAY)
    expect(collect({ maxBytes: 1 })).toMatchObject({ entries: 1, removed: 0 })
    expect(collectGarbage(cache, { maxBytes: 1, maxAgeMs: DAY }, { now: NOW + 11 * MINUTE })).toMatchObject({ entries: 0, removed: 1 })
  })

  it('removes what killed writers left, and not what one is writing', async () => {
    await put(keyOf(1), 1, 0)
    const temps = [59, 61].map((minutes) => {
      const path = `${pathOf(keyOf(1))}.${minutes}aaaaaaaaaaaaaa.tmp`
      writeFileSync(path, 'half')
      utimesSync(path, new Date(NOW), new Date(NOW - minutes * MINUTE))
      return path
    })
    expect(collect()).toEqual({ entries: 1, bytes: 1, removed: 0, removedBytes: 0 })
    expect(temps.map(existsSync)).toEqual([true, false])
  })

  it('needs no cache, follows no link, and leaves what is not the store’s', async () => {
    expect(collect()).toEqual({ entries: 0, bytes: 0, removed: 0, removedBytes: 0 })
    await put(keyOf(1), 1, 40 * DAY)
    mkdirSync(join(top, 'other', 'v1'), { recursive: true })
    symlinkSync(join(cache, 'v1', '01'), join(top, 'other', 'v1', '01'))
    expect(collectGarbage(join(top, 'other'), DEFAULT_CACHE_LIMITS, { now: NOW })).toMatchObject({ entries: 0, removed: 0 })
    for (const name of ['notes.txt', 'f'.repeat(61)]) {
      writeFileSync(join(cache, 'v1', '01', name), '')
      utimesSync(join(cache, 'v1', '01', name), 1, 1)
    }
    expect(collect()).toMatchObject({ removed: 1 })
    expect(readdirSync(join(cache, 'v1', '01'))).toEqual(['f'.repeat(61), 'notes.txt'])
  })

  it('keeps, of any cache, the youngest entries that fit and no other', async () => {
    const entry = fc.record({ size: fc.integer({ min: 0, max: 500 }), age: fc.integer({ min: 0, max: 100_000 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(entry, { maxLength: 12, selector: ({ age }) => age }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 100_000 }),
        async (entries, maxBytes, maxAge) => {
          rmSync(cache, { recursive: true, force: true })
          for (const [i, { size, age }] of entries.entries()) await put(keyOf(i), size, age * MINUTE)
          const before = entries.map(({ size, age }, i) => ({ key: keyOf(i), size, age }))
          collectGarbage(cache, { maxBytes, maxAgeMs: maxAge * MINUTE }, { now: NOW })
          expect(await kept()).toEqual(survivors(before, maxBytes, maxAge))
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** As it is said, without any of how it is done: ages in minutes. */
function survivors(entries: readonly { key: string; size: number; age: number }[], maxBytes: number, maxAge: number): string[] {
  const left = entries.filter(({ age }) => age <= 10 || age <= maxAge).sort((a, b) => a.age - b.age)
  const total = () => left.reduce((sum, { size }) => sum + size, 0)
  while (total() > maxBytes && (left.at(-1)?.age ?? 0) > 10) left.pop()
  return left.map(({ key }) => key).sort()
}

describe('tendCache', () => {
  const limits = { maxBytes: 1600, maxAgeMs: DAY }

  it('brings a cache down to its limits, a sixteenth at a time', async () => {
    for (let i = 0; i < 256; i++) await put(keyOf(i), 10, (i + 20) * MINUTE)
    tendCache(cache, limits, NOW)
    expect((await kept()).length).toBe(256 - (16 - 10))
    for (let i = 1; i < 16; i++) tendCache(cache, limits, NOW + i * (6 * MINUTE + 1))
    const left = await kept()
    expect(left.length).toBe(160)
    for (let digit = 0; digit < 16; digit++) expect(left.filter((key) => key.startsWith(digit.toString(16)))).toHaveLength(10)
  })

  it('does nothing for five minutes after it did something, but for a clock that went back', async () => {
    await put(keyOf(0), 10, 2 * DAY)
    await put(keyOf(16), 10, 2 * DAY)
    utimesSync(join(cache, 'v1'), new Date(NOW - MINUTE), new Date(NOW - MINUTE))
    tendCache(cache, limits, NOW)
    expect(await kept()).toHaveLength(2)
    tendCache(cache, limits, NOW + 4 * MINUTE)
    expect(await kept()).toEqual([keyOf(16)])
    expect(lstatSync(join(cache, 'v1')).mtimeMs).toBe(NOW + 4 * MINUTE)
    tendCache(cache, limits, NOW + 1 - (NOW % 16))
    expect(await kept()).toEqual([])
  })

  it('minds nothing that is in its way', () => {
    tendCache(cache, limits, NOW)
    writeFileSync(cache, '')
    tendCache(cache, limits, NOW)
    expect(lstatSync(cache).isFile()).toBe(true)
  })
})
