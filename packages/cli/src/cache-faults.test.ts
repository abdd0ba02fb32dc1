import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCoordinator, type Gathered } from '@codegenie/coordinator'
import { type CacheStore, collectGarbage, fileStore } from '@codegenie/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bundledProbes } from './bundled.ts'

const PROBES = ['language_detection', 'node_manifest']
const coordinator = createCoordinator({ probes: [...(await bundledProbes()).values()].filter(({ name }) => PROBES.includes(name)) })

let top: string
let repository: string
let cache: string
/** What a gather without a cache says, and a cache as one gather leaves it. */
let cold: ReturnType<typeof bytesOf>
let warm: string
beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'codegenie-faults-'))
  repository = join(top, 'shop')
  cache = join(top, 'cache')
  warm = join(top, 'warm')
  mkdirSync(join(repository, 'src'), { recursive: true })
  writeFileSync(join(repository, 'package.json'), '{"name": "shop", "dependencies": {"express": "^4.19.2"}}')
  const lock = { name: 'shop', lockfileVersion: 3, packages: { '': { dependencies: { express: '^4.19.2' } } } }
  writeFileSync(join(repository, 'package-lock.json'), JSON.stringify(lock))
  writeFileSync(join(repository, 'src/index.ts'), '')
  cold = bytesOf(await coordinator.gather(repository))
  await coordinator.gather(repository, { cache: fileStore(warm) })
})
afterEach(() => rmSync(cache, { recursive: true, force: true }))
afterAll(() => rmSync(top, { recursive: true }))

const bytesOf = ({ artifact: { yaml, json, raw } }: Gathered) => [yaml.join(''), json.join(''), [...raw].map(String)]

/** A gather with a cache that something is wrong with: the answer has to be that of one without. */
async function gather(store: CacheStore = fileStore(cache)) {
  const gathered = await coordinator.gather(repository, { cache: store })
  expect(bytesOf(gathered)).toEqual(cold)
  return gathered.record.cache
}

/** Files of a cache, and its directories. */
function everything(): string[] {
  return readdirSync(warm, { recursive: true, encoding: 'utf8' }).sort()
}
const entries = () => everything().filter((path) => path.length === 'v1/00/'.length + 62)

const DAMAGE: Readonly<Record<string, (path: string, another: string) => void>> = {
  deleted: (path) => rmSync(path, { recursive: true }),
  empty: (path) => truncateSync(path),
  'cut in the header': (path) => truncateSync(path, 40),
  'cut in the body': (path) => truncateSync(path, readFileSync(path).length - 1),
  'one bit different in the header': (path) => flip(path, 30),
  'one bit different in the body': (path) => flip(path, -2),
  'one byte longer': (path) => writeFileSync(path, '\n', { flag: 'a' }),
  'zeros of the same length': (path) => writeFileSync(path, Buffer.alloc(readFileSync(path).length)),
  'another entry': (path, another) => cpSync(another, path),
  'of another format': (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('codegenie-entry 2', 'codegenie-entry 3')),
  'a directory': (path) => inPlaceOf(path, () => mkdirSync(path)),
  'a directory that is not empty': (path) => inPlaceOf(path, () => mkdirSync(join(path, 'full'), { recursive: true })),
  'a link to another entry': (path, another) => inPlaceOf(path, () => symlinkSync(another, path)),
  'a link to itself': (path) => inPlaceOf(path, () => symlinkSync(path, path)),
  'a named pipe': (path) => inPlaceOf(path, () => execFileSync('mkfifo', [path])),
}

function inPlaceOf(path: string, make: () => void): void {
  rmSync(path, { recursive: true })
  make()
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at < 0 ? bytes.length + at : at]! ^= 1
  writeFileSync(path, bytes)
}

describe('each file of the cache in turn', () => {
  it.each(Object.entries(DAMAGE))('%s: costs work, once', async (_, damage) => {
    expect(entries()).toHaveLength(2)
    for (const entry of entries()) {
      rmSync(cache, { recursive: true, force: true })
      cpSync(warm, cache, { recursive: true })
      const another = entries().find((other) => other !== entry)!
      damage(join(cache, entry), join(cache, another))
      const first = await gather()
      expect(first).toMatchObject({ hits: 1, misses: 1 })
      const second = await gather()
      expect(second.hits).toBe(first.errors.length > 0 ? 1 : 2)
    }
  })
})

