import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type CacheStore, defineProbe, TooManyFilesError } from '@codegenie/core'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { createGatherer } from './gatherer.ts'

let root: string
beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'codegenie-gatherer-')))
  put('package.json', '{"name":"shop"}')
  put('src/index.ts')
  await settle()
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, text = ''): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** Lets the clock of the file system go on: what was written is old afterwards. */
const settle = () => sleep(45)

let ran: string[] = []
beforeEach(() => void (ran = []))

const names = defineProbe({
  name: 'names',
  slice: 'names',
  version: '1.0.0',
  schema: z.strictObject({ names: z.array(z.string().nullable()) }),
  inputs: { reads: ['**/package.json'] },
  async run({ paths, json }) {
    ran.push('names')
    const found = await Promise.all(paths.map(async (path) => (await json(path, z.object({ name: z.string() })))?.name ?? null))
    return { slice: { names: found }, evidence: {} }
  },
})

const sources = defineProbe({
  name: 'sources',
  slice: 'sources',
  version: '1.0.0',
  schema: z.strictObject({ count: z.int() }),
  inputs: { lists: ['**/*.ts'] },
  async run({ paths }) {
    ran.push('sources')
    return { slice: { count: paths.length }, evidence: {} }
  },
})

function mapStore() {
  const entries = new Map<string, Uint8Array>()
  const got: string[] = []
  const store: CacheStore = {
    async get(key) {
      got.push(key)
      return entries.get(key)
    },
    put: async (key, entry) => void entries.set(key, entry),
    delete: async (key) => void entries.delete(key),
    async *list() {},
  }
  return { store, got }
}

describe('createGatherer', () => {
  it('gives the very same answer while nothing has changed, typed by its probes', async () => {
    const gatherer = createGatherer(root, { probes: [names, sources] })
    const first = await gatherer.gather()
    expect(await gatherer.gather()).toBe(first)
    expectTypeOf(first.context.sources).toEqualTypeOf<{ count: number } | undefined>()
    expect([first.context.names, first.context.sources, ran]).toEqual([{ names: ['shop'] }, { count: 1 }, ['names', 'sources']])
  })

  it('runs again the probes that what has changed concerns, and takes the others from memory', async () => {
    const { store, got } = mapStore()
    const gatherer = createGatherer(root, { probes: [names, sources], cache: store })
    await gatherer.gather()
    ran = []
    put('package.json', '{"name":"cart"}')
    await settle()
    const { context, reports, record } = await gatherer.gather()
    expect([context.names?.names, ran, reports.map(({ status }) => status)]).toEqual([['cart'], ['names'], ['ok', 'cached']])
    expect([record.source.filesRead, got.length]).toEqual([1, 3]) // both keys, and the new one
    put('lib/more.ts')
    await settle()
    expect((await gatherer.gather()).context).toEqual({ names: { names: ['cart'] }, sources: { count: 2 } })
    expect(ran).toEqual(['names', 'sources'])
  })

  it('sees what changes while files are too young to be trusted', async () => {
    const gatherer = createGatherer(root, { probes: [names] })
    for (const name of ['aa', 'bb', 'cc']) {
      put('package.json', `{"name":"${name}"}`)
      expect((await gatherer.gather()).context.names?.names).toEqual([name])
    }
  })

  it('sees a file that comes where there was none, and a commit', async () => {
    put('.git/HEAD', 'ref: refs/heads/main\n')
    await settle()
    const gatherer = createGatherer(root, { probes: [names] })
    const before = await gatherer.gather()
    put('.git/refs/heads/main', `${'a'.repeat(40)}\n`)
    const after = await gatherer.gather()
    expect(after.artifact.gatherId).not.toBe(before.artifact.gatherId)
  })

  it('asks a probe that failed again', async () => {
    let fails = true
    const unsure = defineProbe({
      ...sources,
      async run() {
        if (fails) throw new Error('not now')
        return { slice: { count: 7 }, evidence: {} }
      },
    })
    const gatherer = createGatherer(root, { probes: [unsure] })
    expect((await gatherer.gather()).artifact.status).toBe('partial')
    fails = false
    expect((await gatherer.gather()).context.sources).toEqual({ count: 7 })
  })

  it('runs everything each time where results are to be refreshed', async () => {
    const gatherer = createGatherer(root, { probes: [sources], cache: mapStore().store, freshness: 'refresh' })
    await gatherer.gather()
    await gatherer.gather()
    expect(ran).toEqual(['sources', 'sources'])
  })

  it('stays usable after a gather that was refused', async () => {
    const gatherer = createGatherer(root, { probes: [sources], maxFiles: 3 })
    for (const name of ['a', 'b', 'c']) put(`${name}.ts`)
    await expect(gatherer.gather()).rejects.toThrow(TooManyFilesError)
    rmSync(join(root, 'a.ts'))
    rmSync(join(root, 'b.ts'))
    expect((await gatherer.gather()).context.sources).toEqual({ count: 2 })
  })

  it('ends with the reason of its signal, also where nothing has changed', async () => {
    const stop = new AbortController()
    const gatherer = createGatherer(root, { probes: [sources], signal: stop.signal })
    await gatherer.gather()
    stop.abort(new Error('stopped'))
    await expect(gatherer.gather()).rejects.toThrow('stopped')
  })
})

describe('calls that overlap', () => {
  it('are one gather where none had begun, and never see less than was there when they were made', async () => {
    let open = () => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    const slow = defineProbe({
      ...names,
      async run(ctx) {
        await gate
        return names.run(ctx as never) as never
      },
    })
    let done = 0
    const gatherer = createGatherer(root, { probes: [slow], onProbe: () => void done++ })
    const first = gatherer.gather()
    const joined = gatherer.gather()
    await sleep(50) // it has read the file
    put('package.json', '{"name":"later"}')
    const [second, third] = [gatherer.gather(), gatherer.gather()]
    open()
    const answers = await Promise.all([first, joined, second, third])
    expect(answers[1]).toBe(answers[0])
    expect(answers[3]).toBe(answers[2])
    expect(answers[2].context.names?.names).toEqual(['later'])
    expect(done).toBeLessThanOrEqual(3) // the first one may have seen the file move, and begun again
  })
})

describe('a thousand gathers', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const heap = () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }

  it('take no more memory and no more descriptors than a hundred', { timeout: 120_000 }, async () => {
    for (let i = 0; i < 40; i++) put(`packages/p${i}/package.json`, `{"name":"p${i}"}`)
    const gatherer = createGatherer(root, { probes: [names, sources], cache: mapStore().store, lruBytes: 100_000 })
    const descriptors = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0)
    const turn = async (i: number) => {
      if (i % 4 === 0) put('package.json', `{"name":"turn ${i % 3}"}`)
      await gatherer.gather()
    }
    for (let i = 0; i < 100; i++) await turn(i)
    const before = { heap: heap(), descriptors: descriptors() }
    for (let i = 0; i < 1000; i++) await turn(i)
    expect(descriptors()).toBe(before.descriptors)
    expect(heap() - before.heap).toBeLessThan(1 << 20) // to keep what each of them read would be ten times that
  })
})
