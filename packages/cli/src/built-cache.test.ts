import { cpSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
    expect(first).toMatchObject({ hits: 0, misses: 2 })
    expect(await gather()).toEqual({ ...first, hits: 2, misses: 0 })
  })

  it('hits everywhere in a copy elsewhere with other times, and gives the same bytes', async () => {
    const first = await gather()
    cpSync(bench.path('shop'), bench.path('elsewhere/deep/clone'), { recursive: true, filter: (path) => !path.endsWith('.codegenie') })
    expect(await gather('elsewhere/deep/clone')).toEqual({ ...first, hits: 2, misses: 0 })
  })

  it('hits after a touch', async () => {
    await gather()
    utimesSync(bench.path('shop/package.json'), new Date(), new Date())
    expect(await gather()).toMatchObject({ hits: 2, misses: 0 })
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
    await gather()
    writeFileSync(bench.path('shop/packages/cart/src/index.ts'), 'export const total = 2\n')
    expect(await gather()).toMatchObject({ hits: 2, misses: 0 })
    writeFileSync(bench.path('shop/packages/cart/src/new.ts'), '')
    expect(await gather()).toMatchObject({ hits: 1, misses: 1 })
  })

  it('runs everything with --no-cache, and gives the same bytes', async () => {
    const first = await gather()
    expect(await gather('shop', '--no-cache')).toEqual(first)
  })

  it('loads no probe, no zod, no yaml', async () => {
    const dist = join(CLI, '..')
    const heavy = readdirSync(dist).filter(
      (name) =>
        /\.c?js$/.test(name) &&
        /ZodError|YAMLParseError|defineProbe|"language_detection"/.test(readFileSync(join(dist, name), 'utf8').replace(/BUNDLED/g, '')),
    )
    expect(heavy.length).toBeGreaterThan(1)
    expect(await loaded('first')).toEqual(expect.arrayContaining([expect.stringMatching(/chunk|index/)]))
  })
})

/** Names of the files of `dist` that one gather evaluated. */
async function loaded(run: string): Promise<string[]> {
  await bench.run('.', ['gather', 'shop'], { NODE_V8_COVERAGE: bench.path(run) })
  const [report = ''] = readdirSync(bench.path(run))
  const { result } = JSON.parse(bench.read(join(run, report))) as { result: { url: string }[] }
  return result.map(({ url }) => url).filter((url) => url.includes('/dist/'))
}

describe('a cache that cannot be written', () => {
  it('costs nothing but time, and --verbose says so', async () => {
    const { code, stderr } = await bench.run('.', ['gather', 'shop', '--verbose', '--cache-dir', 'shop2/file/cache'])
    expect(code).toBe(0)
    expect(stderr).not.toContain('could not be written')
    bench.write({ 'a file': '' })
    const blocked = await bench.run('.', ['gather', 'shop', '--verbose', '--cache-dir', 'a file/cache'])
    expect(blocked.code).toBe(0)
    expect(blocked.stderr).toMatch(/^cache: an entry could not be written: ENOTDIR/m)
    expect(bench.lastRun('shop').cache.errors).toHaveLength(2)
  })

  it('is not needed at all', async () => {
    const { code, stdout, stderr } = await bench.run('.', ['gather', 'shop', '--verbose'], { HOME: '' })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('no cache: there is no home directory')
    expect(existsSync(bench.path('.cache'))).toBe(false)
  })
})

describe('cache stats and clear', () => {
  it('count, empty, and can be repeated', async () => {
    await gather()
    const directory = bench.path('home/.cache/codegenie')
    const stats = JSON.parse((await bench.run('.', ['cache', 'stats', '--json'])).stdout)
    expect(stats).toEqual({ directory, entries: 2, bytes: expect.any(Number) })
    expect(JSON.parse((await bench.run('.', ['cache', 'clear', '--json'])).stdout)).toEqual({ directory, removed: 2, bytes: stats.bytes })
    expect(await bench.run('.', ['cache', 'clear'])).toEqual({
      code: 0,
      stdout: `directory  ${directory}\nremoved    0\nbytes      0\n`,
      stderr: '',
    })
    expect(await gather()).toMatchObject({ hits: 0, misses: 2 })
  })
})