describe('each directory of the cache in turn', () => {
  it.each<[string, (path: string) => void]>([
    ['deleted', (path) => rmSync(path, { recursive: true })],
    ['a file', (path) => inPlaceOf(path, () => writeFileSync(path, ''))],
    ['a link to nothing', (path) => inPlaceOf(path, () => symlinkSync('nothing', path))],
    ['a link to itself', (path) => inPlaceOf(path, () => symlinkSync(path, path))],
  ])('%s: the answer stands', async (_, damage) => {
    const directories = ['', ...everything().filter((path) => !entries().includes(path))]
    expect(directories).toHaveLength(4)
    for (const directory of directories) {
      rmSync(cache, { recursive: true, force: true })
      cpSync(warm, cache, { recursive: true })
      damage(join(cache, directory))
      expect((await gather()).misses).toBeGreaterThan(0)
      await gather()
    }
  })
})

/** Calls `fault` before the n-th call of the store, for each n until a gather makes fewer calls. */
async function atEachStep(start: string, fault: () => void): Promise<number> {
  for (let n = 0; ; n++) {
    rmSync(cache, { recursive: true, force: true })
    if (existsSync(start)) cpSync(start, cache, { recursive: true })
    const store = fileStore(cache)
    let calls = 0
    const step = <A extends unknown[], R>(call: (...args: A) => R) => {
      return (...args: A): R => {
        if (calls++ === n) fault()
        return call(...args)
      }
    }
    await gather({ ...store, get: step(store.get), put: step(store.put) })
    if (calls <= n) return n
  }
}

describe('at any time', () => {
  it.each<[string, () => void]>([
    ['the cache is deleted', () => rmSync(cache, { recursive: true, force: true })],
    ['the cache becomes another', () => existsSync(cache) && renameSync(cache, `${cache}.${Math.random()}`)],
    ['every entry is cut', () => existsSync(cache) && cutAll()],
    ['everything that may be collected is', () => collectGarbage(cache, { maxBytes: 0, maxAgeMs: 0 }, { now: Date.now() + 3_600_000 })],
  ])('%s, cold and warm', async (_, fault) => {
    expect(await atEachStep(join(top, 'nothing'), fault)).toBe(4)
    expect(await atEachStep(warm, fault)).toBeGreaterThanOrEqual(2)
  })

  it('garbage is collected and the gather that is running keeps all that it used', async () => {
    await atEachStep(warm, () => collectGarbage(cache, { maxBytes: 0, maxAgeMs: 0 }))
    expect(await gather()).toMatchObject({ hits: 2, misses: 0 })
  })
})

function cutAll(): void {
  for (const name of readdirSync(cache, { recursive: true, encoding: 'utf8' })) if (name.length > 60) truncateSync(join(cache, name), 100)
}

describe('a cache that cannot be written', () => {
  const isRoot = process.getuid?.() === 0
  const mountable = isRoot && tryMount()

  function tryMount(): boolean {
    const path = mkdtempSync(join(tmpdir(), 'codegenie-faults-mount-'))
    const works = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', path]).status === 0
    if (works) execFileSync('umount', [path])
    rmSync(path, { recursive: true })
    return works
  }

  async function onDisk(options: string, use: () => Promise<void>): Promise<void> {
    mkdirSync(cache)
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', cache])
    try {
      await use()
    } finally {
      execFileSync('umount', [cache])
    }
  }

  it.runIf(mountable)('a full disk: what fits is kept, and no piece of what does not', async () => {
    await onDisk('size=4k', async () => {
      expect((await gather()).errors.length).toBeGreaterThan(0)
      expect(readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))).toEqual([])
      await gather()
    })
  })

  it.runIf(mountable)('no inode is left', async () => {
    await onDisk('nr_inodes=3', async () => {
      expect((await gather()).errors).toHaveLength(2)
    })
  })

  it.runIf(mountable)('a read-only disk is a cache as any other, but that nothing is added', async () => {
    await onDisk('size=1m', async () => {
      execFileSync('mount', ['-o', 'remount,ro', cache])
      expect((await gather()).errors).toHaveLength(2)
      execFileSync('mount', ['-o', 'remount,rw', cache])
      cpSync(warm, cache, { recursive: true })
      execFileSync('mount', ['-o', 'remount,ro', cache])
      expect(await gather()).toEqual({ hits: 2, misses: 0, errors: [] })
    })
  })

  it.skipIf(isRoot)('directories without permission', async () => {
    cpSync(warm, cache, { recursive: true })
    for (const mode of [0o500, 0o000]) {
      chmodSync(join(cache, 'v1'), mode)
      await gather()
    }
    chmodSync(join(cache, 'v1'), 0o700)
  })

  it('places where no directory can be', async () => {
    for (const place of ['/dev/null', '/dev/null/cache', '/proc/self/cache', 'x'.repeat(5000), `${top}/${'x'.repeat(300)}`])
      expect((await gather(fileStore(place))).errors).toHaveLength(2)
  })
})
