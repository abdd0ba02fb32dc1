import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CLI, makeBench, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(() => {
  bench = makeBench()
  bench.write(SHOP)
})
afterEach(() => bench.remove())

async function gather(repository = 'shop', ...args: string[]) {
  const { code, stdout, stderr } = await bench.run('.', ['gather', repository, '--json', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { hits, misses } = bench.lastRun(repository).cache
  return { hits, misses, yaml: bench.read(`${repository}/.codegenie/context/repo-context.yaml`), stdout }
}

describe('second gather', () => {
  it('hits everywhere and gives the same bytes', async () => {
    const first = await gather()
    expect([first.hits, first.misses > 1]).toEqual([0, true])
    expect(await gather()).toEqual({ ...first, hits: first.misses, misses: 0 })
  })

  it('hits everywhere in a copy elsewhere with other times, and gives the same bytes', async () => {
    const first = await gather()
    cpSync(bench.path('shop'), bench.path('elsewhere/deep/clone'), { recursive: true, filter: (path) => !path.endsWith('.codegenie') })
    expect(await gather('elsewhere/deep/clone')).toEqual({ ...first, hits: first.misses, misses: 0 })
  })

  it('hits after a touch', async () => {
    const first = await gather()
    utimesSync(bench.path('shop/package.json'), new Date(), new Date())
    expect(await gather()).toEqual({ ...first, hits: first.misses, misses: 0 })
  })

  it('misses an edit of the same size with its time restored', async () => {
    const { yaml } = await gather()
    const path = bench.path('shop/package.json')
    const { atime, mtime, size } = statSync(path)
    writeFileSync(path, bench.read('shop/package.json').replace('express', 'fastify'))
    utimesSync(path, atime, mtime)
    expect(statSync(path)).toMatchObject({ size, mtime })
    const second = await gather()
    expect(second.misses).toBeGreaterThan(0)
    expect(second.yaml).not.toBe(yaml)
    expect(second.stdout).toContain('fastify')
  })

  it('hits after a file that no probe reads was edited, and misses when one came', async () => {
    const first = await gather()
    writeFileSync(bench.path('shop/packages/cart/src/index.ts'), 'export const total = 2\n')
    expect(await gather()).toEqual({ ...first, hits: first.misses, misses: 0 })
    writeFileSync(bench.path('shop/packages/cart/src/new.ts'), '')
    await gather()
    const ran = bench.lastRun('shop').probes.filter(({ status }) => status === 'ok')
    expect(ran.map(({ probe }) => probe)).toContain('language_detection')
    expect(ran.map(({ probe }) => probe)).not.toContain('node_manifest')
  })

  it('runs everything with --no-cache, and gives the same bytes', async () => {
    const first = await gather()
    expect(await gather('shop', '--no-cache')).toEqual(first)
  })

  it('evaluates no probe, no zod and no yaml', async () => {
    const heavy = { zod: '.traits', yaml: 'tag:yaml.org,2002:binary', probes: 'inputs:{' }
    bench.write({ 'shop/pnpm-workspace.yaml': 'packages: &globs [packages/*]\n' })
    const evaluated = async (run: string) => {
      const text = await executedText(run)
      return Object.entries(heavy).flatMap(([name, mark]) => (text.includes(mark) ? [name] : []))
    }
    expect(await evaluated('first')).toEqual(Object.keys(heavy))
    expect(await evaluated('second')).toEqual([])
  })
})

/** The text of our own code that one gather executed. */
async function executedText(run: string): Promise<string> {
  await bench.run('.', ['gather', 'shop', '--json'], { NODE_V8_COVERAGE: bench.path(run) })
  const [report = ''] = readdirSync(bench.path(run))
  const { result } = JSON.parse(bench.read(join(run, report))) as { result: Script[] }
  return result
    .filter(({ url }) => url.startsWith(new URL('.', pathToFileURL(CLI)).href) || url.startsWith(dirname(CLI)))
    .map(({ url, functions }) => {
      const path = url.startsWith('file:') ? fileURLToPath(url) : url
      const text = Buffer.concat([Buffer.from(path.endsWith('run.js') ? WRAPPER : ''), readFileSync(path)])
      for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges))
        if (count === 0) text.fill(' ', startOffset, endOffset)
      return text.toString('latin1')
    })
    .join('')
}

interface Script {
  readonly url: string
  readonly functions: readonly { readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[] }[]
}

/** What load-run.ts puts before the text. */
const WRAPPER = '(function (exports, require, module, __filename) {'

describe('a cache that cannot be written', () => {
  it('costs nothing but time, and --verbose says so', async () => {
    const { code, stderr } = await bench.run('.', ['gather', 'shop', '--verbose', '--cache-dir', 'shop2/file/cache'])
    expect(code).toBe(0)
    expect(stderr).not.toContain('could not be written')
    bench.write({ 'a file': '' })
    const blocked = await bench.run('.', ['gather', 'shop', '--verbose', '--cache-dir', 'a file/cache'])
    expect(blocked.code).toBe(0)
    expect(blocked.stderr).toMatch(/^cache: an entry could not be written: ENOTDIR/m)
    const { errors, misses } = bench.lastRun('shop').cache
    expect(errors).toHaveLength(misses)
  })

  it('is not needed at all', async () => {
    const { code, stdout, stderr } = await bench.run('.', ['gather', 'shop', '--verbose'], { HOME: '' })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('no cache: there is no home directory')
    expect(existsSync(bench.path('.cache'))).toBe(false)
  })
})

