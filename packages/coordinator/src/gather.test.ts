import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  type AnyProbe,
  CacheMissError,
  type CacheStore,
  ConfigError,
  defineProbe,
  describeProbe,
  fileStore,
  RootError,
} from '@codegenie/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { createCoordinator, type Gathered, type GatherOptions, gather } from './gather.ts'

let temp: string
let root: string
let cache: CacheStore
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'codegenie-gather-'))
  root = join(temp, 'repo')
  cache = fileStore(join(temp, 'cache'))
  put({ 'package.json': '{"name": "sample", "version": "1.0.0"}', 'src/a.ts': '', 'src/b.ts': '' })
})
afterEach(() => rmSync(temp, { recursive: true, force: true }))

function put(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const Name = z.strictObject({ name: z.string().nullable() })
const Manifest = z.object({ name: z.string().optional() })

const named = defineProbe({
  name: 'named',
  slice: 'naming',
  version: '1.0.0',
  schema: Name,
  inputs: { reads: ['package.json'] },
  async run({ json, at }) {
    const manifest = await json('package.json', Manifest)
    return { slice: { name: manifest?.name ?? null }, evidence: { name: at('package.json', 'name') }, raw: { read: true } }
  },
})

const counted = defineProbe({
  name: 'counted',
  slice: 'counting',
  version: '1.0.0',
  schema: z.strictObject({ files: z.int(), of: z.string().nullable() }),
  inputs: { lists: ['src/**'] },
  needs: [named],
  run: ({ paths, slice }) => ({
    slice: { files: paths.length, of: slice(named)?.name ?? null },
    evidence: { files: 'src/a.ts', of: 'package.json' },
  }),
})

const text = ({ artifact }: Gathered) => ({ yaml: artifact.yaml.join(''), json: artifact.json.join(''), raw: [...artifact.raw] })
const statuses = ({ reports }: Gathered) => Object.fromEntries(reports.map(({ probe, status }) => [probe, status]))
const run = (probes: readonly AnyProbe[], options: GatherOptions = {}) => gather(root, { probes, cache, ...options })
const changed = (fault: Partial<AnyProbe>): AnyProbe => ({ ...named, ...fault })

describe('gather', () => {
  it('gives typed slices, an artifact in registration order, and the same content in YAML and JSON', async () => {
    const gathered = await gather(root, { probes: [counted, named] })
    expect(gathered.context).toEqual({ counting: { files: 2, of: 'sample' }, naming: { name: 'sample' } })
    const { yaml, json, raw } = text(gathered)
    expect(parse(yaml)).toEqual(JSON.parse(json))
    expect(JSON.parse(json)).toEqual({
      schema_version: '1',
      repo: { name: 'sample', git_commit: null },
      gather_id: gathered.artifact.gatherId,
      gather_status: 'complete',
      probe_failures: [],
      counting: { files: 2, of: 'sample' },
      naming: { name: 'sample' },
      probes: {
        counted: { version: '1.0.0', status: 'ok', confidence: 'high', warnings: [], evidence: { files: 'src/a.ts', of: 'package.json' } },
        named: { version: '1.0.0', status: 'ok', confidence: 'high', warnings: [], evidence: { name: 'package.json:1' } },
      },
    })
    expect(Object.keys(JSON.parse(json))).toEqual(Object.keys(parse(yaml)))
    expect(raw.map(([name, pieces]) => [name, JSON.parse(pieces.join(''))])).toEqual([
      ['named', { gather_id: gathered.artifact.gatherId, probe: 'named', data: { read: true } }],
    ])
  })

  it('runs nothing the second time, here and in a copy with other mtimes, and gives the same bytes as without a cache', async () => {
    const first = await run([named, counted])
    const second = await run([named, counted])
    const copy = join(temp, 'elsewhere', 'clone')
    cpSync(root, copy, { recursive: true })
    utimesSync(join(copy, 'package.json'), 1, 1)
    const there = await gather(copy, { probes: [named, counted], cache })
    const uncached = await gather(root, { probes: [named, counted] })
    const refreshed = await run([named, counted], { freshness: 'refresh' })
    expect([first, second, there, uncached, refreshed].map(statuses)).toEqual([
      { named: 'ok', counted: 'ok' },
      { named: 'cached', counted: 'cached' },
      { named: 'cached', counted: 'cached' },
      { named: 'ok', counted: 'ok' },
      { named: 'ok', counted: 'ok' },
    ])
    for (const other of [second, there, uncached, refreshed]) expect(text(other)).toEqual(text(first))
    expect(second.record.cache).toEqual({ hits: 2, misses: 0, errors: [] })
  })

  it('does not load a probe on a hit', async () => {
    await run([named])
    const [{ describeProbe }] = await Promise.all([import('@codegenie/core')])
    const lazy = { ...(await describeProbe(named)), load: () => Promise.reject(new Error('was loaded')) }
    const { reports } = await gather(root, { probes: [lazy], cache })
    expect(reports[0]).toMatchObject({ status: 'cached' })
    put({ 'package.json': '{"name": "other"}' })
    expect((await gather(root, { probes: [lazy], cache })).artifact.failures).toEqual([{ probe: 'named', error: 'was loaded' }])
  })

  it('misses when what it depends on changes, and only then', async () => {
    await run([named, counted])
    put({ 'README.md': 'not declared' })
    utimesSync(join(root, 'package.json'), 5, 5)
    expect(statuses(await run([named, counted]))).toEqual({ named: 'cached', counted: 'cached' })
    const { mtime, atime } = statSync(join(root, 'package.json'))
    put({ 'package.json': '{"name": "SAMPLE", "version": "1.0.0"}' })
    utimesSync(join(root, 'package.json'), atime, mtime)
    expect(statuses(await run([named, counted]))).toEqual({ named: 'ok', counted: 'ok' })
    put({ 'src/c.ts': '' })
    expect(statuses(await run([named, counted]))).toEqual({ named: 'cached', counted: 'ok' })
    put({ 'src/c.ts': 'listed, not read' })
    expect(statuses(await run([named, counted]))).toEqual({ named: 'cached', counted: 'cached' })
  })

  it.each<[string, Partial<AnyProbe>]>([
    ['the version', { version: '1.0.1' }],
    ['the data', { inputs: { reads: ['package.json'], data: { catalog: ['one more'] } } }],
    ['the schema', { schema: z.strictObject({ name: z.string().nullable(), more: z.string().optional() }) }],
    ['the globs', { inputs: { reads: ['package.json', 'absent.json'] } }],
  ])('misses when %s of the probe changes', async (_, fault) => {
    await run([named])
    expect(statuses(await run([changed(fault)]))).toEqual({ named: 'ok' })
    expect(statuses(await run([changed(fault)]))).toEqual({ named: 'cached' })
    expect(statuses(await run([named]))).toEqual({ named: 'cached' })
  })

  it('keeps everything of one probe away from the others', async () => {
    const faults: [Partial<AnyProbe>, string | RegExp][] = [
      [{ run: () => Promise.reject(new Error('a bug')) }, 'a bug'],
      [{ run: (ctx) => ctx.text('src/a.ts') as never }, /asked for the content of src\/a\.ts, which its inputs do not declare/],
      [{ run: () => ({ slice: { name: 5 }, evidence: {} }) }, /returned a slice that its schema refuses/],
      [{ run: () => undefined as never }, /refuses/],
      [{ run: () => new Promise(() => {}), timeoutMs: 20 }, 'probe bad took longer than 20 ms'],
    ]
    for (const [fault, error] of faults) {
      const bad = changed({ name: 'bad', slice: 'bad', ...fault })
      const gathered = await run([bad, counted, named])
      expect(statuses(gathered)).toMatchObject({ bad: 'failed' })
      expect(gathered.artifact).toMatchObject({ status: 'partial', failures: [{ probe: 'bad', error: expect.stringMatching(error) }] })
      expect(gathered.context).toEqual({ counting: { files: 2, of: 'sample' }, naming: { name: 'sample' } })
    }
  })

  it('tells a need that failed or was skipped apart from one that has a slice', async () => {
    const broken = changed({ run: () => Promise.reject(new Error('a bug')) })
    expect((await run([broken, { ...counted, needs: [broken] }])).context).toEqual({ counting: { files: 2, of: null } })
    expect((await run([named, counted])).context).toMatchObject({ counting: { of: 'sample' } })
    rmSync(join(root, 'package.json'))
    const without = await run([named, counted])
    expect(statuses(without)).toEqual({ named: 'skipped', counted: 'ok' })
    expect(without.artifact.probes['named']).toEqual({ version: '1.0.0', status: 'skipped', confidence: null, warnings: [], evidence: {} })
    expect(without.artifact.status).toBe('complete')
  })

  it('adds what a probe needs and is not listed, behind the others', async () => {
    const gathered = await run([counted])
    expect(gathered.context).toEqual({ counting: { files: 2, of: 'sample' }, naming: { name: 'sample' } })
    expect(gathered.reports.map(({ probe }) => probe)).toEqual(['counted', 'named'])
    expect(text(gathered).yaml.indexOf('counting:')).toBeLessThan(text(gathered).yaml.indexOf('naming:'))
  })

  it('treats a damaged cache as a miss, replaces it, and survives one that cannot be written', async () => {
    const first = await run([named])
    for await (const { key } of cache.list()) await cache.put(key, Buffer.from('damage'))
    const second = await run([named])
    expect(second.record.probes).toMatchObject([{ status: 'ok', miss: 'corrupt' }])
    expect(text(second)).toEqual(text(first))
    expect(statuses(await run([named]))).toEqual({ named: 'cached' })
    writeFileSync(join(temp, 'file'), '')
    const third = await gather(root, { probes: [named], cache: fileStore(join(temp, 'file')) })
    expect(text(third)).toEqual(text(first))
    expect(third.record.cache.errors).toHaveLength(1)
  })

  it('takes an entry that is whole and says nothing that it knows for damaged', async () => {
    const first = await run([named])
    const [{ encodeEntry, loadBlake3 }, [{ key }]] = [await import('@codegenie/core'), first.record.probes as never as [{ key: string }]]
    for (const said of ['', '{}', 'null', '{"warnings": []', '{"warnings": {}, "evidence": {}}']) {
      await cache.put(key, encodeEntry(key, 'named', ['{}', 'naming: {}', said], (await loadBlake3()).hash))
      const again = await run([named])
      expect(again.record.probes).toMatchObject([{ status: 'ok', miss: 'corrupt' }])
      expect(text(again)).toEqual(text(first))
    }
  })

  it('records what each key was made of', async () => {
    symlinkSync('nowhere', join(root, 'src/broken'))
    const { record } = await run([named, { ...counted, inputs: { lists: ['src/*'], reads: ['src/broken'] } }])
    const short = expect.stringMatching(/^[0-9a-f]{16}$/)
    const about = { version: '1.0.0', digest: short, results: expect.any(String) }
    expect(record.inputs).toEqual([
      {
        ...about,
        probe: 'named',
        globs: { reads: ['package.json'], lists: [] },
        reads: [['package.json', expect.stringMatching(/^b3:[0-9a-f]{16}$/)]],
        listed: 0,
        lists: [],
        problems: [],
        needs: [],
      },
      {
        ...about,
        probe: 'counted',
        globs: { reads: ['src/broken'], lists: ['src/*'] },
        reads: [],
        listed: 2,
        lists: ['src/a.ts', 'src/b.ts'],
        problems: [['src/broken', 'file.dangling_symlink']],
        needs: [['named', short]],
      },
    ])
    expect((await run([named])).record.inputs).toEqual(record.inputs.slice(0, 1))
  })

  it('records what each probe cost, and a warning where that was more than it declares; the artifact is the same', async () => {
    const spend: AnyProbe['run'] = async (ctx) => {
      const { user } = process.cpuUsage()
      while (process.cpuUsage().user < user + 3000);
      return named.run(ctx as never)
    }
    const dear = changed({ run: spend, budget: { ms: 1 } })
    const { record, artifact } = await run([dear, counted])
    const [first, second] = record.probes
    expect(first).toMatchObject({
      files_read: 1,
      bytes_read: 38,
      warnings: [expect.stringMatching(/^took \d+ ms of CPU, and its budget is 1$/)],
    })
    expect(first!.cpu_ms).toBeGreaterThan(1)
    expect(second).toMatchObject({ files_read: 0, bytes_read: 0 })
    const again = await run([dear, counted])
    expect(again.record.probes).toMatchObject([{ cpu_ms: 0, rss_growth_bytes: 0, warnings: [] }, { cpu_ms: 0 }])
    expect([again.artifact, artifact.probes['named']?.warnings]).toEqual([artifact, []])
  })

  it('makes a forbidden miss an error', async () => {
    await expect(run([named], { freshness: 'only' })).rejects.toThrow(CacheMissError)
    await run([named])
    expect(statuses(await run([named], { freshness: 'only' }))).toEqual({ named: 'cached' })
  })

  it('refuses roots, lists of probes and aborts with what they are', async () => {
    await expect(gather(join(temp, 'none'), { probes: [named] })).rejects.toThrow(RootError)
    await expect(gather(join(root, 'package.json'), { probes: [named] })).rejects.toThrow(RootError)
    expect(() => createCoordinator({ probes: [named, named] })).toThrow(ConfigError)
    const lazy = { ...(await describeProbe(counted)), load: async () => counted }
    expect(() => createCoordinator({ probes: [lazy] })).toThrow('probe counted needs named, which is not in the list of probes; add it')
    expect(() => createCoordinator({ probes: [changed({ slice: 'repo' })] })).toThrow('which is taken')
    await expect(run([named], { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped')
  })

  it('masks secrets in slices, warnings and evidence before they are stored', async () => {
    const token = `ghp_${'a1B2'.repeat(9)}`
    put({ 'package.json': JSON.stringify({ name: token }) })
    const gathered = await run([named])
    expect(text(gathered).yaml + text(gathered).json).not.toContain(token)
    for await (const { key } of cache.list()) expect(Buffer.from((await cache.get(key))!).toString()).not.toContain(token)
  })

  it('leaves nothing in the repository', async () => {
    await run([named, counted])
    expect(readdirSync(root)).toEqual(['package.json', 'src'])
  })
})
