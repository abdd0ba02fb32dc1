import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeBench, probePackage, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(async () => {
  bench = makeBench()
  bench.write({ ...SHOP, 'shop/.gitignore': 'build\n', 'shop/.git/HEAD': 'ref: refs/heads/main\n', 'shop/.git/info/exclude': '' })
  await settle()
})
afterEach(() => bench.remove())

/** Lets the clock of the file system go on: what was written is old afterwards. */
const settle = () => sleep(40)

async function gather(...args: string[]) {
  const { code, stderr } = await bench.run('.', ['gather', 'shop', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
}

/** Run records: a gather that finds nothing changed leaves none. */
const runs = () => readdirSync(bench.path('shop/.codegenie/runs')).filter((name) => name.endsWith('.json')).length
const artifact = () => bench.read('shop/.codegenie/context/repo-context.json')

describe('a second gather of the same command line', () => {
  it('ends at once, and touches nothing', async () => {
    await gather()
    const before = [artifact(), runs(), statSync(bench.path('shop/.codegenie/context')).ctimeMs]
    await gather()
    expect([artifact(), runs(), statSync(bench.path('shop/.codegenie/context')).ctimeMs]).toEqual(before)
  })

  const hasStrace = spawnSync('strace', ['--version']).status === 0
  it.runIf(hasStrace)('opens nothing of the repository and lists nothing', async () => {
    await gather()
    chmodSync(bench.path('shop/packages/cart/src'), 0o755)
    await settle()
    await gather()
    const trace = bench.path('trace')
    const { code } = await bench.shell('.', `strace -f -e trace=openat,open,getdents64 -o ${trace} "$NODE" "$CLI" gather shop`)
    expect(code).toBe(0)
    const calls = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes(bench.path('shop')) || line.includes('getdents'))
    expect(calls).toEqual([])
  })

  const changes: Record<string, () => void> = {
    'a declared file was edited': () => appendFileSync(bench.path('shop/package.json'), '\n'),
    'one was edited to the same size, with its times restored': () => {
      const path = bench.path('shop/package.json')
      const { atime, mtime } = statSync(path)
      writeFileSync(path, readFileSync(path, 'utf8').replace('express', 'fastify'))
      utimesSync(path, atime, mtime)
    },
    'one was saved by rename': () => {
      writeFileSync(bench.path('shop/package.json.new'), '{"name":"shop"}')
      renameSync(bench.path('shop/package.json.new'), bench.path('shop/package.json'))
    },
    'a file came': () => writeFileSync(bench.path('shop/packages/cart/src/more.ts'), ''),
    'a file went': () => rmSync(bench.path('shop/packages/cart/src/index.test.ts')),
    'a directory moved': () => renameSync(bench.path('shop/packages/cart'), bench.path('shop/packages/basket')),
    'a link came': () => symlinkSync('index.ts', bench.path('shop/packages/cart/src/link.ts')),
    'ignore rules changed': () => writeFileSync(bench.path('shop/.gitignore'), 'cart\n'),
    'git ignores more': () => writeFileSync(bench.path('shop/.git/info/exclude'), 'cart\n'),
    'a commit was made': () => bench.write({ 'shop/.git/refs/heads/main': `${'a'.repeat(40)}\n` }),
    'the artifact was edited': () => appendFileSync(bench.path('shop/.codegenie/context/repo-context.yaml'), '\n'),
    'a part of the artifact is gone': () => rmSync(bench.path('shop/.codegenie/context/repo-context.json')),
    'all of it is gone': () => rmSync(bench.path('shop/.codegenie'), { recursive: true }),
    'a configuration came': () => bench.write({ 'codegenie.config.yaml': 'max_files: 1000\n' }),
  }

  it.each(Object.entries(changes))('sees that %s', async (_, change) => {
    await gather()
    await gather()
    expect(runs()).toBe(1)
    change()
    const left = existsSync(bench.path('shop/.codegenie')) ? 1 : 0
    await gather()
    expect(runs()).toBe(left + 1)
    const quick = artifact()
    await gather('--paranoid', '--no-cache')
    expect(artifact()).toBe(quick)
  })

  it('does not look at what no probe reads', async () => {
    await gather()
    const before = runs()
    appendFileSync(bench.path('shop/packages/cart/src/index.ts'), 'export {}\n')
    mkdirSync(bench.path('shop/build/deep'), { recursive: true })
    await settle()
    await gather() // the root has another time, for `build` in it
    expect(runs()).toBe(before + 1)
    writeFileSync(bench.path('shop/build/deep/file'), '')
    await gather()
    expect(runs()).toBe(before + 1)
  })
})

describe('another command line', () => {
  it.each([[['--json']], [['--verbose']], [['--no-cache']], [['--paranoid']], [['--probes', 'node_manifest']]])('%j runs', async (args) => {
    await gather()
    const before = runs()
    await bench.run('.', ['gather', 'shop', ...args])
    expect(runs()).toBe(before + 1)
  })
})

describe('the state', () => {
  const directory = () => bench.path('home/.cache/codegenie/state')

  it('may be lost or damaged at any time', async () => {
    await gather()
    const expected = artifact()
    for (const name of readdirSync(directory())) {
      const path = join(directory(), name)
      const bytes = readFileSync(path)
      for (const damaged of [
        undefined,
        Buffer.alloc(0),
        bytes.subarray(0, bytes.length >> 1),
        Buffer.concat([bytes, bytes]),
        Buffer.alloc(bytes.length),
      ]) {
        if (damaged) writeFileSync(path, damaged)
        else rmSync(path)
        await gather()
        expect(artifact()).toBe(expected)
      }
    }
  })

  it('is noted as used by a gather that finds nothing changed, and kept within the limits by the others', async () => {
    await gather()
    const used = () => readdirSync(directory()).filter((name) => !name.startsWith('code-')) // of the program, not of the tree
    const times = () => used().map((name) => statSync(join(directory(), name)).mtimeMs)
    const old = new Date(Date.now() - 40 * 86_400_000)
    for (const name of readdirSync(directory())) utimesSync(join(directory(), name), old, old)
    await gather()
    expect([runs(), times().every((time) => time > Date.now() - 60_000)]).toEqual([1, true])
    const forgotten = join(directory(), '0123456789abcdef.tree')
    writeFileSync(forgotten, '')
    utimesSync(forgotten, old, old)
    utimesSync(bench.path('home/.cache/codegenie/v1'), old, old) // so that the next gather looks after the cache
    await gather('--paranoid')
    expect([existsSync(forgotten), used().length]).toEqual([false, 4])
  })

  it('knows which probe of others there was, and of which version', async () => {
    const answer = (text: string) => `return { slice: { files: ${text} }, evidence: { files: 'README.md' } }`
    bench.write(probePackage('count', answer('1')))
    const gatherThere = async () => {
      await settle()
      const { code, stderr } = await bench.run('ops', ['gather', '../shop'])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return runs()
    }
    expect([await gatherThere(), await gatherThere()]).toEqual([1, 1])
    bench.write(probePackage('count', answer('2'))) // of the same version: what is cached stands, as the contract says
    expect([await gatherThere(), JSON.parse(artifact()).count]).toEqual([2, { files: 1 }])
    const nearer = bench.path('ops/node_modules/codegenie-probe-count')
    renameSync(nearer, bench.path('elsewhere'))
    symlinkSync(bench.path('elsewhere'), nearer)
    expect([await gatherThere(), await gatherThere()]).toEqual([3, 3])
  })

  it('is of one place: a copy of the repository is another', async () => {
    await gather()
    cpSync(bench.path('shop'), bench.path('copy'), { recursive: true, preserveTimestamps: true })
    rmSync(bench.path('copy/.codegenie'), { recursive: true })
    expect((await bench.run('.', ['gather', 'copy'])).code).toBe(0)
    const { hits, misses } = bench.lastRun('copy').cache
    expect([hits > 1, misses]).toEqual([true, 0])
  })

  it('is not believed in the repository that is gathered', async () => {
    await gather()
    const before = runs()
    cpSync(bench.path('home/.cache'), bench.path('shop/.cache'), { recursive: true })
    await gather()
    const { code } = await bench.run('.', ['gather', 'shop'], { XDG_CACHE_HOME: bench.path('shop/.cache') })
    expect([code, runs()]).toEqual([0, before + 2])
  })
})
