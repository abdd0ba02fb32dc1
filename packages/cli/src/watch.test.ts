import { existsSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ended, makeBench, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
let stops: (() => Promise<unknown>)[]
beforeEach(() => {
  bench = makeBench()
  stops = []
  bench.write({ ...SHOP, 'shop/.gitignore': 'build\n', 'shop/.git/HEAD': 'ref: refs/heads/main\n', 'shop/.git/info/exclude': '' })
})
afterEach(async () => {
  for (const stop of stops) await stop()
  bench.remove()
})

interface Line {
  readonly gather_id: string
  readonly gather_status: string
  readonly artifact: string
  readonly ran: readonly string[]
}

/** Starts a watch; `next` waits for a line of it. */
function watch(...args: string[]) {
  const child = bench.start('.', ['watch', 'shop', '--json', ...args])
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const end = ended(child)
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal)
    return end
  }
  stops.push(stop)
  const hangUp = () => child.stdout?.destroy()
  return { next: async () => JSON.parse((await lines.next()).value) as Line, stop, hangUp, end }
}

const facts = () => JSON.parse(bench.read('shop/.codegenie/context/repo-context.json'))
const sources = () => facts().language_stack.files.typescript
const put = (path: string, text = '') => bench.write({ [`shop/${path}`]: text })

/** Waits for lines until it is so: an edit that is not done at once may make more than one. */
async function until(holds: () => boolean, next: () => Promise<Line>): Promise<void> {
  while (!holds()) await next()
}

describe('codegenie watch', () => {
  it('gathers again after an edit, a new file, a rename, a removal, and in directories that are new', async () => {
    const { next } = watch()
    expect(await next()).toMatchObject({ gather_status: 'complete', artifact: 'written' })
    expect(sources()).toBe(2)

    put('packages/cart/package.json', '{"name":"basket"}')
    expect(await next()).toMatchObject({ artifact: 'written', ran: expect.arrayContaining(['node_manifest']) })
    await until(() => facts().manifests[1].name === 'basket', next)

    put('packages/cart/src/more.ts')
    await until(() => sources() === 3, next)

    renameSync(bench.path('shop/packages/cart/src/more.ts'), bench.path('shop/packages/cart/src/more.js'))
    await until(() => sources() === 2 && facts().language_stack.files.javascript === 1, next)

    rmSync(bench.path('shop/packages/cart/src/more.js'))
    await until(() => facts().language_stack.files.javascript === undefined, next)

    put('lib/a/b/c/deep.ts') // all of it at once: the directories are there before they can be watched
    await until(() => sources() === 3, next)
    put('lib/a/b/c/deeper.ts')
    await until(() => sources() === 4, next)

    rmSync(bench.path('shop/lib'), { recursive: true })
    await until(() => sources() === 2, next)
    put('lib/a/b/c/deep.ts') // in the same place, and another directory
    await until(() => sources() === 3, next)
  })

  it('sees an edit of the same size with restored times, and a commit', async () => {
    const { next } = watch()
    await next()
    const path = bench.path('shop/package.json')
    const { atime, mtime } = statSync(path)
    writeFileSync(path, bench.read('shop/package.json').replace('express', 'fastify'))
    utimesSync(path, atime, mtime)
    await until(() => JSON.stringify(facts().language_stack.frameworks).includes('fastify'), next)
    put('.git/refs/heads/main', `${'a'.repeat(40)}\n`)
    await until(() => facts().repo.git_commit === 'a'.repeat(40), next)
  })

  it('says nothing of what is ignored, or read by no probe', async () => {
    mkdirSync(bench.path('shop/build/deep'), { recursive: true })
    const { next } = watch()
    await next()
    put('build/deep/file.ts')
    put('node_modules/a/package.json', '{}')
    put('packages/cart/src/index.ts', 'export const total = 2\n')
    await sleep(300)
    const before = facts().gather_id
    put('packages/cart/src/last.ts')
    const { gather_id } = await next()
    expect([gather_id === before, sources()]).toEqual([false, 3])
  })

  it('writes an artifact again that somebody removed', async () => {
    const { next } = watch()
    const { gather_id } = await next()
    rmSync(bench.path('shop/.codegenie'), { recursive: true })
    expect(await next()).toMatchObject({ gather_id, artifact: 'written' })
    expect(facts().gather_id).toBe(gather_id)
  })

  it('gives what a gather gives, and leaves what it has seen to the next one', async () => {
    const { next, stop } = watch()
    await next()
    put('packages/cart/package.json', '{"name":"basket","type":"module"}')
    await until(() => facts().manifests[1].name === 'basket', next)
    const { gather_id } = facts()
    expect((await stop('SIGTERM')).code).toBe(143)
    expect((await bench.run('.', ['gather', 'shop'])).code).toBe(0)
    const { gather_id: id, cache, source } = bench.lastRun('shop')
    expect([id, cache.misses, source.filesRead <= 1]).toEqual([gather_id, 0, true]) // the last edit may be too young to be trusted
    expect((await bench.run('.', ['gather', 'shop', '--paranoid', '--no-cache'])).code).toBe(0)
    expect(facts().gather_id).toBe(gather_id)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s with %i', async (signal, code) => {
    const { next, stop } = watch()
    await next()
    expect(await stop(signal)).toMatchObject({ code, stderr: 'codegenie: interrupted; what was written before is as it was\n' })
    expect(existsSync(bench.path('home/.cache/codegenie/state'))).toBe(true)
  })

  it('ends when nobody reads what it prints', async () => {
    const { next, hangUp, end } = watch()
    await next()
    hangUp()
    put('package.json', '{"name":"unheard"}')
    expect((await end).code).toBe(0)
  })

  it('says what is wrong when the directory goes', async () => {
    const { next, end } = watch()
    await next()
    rmSync(bench.path('shop'), { recursive: true })
    expect(await end).toMatchObject({ code: 2, stderr: expect.stringContaining('expected a directory, found nothing') })
  })

  it.each([
    ['--lru-size', '0'],
    ['--max-files', 'x'],
  ])('refuses %s %s', async (...args) => {
    expect(await bench.run('.', ['watch', 'shop', ...args])).toMatchObject({ code: 2, stdout: '' })
  })
})
