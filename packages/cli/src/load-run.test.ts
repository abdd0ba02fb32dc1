import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeBench, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(() => {
  bench = makeBench()
  bench.write(SHOP)
})
afterEach(() => bench.remove())

const STATE = 'home/.cache/codegenie/state'
const code = (state = STATE) =>
  existsSync(bench.path(state)) ? readdirSync(bench.path(state)).filter((name) => name.startsWith('code-')) : []
const path = () => bench.path(STATE, code()[0]!)

async function gather(env: Record<string, string> = {}) {
  const { code: exit, stdout, stderr } = await bench.run('.', ['gather', 'shop', '--no-cache', '--json'], env)
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
  return stdout
}

it('keeps what V8 made of the program, and takes it the next time', async () => {
  const first = await gather()
  expect(code()).toEqual([`code-${process.version}-${process.arch}`])
  const { ino, mode } = statSync(path())
  expect(mode & 0o777).toBe(0o600)
  expect(await gather()).toBe(first)
  expect(statSync(path()).ino).toBe(ino)
})

it('keeps more once more probes have run', async () => {
  const size = async (...options: string[]) => {
    expect((await bench.run('.', ['gather', 'shop', ...options])).code).toBe(0)
    return statSync(path()).size
  }
  await size()
  rmSync(path())
  const ofHits = await size('--out', 'a')
  const ofAll = await size('--no-cache')
  expect(ofAll).toBeGreaterThan(ofHits)
  expect(await size('--out', 'b')).toBe(ofAll)
})

it.each([
  ['nothing', () => Buffer.alloc(0)],
  ['half of it', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ['zeros', (bytes: Buffer) => Buffer.alloc(bytes.length)],
  ['it with one byte changed', (bytes: Buffer) => bytes.fill(bytes[5000]! ^ 1, 5000, 5001)],
])('replaces %s', async (_, damage) => {
  const first = await gather()
  const whole = readFileSync(path())
  writeFileSync(path(), damage(Buffer.from(whole)))
  const { ino } = statSync(path())
  expect(await gather()).toBe(first)
  expect(statSync(path()).ino).not.toBe(ino)
  expect(readFileSync(path()).length).toBeGreaterThan(whole.length / 2)
})

it.each([
  ['named pipes', (path: string) => execFileSync('mkfifo', [path])],
  ['links', (path: string) => symlinkSync(bench.path('shop/package.json'), path)],
  ['directories', (path: string) => mkdirSync(path)],
])('runs with %s in place of all files of the state', async (_, make) => {
  const run = () => bench.run('.', ['gather', 'shop'])
  expect(await run()).toMatchObject({ code: 0 })
  const yaml = bench.read('shop/.codegenie/context/repo-context.yaml')
  for (const name of readdirSync(bench.path(STATE))) {
    rmSync(bench.path(STATE, name))
    make(bench.path(STATE, name))
  }
  expect(await run()).toMatchObject({ code: 0 })
  expect(bench.read('shop/.codegenie/context/repo-context.yaml')).toBe(yaml)
})

it('runs where the place for caches cannot be made', async () => {
  const { code: exit } = await bench.run('.', ['gather', 'shop'], { XDG_CACHE_HOME: '/proc/none', TMPDIR: '/nonexistent' })
  expect(exit).toBe(0)
})

it('keeps nothing where others may write, or where a checkout could have brought it', async () => {
  mkdirSync(bench.path(STATE), { recursive: true })
  chmodSync(bench.path(STATE), 0o777)
  await gather()
  expect(code()).toEqual([])
  bench.write({ 'other/.git/HEAD': 'ref: refs/heads/main\n' })
  await gather({ XDG_CACHE_HOME: bench.path('other/cache') })
  expect(code('other/cache/codegenie/state')).toEqual([])
})
