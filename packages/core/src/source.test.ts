import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileRead, Seen } from './files.ts'
import { loadBlake3 } from './hash.ts'
import { createPathIndex, type Problem } from './path-index.ts'
import { createSource, openWorkingTree, type Source, type WalkOptions } from './source.ts'
import type { TreeMemory } from './tree-memory.ts'

const LONG_AGO = '1:2:3:4.5:4.5'

async function dependenciesOf(read: FileRead, problems: readonly Problem[] = []) {
  const { hash } = await loadBlake3()
  const tree = { startedAt: Date.now(), walked: { listings: new Map(), looked: new Map() } }
  const store = { open: () => read, stamp: () => LONG_AGO, close: () => {} }
  const source = createSource(createPathIndex({ paths: ['a'], links: new Map(), problems }), hash, 1, tree, store)
  source.read('a')
  const { stamps, absent, unsettled } = source.dependencies()
  return { stamps: [...stamps], absent, unsettled }
}

it('depends on the stamp of what was read, and of what is too large', async () => {
  const known = { stamps: [['a', LONG_AGO]], absent: [], unsettled: false }
  expect(await dependenciesOf({ bytes: Buffer.from('x'), changed: false, stamp: LONG_AGO })).toEqual(known)
  expect(await dependenciesOf({ problem: 'size_cap_exceeded', message: '' })).toEqual(known)
})

it('depends on no stamp of what the system refused: the next gather has to try again', async () => {
  expect(await dependenciesOf({ problem: 'unreadable', message: '' })).toEqual({ stamps: [], absent: ['a'], unsettled: false })
  const problem = { code: 'walk.unreadable', message: '', path: 'b' }
  expect(await dependenciesOf({ bytes: Buffer.from('x'), changed: false, stamp: LONG_AGO }, [problem])).toMatchObject({ unsettled: true })
})

describe('a tree that is remembered', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'codegenie-source-'))
    mkdirSync(join(root, 'a'))
    for (const path of ['a/x.json', 'a/y.json', 'z.ts']) writeFileSync(join(root, path), path)
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const settle = () => sleep(60)

  async function open<T>(options: Partial<WalkOptions>, look: (source: Source) => T) {
    const { hash } = await loadBlake3()
    const source = openWorkingTree(root, hash, { maxFiles: 100, noise: [], ...options })
    try {
      return look(source)
    } finally {
      source.close()
    }
  }

  async function remembered(): Promise<TreeMemory> {
    await settle()
    return open({}, (source) => {
      source.read('a/x.json').kept.set('probe 1.0.0 name', 'made of it')
      source.index.match('**/*.json')
      return source.memory()
    })
  }

  it('gives what was matched, and what was made of a file, while they are the same', async () => {
    const memory = await remembered()
    expect([...memory.walked!.matches!]).toEqual([['**/*.json', [0, 2]]])
    const again = () =>
      open({ memory }, ({ index, read, stats }) => [
        index.match('**/*.json'),
        [...read('a/x.json').kept],
        stats.filesRead,
        index.matches.size,
      ])
    expect(await again()).toEqual([['a/x.json', 'a/y.json'], [['probe 1.0.0 name', 'made of it']], 0, 1])
    writeFileSync(join(root, 'a/x.json'), 'other')
    expect(await again()).toEqual([['a/x.json', 'a/y.json'], [], 1, 1])
    writeFileSync(join(root, 'a/w.json'), '')
    expect(await again()).toEqual([['a/w.json', 'a/x.json', 'a/y.json'], [], 1, 1])
  })

  it('counts links that lead to no file of it', async () => {
    symlinkSync('z.ts', join(root, 'inside'))
    symlinkSync('..', join(root, 'outside'))
    symlinkSync('nothing', join(root, 'dangling'))
    symlinkSync('a', join(root, 'directory'))
    expect(await open({}, ({ stats }) => stats.unfollowed)).toBe(3)
  })

  it('is not walked again where a file was saved by renaming, and is where a name or a link is another', async () => {
    symlinkSync('z.ts', join(root, 'link'))
    const memory = await remembered()
    const isSameWalk = () => open({ memory }, ({ index }) => index.paths === memory.walked?.paths)
    expect(await isSameWalk()).toBe(true)
    writeFileSync(join(root, 'a/~'), 'saved')
    renameSync(join(root, 'a/~'), join(root, 'a/x.json'))
    expect([await isSameWalk(), await open({ memory }, ({ read }) => read('a/x.json').text()?.text)]).toEqual([true, 'saved'])
    symlinkSync('a', join(root, '~'))
    renameSync(join(root, '~'), join(root, 'link'))
    expect(await isSameWalk()).toBe(false)
    rmSync(join(root, 'link'))
    renameSync(join(root, 'a/y.json'), join(root, 'a/z.json'))
    expect(await isSameWalk()).toBe(false)
  })

  it('is not looked at where the caller has done so', async () => {
    const memory = await remembered()
    const stamps = await open({ memory }, (source) => {
      source.read('a/x.json')
      return source.dependencies().stamps
    })
    await settle()
    writeFileSync(join(root, 'a/x.json'), 'other')
    writeFileSync(join(root, 'a/new'), '')
    const found = (seen?: Seen) => open({ memory, seen }, ({ index, read }) => [index.paths.length, read('a/x.json').text()?.text])
    expect(await found((path) => stamps.get(path))).toEqual([3, undefined])
    expect(await found((path) => (path === 'a' ? undefined : stamps.get(path)))).toEqual([4, undefined])
    expect(await found()).toEqual([4, 'other'])
  })
})
