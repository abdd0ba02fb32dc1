import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGatherer } from '@codegenie/coordinator'
import { defineProbe } from '@codegenie/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { makeBell } from './bell.ts'
import { keepGathering } from './keep-gathering.ts'
import { type DirectoryWatch, watchDirectories } from './watch-directories.ts'

const count = defineProbe({
  name: 'count',
  slice: 'count',
  version: '1.0.0',
  schema: z.strictObject({ files: z.int() }),
  inputs: { lists: ['**/*'] },
  run: async ({ paths }) => ({ slice: { files: paths.length }, evidence: {} }),
})

let root: string
let watched: DirectoryWatch
let rung = 0
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codegenie-watch-'))
  for (const path of ['src', 'build', '.git/refs/heads']) mkdirSync(join(root, path), { recursive: true })
  for (const path of ['src/a.ts', 'build/b.js']) writeFileSync(join(root, path), '')
  writeFileSync(join(root, '.gitignore'), 'build\n')
  writeFileSync(join(root, '.git/HEAD'), 'ref: refs/heads/main\n')
  rung = 0
  watched = watchDirectories(root, () => void rung++)
})
afterEach(() => {
  watched.close()
  rmSync(root, { recursive: true })
})

/** How often it rings for something that happens. */
async function ringsFor(happens: () => void): Promise<boolean> {
  await sleep(30) // what came before has been told
  const before = rung
  happens()
  for (let i = 0; i < 20 && rung === before; i++) await sleep(10)
  return rung > before
}

const write = (path: string) => () => writeFileSync(join(root, path), 'x')

describe('watchDirectories', () => {
  it('rings for the directories that an answer depends on, and for no other', async () => {
    const gatherer = createGatherer(root, { probes: [count] })
    const { dependencies } = await gatherer.gather()
    expect([watched.follow(dependencies), watched.follow(dependencies), watched.problem]).toEqual([true, false, undefined])
    expect(await ringsFor(write('src/a.ts'))).toBe(true)
    expect(await ringsFor(write('.git/refs/heads/main'))).toBe(true)
    expect(await ringsFor(write('build/b.js'))).toBe(false)
    expect(await ringsFor(() => mkdirSync(join(root, 'build/deep')))).toBe(false)
  })

  it('watches another directory that comes in the place of one', async () => {
    const gatherer = createGatherer(root, { probes: [count] })
    watched.follow((await gatherer.gather()).dependencies)
    renameSync(join(root, 'src'), join(root, 'build/src'))
    mkdirSync(join(root, 'src'))
    expect(watched.follow((await gatherer.gather()).dependencies)).toBe(true)
    expect(await ringsFor(write('src/new.ts'))).toBe(true)
    expect(await ringsFor(write('build/src/a.ts'))).toBe(false)
  })

  it('is silent when it is closed', async () => {
    watched.follow((await createGatherer(root, { probes: [count] }).gather()).dependencies)
    watched.close()
    expect(await ringsFor(write('src/a.ts'))).toBe(false)
  })
})

describe('keepGathering', () => {
  const written = { artifact: 'written', directory: '', record: '', files: [] } as const

  it('looks by itself where events get lost', { timeout: 20_000 }, async () => {
    const stop = new AbortController()
    const deaf: DirectoryWatch = { follow: () => false, problem: 'ENOSPC', close: () => {} }
    const seen: unknown[] = []
    const running = keepGathering({
      gatherer: createGatherer(root, { probes: [count], signal: stop.signal }),
      watched: deaf,
      bell: makeBell(),
      signal: stop.signal,
      write: async () => written,
      report: ({ context }) => {
        seen.push(context['count'])
        if (seen.length === 1) writeFileSync(join(root, 'src/more.ts'), '')
        else stop.abort(new Error('enough'))
      },
      tend: () => {},
    })
    await expect(running).rejects.toThrow('enough')
    expect(seen).toEqual([{ files: 2 }, { files: 3 }])
  })
})
