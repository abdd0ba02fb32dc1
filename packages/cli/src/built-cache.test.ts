import { cpSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CLI, makeBench, SHOP } from './testing/built-cli.ts'

/** Bundled probes. */
const ALL = 4

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
    expect(first).toMatchObject({ hits: 0, misses: ALL })
    expect(await gather()).toEqual({ ...first, hits: ALL, misses: 0 })
  })

  it('hits everywhere in a copy elsewhere with other times, and gives the same bytes', async () => {
    const first = await gather()
    cpSync(bench.path('shop'), bench.path('elsewhere/deep/clone'), { recursive: true, filter: (path) => !path.endsWith('.codegenie') })
    expect(await gather('elsewhere/deep/clone')).toEqual({ ...first, hits: ALL, misses: 0 })
  })

  it('hits after a touch', async () => {
    await gather()
    utimesSync(bench.path('shop/package.json'), new Date(), new Date())
    expect(await gather()).toMatchObject({ hits: ALL, misses: 0 })
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
    expect(await gather()).toMatchObject({ hits: ALL, misses: 0 })
    writeFileSync(bench.path('shop/packages/cart/src/new.ts'), '')
    expect(await gather()).toMatchObject({ hits: 1, misses: ALL - 1 })
  })

  it('runs everything with --no-cache, and gives the same bytes', async () => {
    const first = await gather()
    expect(await gather('shop', '--no-cache')).toEqual(first)
  })

  it('evaluates no probe, no zod and no yaml', async () => {
    const heavy = { zod: 'ZodError', yaml: 'YAMLParseError', probes: 'inputs:{' }
    bench.write({ 'shop/pnpm-workspace.yaml': 'packages: [packages/*]\n' })
    const evaluated = async (run: string) => {
      const text = (await loadedFiles(run)).map((path) => readFileSync(path, 'utf8')).join('')
      return Object.entries(heavy).flatMap(([name, mark]) => (text.includes(mark) ? [name] : []))
    }
    expect(await evaluated('first')).toEqual(Object.keys(heavy))
    expect(await evaluated('second')).toEqual([])
  })
})

/** Our own files that one gather evaluated. */
async function loadedFiles(run: string): Promise<readonly string[]> {
  await bench.run('.', ['gather', 'shop'], { NODE_V8_COVERAGE: bench.path(run) })
  const [report = ''] = readdirSync(bench.path(run))
  const { result } = JSON.parse(bench.read(join(run, report))) as { result: { url: string }[] }
  const urls = result.map(({ url }) => url).filter((url) => url.startsWith(new URL('.', pathToFileURL(CLI)).href))
  return urls.map((url) => fileURLToPath(url))
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
    expect(bench.lastRun('shop').cache.errors).toHaveLength(ALL)
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
    expect(stats).toEqual({ directory, entries: ALL, bytes: expect.any(Number) })
    expect(JSON.parse((await bench.run('.', ['cache', 'clear', '--json'])).stdout)).toEqual({ directory, removed: ALL, bytes: stats.bytes })
    expect(await bench.run('.', ['cache', 'clear'])).toEqual({
      code: 0,
      stdout: `directory  ${directory}\nremoved    0\nbytes      0\n`,
      stderr: '',
    })
    expect(await gather()).toMatchObject({ hits: 0, misses: ALL })
  })
})
