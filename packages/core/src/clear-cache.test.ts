import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileStore } from './cache.ts'
import { clearCache } from './clear-cache.ts'

let top: string
let cache: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'codegenie-clear-'))
  cache = join(top, 'cache')
})
afterEach(() => rmSync(top, { recursive: true }))

const KEY = 'ab'.repeat(32)

it('removes entries and what killed writers left, with their directories', async () => {
  await fileStore(cache).put(KEY, Buffer.from('12345'))
  await fileStore(cache).put('cd'.repeat(32), Buffer.from('678'))
  writeFileSync(join(cache, 'v1', 'ab', `${'ab'.repeat(31)}.0123456789abcdef.tmp`), '90')
  expect(clearCache(cache)).toEqual({ removed: 3, bytes: 10 })
  expect(readdirSync(cache)).toEqual([])
})

it('can be repeated, and needs no cache', () => {
  expect(clearCache(cache)).toEqual({ removed: 0, bytes: 0 })
  mkdirSync(cache)
  expect(clearCache(cache)).toEqual({ removed: 0, bytes: 0 })
  expect(existsSync(cache)).toBe(true)
})

it('leaves what is not of the store', async () => {
  await fileStore(cache).put(KEY, Buffer.from('x'))
  for (const path of ['v1/ab/notes.txt', 'v1/README', 'v2']) writeFileSync(join(cache, path), '')
  mkdirSync(join(cache, 'v1', 'ab', 'cd'.repeat(31)))
  expect(clearCache(cache)).toEqual({ removed: 1, bytes: 1 })
  expect(readdirSync(cache, { recursive: true }).sort()).toEqual([
    'v1',
    'v1/README',
    'v1/ab',
    `v1/ab/${'cd'.repeat(31)}`,
    'v1/ab/notes.txt',
    'v2',
  ])
})

it('follows no link', async () => {
  const elsewhere = join(top, 'elsewhere')
  await fileStore(elsewhere).put(KEY, Buffer.from('x'))
  mkdirSync(join(cache, 'v1'), { recursive: true })
  symlinkSync(join(elsewhere, 'v1', 'ab'), join(cache, 'v1', 'ab'))
  expect(clearCache(cache)).toEqual({ removed: 0, bytes: 0 })
  rmSync(join(cache, 'v1'), { recursive: true })
  symlinkSync(join(elsewhere, 'v1'), join(cache, 'v1'))
  expect(clearCache(cache)).toEqual({ removed: 0, bytes: 0 })
  expect(await fileStore(elsewhere).get(KEY)).toEqual(Buffer.from('x'))
})