describe('cache', () => {
  const cache = async (...args: string[]) => {
    const { code, stdout, stderr } = await bench.run('.', ['cache', ...args, '--json'])
    return { code, stderr, ...(stdout === '' ? {} : JSON.parse(stdout)) }
  }
  const ended = (code: number) => ({ code, stderr: '', directory: bench.path('home/.cache/codegenie') })
  const entryFiles = () =>
    readdirSync(bench.path('home/.cache/codegenie/v1'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.length === 65)
      .map((name) => bench.path('home/.cache/codegenie/v1', name))

  it('stats counts by probe', async () => {
    const { misses } = await gather()
    const stats = await cache('stats')
    const share = (probe: string) => ({ probe, entries: 1, bytes: expect.any(Number) })
    const state = { state_files: 4, state_bytes: expect.any(Number) }
    expect(stats).toEqual({ ...ended(0), entries: misses, bytes: expect.any(Number), probes: expect.any(Array), ...state })
    expect(stats.probes).toEqual(expect.arrayContaining([share('language_detection'), share('node_manifest')]))
    expect(stats.bytes).toBe(stats.probes.reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, 0))
    expect((await bench.run('.', ['cache', 'stats'])).stdout).toMatch(
      /^directory {4}\S+\nentries {6}\d+\nbytes {8}\d+\nstate_files {2}4\nstate_bytes {2}\d+\n\nPROBE +ENTRIES +BYTES\n(?:[a-z_]+ +1 +\d+\n)+$/,
    )
  })

  it('clear empties it, and can be repeated', async () => {
    const first = await gather()
    const { bytes } = await cache('stats')
    expect(await cache('clear')).toEqual({ ...ended(0), removed: first.misses, bytes, state_removed: 4 })
    expect(await bench.run('.', ['cache', 'clear'])).toEqual({
      code: 0,
      stdout: `directory      ${bench.path('home/.cache/codegenie')}\nremoved        0\nbytes          0\nstate_removed  0\n`,
      stderr: '',
    })
    expect(await gather()).toEqual(first)
  })

  it('verify removes what is damaged and ends with 4, once', async () => {
    const first = await gather()
    const whole = { damaged: [], removed: 0, unreadable: [], other_formats: 0, state_damaged: [] }
    expect(await cache('verify')).toEqual({ ...ended(0), ...whole, entries: first.misses, bytes: expect.any(Number) })
    const [damaged = ''] = entryFiles()
    writeFileSync(damaged, 'x', { flag: 'a' })
    const key = damaged.slice(-65).replace('/', '')
    expect(await cache('verify')).toMatchObject({ ...ended(4), ...whole, entries: first.misses - 1, damaged: [key], removed: 1 })
    expect(await cache('verify')).toMatchObject({ ...ended(0), ...whole, entries: first.misses - 1 })
    const [state = ''] = readdirSync(bench.path('home/.cache/codegenie/state')).filter((name) => !name.startsWith('code-'))
    writeFileSync(bench.path('home/.cache/codegenie/state', state), 'x', { flag: 'a' })
    expect(await cache('verify')).toMatchObject({ ...ended(4), damaged: [], state_damaged: [state] })
    expect(await gather()).toEqual({ ...first, hits: first.misses - 1, misses: 1 })
  })

  it('gc holds the limits of its options, then of the configuration, and leaves what was just used', async () => {
    const { misses: entries } = await gather()
    const { bytes } = await cache('stats')
    expect(await cache('gc', '--max-bytes', '1')).toEqual({ ...ended(0), entries, bytes, removed: 0, removed_bytes: 0, state_removed: 0 })
    const days = (ago: number) => new Date(Date.now() - ago * 86_400_000)
    for (const [i, path] of entryFiles().entries()) utimesSync(path, days(0), days(i === 0 ? 40 : 5))
    bench.write({ 'codegenie.config.json': '{"cache_max_age_days": 50, "cache_max_bytes": 1000000}' })
    expect(await cache('gc')).toMatchObject({ removed: 0 })
    expect(await cache('gc', '--max-age-days', '6')).toMatchObject({ entries: entries - 1, removed: 1 })
    bench.write({ 'codegenie.config.json': '{"cache_max_bytes": 1}' })
    expect(await cache('gc')).toMatchObject({ entries: 0, removed: entries - 1 })
    const state = bench.path('home/.cache/codegenie/state')
    for (const name of readdirSync(state)) utimesSync(join(state, name), days(0), days(5))
    expect(await cache('gc', '--max-age-days', '6', '--max-bytes', '9999999')).toMatchObject({ state_removed: 0 })
    expect(await cache('gc', '--max-age-days', '4')).toMatchObject({ state_removed: 4 })
  })

  it('that is a file holds nothing, and what cannot be written there is no bug', async () => {
    await gather()
    await cache('export', 'facts.cache', '--repo', 'shop')
    rmSync(bench.path('home/.cache/codegenie'), { recursive: true })
    bench.write({ 'home/.cache/codegenie': 'a file' })
    expect(await cache('stats')).toEqual({ ...ended(0), entries: 0, bytes: 0, probes: [], state_files: 0, state_bytes: 0 })
    expect(await cache('import', 'facts.cache')).toEqual({
      code: 1,
      stderr: `codegenie: ${bench.path('home/.cache/codegenie')}: the cache cannot be used (ENOTDIR)\n`,
    })
  })
})

describe('beside each other', () => {
  it('gathers, clear, gc and verify do each what they do alone', async () => {
    const first = await gather()
    for (const name of ['a', 'b', 'c'])
      cpSync(bench.path('shop'), bench.path(name), { recursive: true, filter: (path) => !path.endsWith('.codegenie') })
    for (let round = 0; round < 3; round++) {
      const others = [['clear'], ['gc', '--max-bytes', '1'], ['verify']].map((args) => bench.run('.', ['cache', ...args]))
      const gathers = ['a', 'b', 'c'].map((name) => bench.run('.', ['gather', name, '--json']))
      for (const { code, stderr } of await Promise.all(others)) expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      for (const ended of await Promise.all(gathers)) expect(ended).toEqual({ code: 0, stderr: '', stdout: first.stdout })
      for (const name of ['a', 'b', 'c']) expect(bench.lastRun(name).cache.errors).toEqual([])
    }
  })
})

describe('cache export and import', () => {
  const run = (...args: string[]) => bench.run('.', ['cache', ...args])

  it('carry the results of one repository to a machine that has never seen it', async () => {
    bench.write({ 'other/package.json': '{"name": "other"}' })
    await gather('other')
    const first = await gather()
    const exported = JSON.parse((await run('export', 'facts.cache', '--repo', 'shop', '--json')).stdout)
    expect(exported).toMatchObject({ file: bench.path('facts.cache'), entries: first.misses, missing: 0 })
    expect(statSync(bench.path('facts.cache')).mode & 0o777).toBe(0o600)
    rmSync(bench.path('home/.cache'), { recursive: true })
    cpSync(bench.path('shop'), bench.path('clone'), { recursive: true, filter: (path) => !path.endsWith('.codegenie') })
    const imported = await run('import', 'facts.cache', '--json')
    expect(JSON.parse(imported.stdout)).toMatchObject({ entries: first.misses, added: first.misses })
    expect(JSON.parse((await run('import', 'facts.cache', '--json')).stdout)).toMatchObject({ entries: first.misses, added: 0 })
    expect(await gather('clone', '--cache-only')).toEqual({ ...first, hits: first.misses, misses: 0 })
    expect(bench.lastRun('clone').probes.filter(({ status }) => status === 'ok' || status === 'failed')).toEqual([])
    const before = readFileSync(bench.path('facts.cache'))
    await run('export', 'facts.cache', '--repo', 'clone')
    expect(readFileSync(bench.path('facts.cache')).equals(before)).toBe(true)
  })

  it('import takes nothing of a file that is damaged', async () => {
    await gather()
    await run('export', 'facts.cache', '--repo', 'shop')
    await run('clear')
    const whole = readFileSync(bench.path('facts.cache'))
    for (const damaged of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('x')]), Buffer.from('what?'), Buffer.alloc(0)]) {
      writeFileSync(bench.path('facts.cache'), damaged)
      const { code, stdout, stderr } = await run('import', 'facts.cache')
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
      expect(stderr).toMatch(/^codegenie: \S+facts\.cache: .+\n$/)
    }
    expect(JSON.parse((await run('stats', '--json')).stdout)).toMatchObject({ entries: 0 })
  })

  it('export says what is no longer there, and takes the record of a repository for what it is', async () => {
    const { misses } = await gather()
    await run('clear')
    const exported = await run('export', 'facts.cache', '--repo', 'shop', '--json')
    expect(JSON.parse(exported.stdout)).toMatchObject({ entries: 0, missing: misses })
    const [record = ''] = readdirSync(bench.path('shop/.codegenie/runs')).filter((name) => name.endsWith('.json'))
    for (const text of ['', '[]', '{"probes": [{"key": "../../../etc/passwd"}]}', '['.repeat(100_000)]) {
      bench.write({ [`shop/.codegenie/runs/${record}`]: text })
      const { code, stderr } = await run('export', 'more.cache', '--repo', 'shop')
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `codegenie: the record of the last gather in ${bench.path('shop/.codegenie/runs')} is damaged; run codegenie gather again\n`,
      })
    }
    expect(existsSync(bench.path('more.cache'))).toBe(false)
  })
})
