import { existsSync, mkdirSync, openSync, symlinkSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ended, makeBench, probePackage, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(() => {
  bench = makeBench()
  bench.write(SHOP)
  bench.write({ 'ops/package.json': '{}' })
})
afterEach(() => bench.remove())

describe('0', () => {
  it('is silent in a pipe', async () => {
    expect(await bench.run('.', ['gather', 'shop'])).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(existsSync(bench.path('shop/.codegenie/context/repo-context.yaml'))).toBe(true)
  })

  it('prints the bytes of the artifact with --json', async () => {
    const { code, stdout, stderr } = await bench.run('shop', ['gather', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(bench.read('shop/.codegenie/context/repo-context.json'))
  })

  it('says what each probe did with --verbose, on stderr', async () => {
    const { code, stdout, stderr } = await bench.run('.', ['gather', 'shop', '--verbose'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(
      /^language_detection {2}ran \(absent\) {2}[\d.]+ ms\nnode_build_system {3}ran \(absent\) {2}[\d.]+ ms\n(?:\w+ +(?:ran \(absent\)|skipped) {2}[\d.]+ ms\n)+$/,
    )
  })

  it('is quiet when the reader of stdout has gone', async () => {
    const child = bench.start('shop', ['gather', '--json'])
    child.stdout?.destroy()
    expect(await ended(child)).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it.each([[['--help']], [['help']], [['gather', '--help']], [['help', 'cache']], [['--version']]])('%j', async (args) => {
    const { code, stdout, stderr } = await bench.run('.', args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(args[0] === '--version' ? /^\d+\.\d+\.\d+\n$/ : /^(Usage: codegenie|codegenie reads)/)
  })
})

describe('1', () => {
  it.skipIf(!existsSync('/dev/full'))('stdout is full', async () => {
    const child = bench.start('shop', ['gather', '--json'], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] })
    expect(await ended(child)).toEqual({ code: 1, stdout: '', stderr: 'codegenie: stdout cannot be written (ENOSPC)\n' })
  })

  it('the artifact cannot be written', async () => {
    const { code, stdout, stderr } = await bench.run('.', ['gather', 'shop', '--out', 'shop/README.md/facts'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^codegenie: .+\n$/)
  })

  it('a bug says that it is one, and shows its stack with --verbose alone', async () => {
    const planted = probePackage('stray', 'await new Promise(() => {})')
    const module = 'ops/node_modules/codegenie-probe-stray/index.js'
    bench.write({ ...planted, [module]: `${planted[module]}\nsetTimeout(() => { throw new Error('stray') })` })
    const short = await bench.run('ops', ['gather', '../shop'])
    expect(short).toMatchObject({ code: 1, stdout: '' })
    expect(short.stderr).toMatch(/^codegenie: stray\nthis is a bug: please report it at https:\S+, with what --verbose adds\n$/)
    expect((await bench.run('ops', ['gather', '../shop', '--verbose'])).stderr).toMatch(/\n +at .*codegenie-probe-stray/)
  })
})

describe('2', () => {
  it.each([
    [['gahter'], '"gahter" is no command (did you mean gather?); codegenie --help lists them'],
    [['__proto__'], '"__proto__" is no command; codegenie --help lists them'],
    [['--versoin'], '"--versoin" is no option; codegenie --help lists them'],
    [[], 'expected a command, as in codegenie gather; codegenie --help lists them'],
    [['help', 'shwo'], '"shwo" is no command (did you mean show?); codegenie --help lists them'],
    [['gather', '--jsn'], '--jsn is no option of codegenie gather (did you mean --json?); codegenie help gather lists them'],
    [['gather', 'a', 'b'], 'codegenie gather takes one [path], found "a" "b"'],
    [['gather', '--no-cache', '--cache-only'], '--no-cache and --cache-only exclude each other'],
    [['gather', 'shop', '--max-files', '0'], '--max-files: expected a whole number above 0, found "0"'],
    [['gather', 'shop', '--max-files=2'], 'more than 2 files; ignore generated ones, or raise --max-files'],
    [
      ['gather', 'shop', '--probes', 'language_detektion'],
      '--probes: there is no probe "language_detektion" (did you mean language_detection?); codegenie probes lists them',
    ],
    [['gather', 'shop', '--config', 'nope.yaml'], 'nope.yaml: the configuration cannot be read (ENOENT)'],
    [
      ['schema', 'manifest'],
      'there is no slice or probe manifest (did you mean manifests?); the slices are language_stack, build_system, manifests, ci, deployment, test_inventory, documentation',
    ],
    [['cache'], 'expected codegenie cache stats|verify|gc|clear|export|import, found none of these'],
    [['cache', 'constructor'], 'expected codegenie cache stats|verify|gc|clear|export|import, found "constructor"'],
    [['cache', 'stats', 'file'], 'codegenie cache stats takes nothing more'],
    [['cache', 'export'], 'codegenie cache export takes the path of a file'],
    [['cache', 'clear', '--max-bytes', '5'], '--max-bytes is for codegenie cache gc alone'],
    [['cache', 'gc', '--max-age-days', 'x'], '--max-age-days: expected a whole number above 0, found "x"'],
    [
      ['why'],
      'expected the path of a fact or the name of a probe, as in codegenie why build_system.node.pinned; codegenie show and codegenie probes list them',
    ],
  ])('%j', async (args, message) => {
    expect(await bench.run('.', args)).toEqual({ code: 2, stdout: '', stderr: `codegenie: ${message}\n` })
  })

  it('what cannot be gathered', async () => {
    const missing = await bench.run('.', ['gather', 'nowhere'])
    expect(missing).toEqual({ code: 2, stdout: '', stderr: `codegenie: ${bench.path('nowhere')}: expected a directory, found nothing\n` })
    const file = await bench.run('.', ['gather', 'shop/README.md'])
    expect(file).toEqual({
      code: 2,
      stdout: '',
      stderr: `codegenie: ${bench.path('shop/README.md')}: expected a directory, found a file\n`,
    })
  })

  it('a working directory that is gone', async () => {
    const { code, stderr } = await bench.shell('.', 'mkdir gone && cd gone && rmdir ../gone && "$NODE" "$CLI" gather')
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'codegenie: the working directory is gone\n' })
  })

  it('a name with control characters does not reach the terminal', async () => {
    const { stderr } = await bench.run('.', ['gather', 'no\u001b[2Jwhere\nok'])
    expect(stderr).toBe(`codegenie: ${bench.path('no\\u001b[2Jwhere\\nok')}: expected a directory, found nothing\n`)
  })

  it('no artifact, and no such fact', async () => {
    const none = await bench.run('shop', ['show'])
    expect(none).toEqual({
      code: 2,
      stdout: '',
      stderr: `codegenie: there is no artifact in ${bench.path('shop/.codegenie/context')}; run codegenie gather first\n`,
    })
    await bench.run('shop', ['gather'])
    const unknown = await bench.run('shop', ['show', 'language_stack.primry'])
    expect(unknown).toMatchObject({ code: 2, stdout: '' })
    expect(unknown.stderr).toMatch(
      /^codegenie: there is no language_stack.primry \(did you mean language_stack.primary\?\); language_stack has primary, /,
    )
  })
})

describe('3', () => {
  it('is for --strict alone, and the artifact is written', async () => {
    bench.write(probePackage('broken', "throw new Error('no luck')"))
    const stderr = 'codegenie: probe broken failed: no luck\n'
    expect(await bench.run('ops', ['gather', '../shop'])).toEqual({ code: 0, stdout: '', stderr })
    expect(await bench.run('ops', ['gather', '../shop', '--strict'])).toEqual({ code: 3, stdout: '', stderr })
    const shown = await bench.run('shop', ['show', 'gather_status'])
    expect(shown).toEqual({ code: 0, stdout: 'partial\n', stderr: '' })
    expect((await bench.run('shop', ['show', 'language_stack.primary'])).stdout).toBe('typescript\n')
  })
})

describe('5', () => {
  it('the artifact’s directory is a link', async () => {
    mkdirSync(bench.path('elsewhere'))
    symlinkSync('../elsewhere', bench.path('shop/.codegenie'))
    const { code, stdout, stderr } = await bench.run('.', ['gather', 'shop'])
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
    expect(stderr).toMatch(/^codegenie: .+\n$/)
    expect((await bench.shell('elsewhere', 'ls -A')).stdout).toBe('')
  })
})

describe('6', () => {
  it('--cache-only without an entry; with one it is as good as a gather', async () => {
    const miss = await bench.run('.', ['gather', 'shop', '--cache-only'])
    expect(miss).toMatchObject({ code: 6, stdout: '' })
    expect(miss.stderr).toMatch(/^codegenie: probe node_manifest has no cache entry .+\n$/)
    const fresh = await bench.run('.', ['gather', 'shop', '--json'])
    expect(await bench.run('.', ['gather', 'shop', '--cache-only', '--json'])).toEqual(fresh)
  })
})

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, code) => {
  it(`ends with ${code} and leaves the artifact as it was`, async () => {
    await bench.run('.', ['gather', 'shop'])
    const before = bench.read('shop/.codegenie/context/repo-context.yaml')
    bench.write(probePackage('slow', "process.stdout.write('running'); await new Promise((resolve) => setTimeout(resolve, 60_000))"))
    const child = bench.start('ops', ['gather', '../shop', '--no-cache'])
    child.stdout?.once('data', () => child.kill(signal))
    expect(await ended(child)).toEqual({
      code,
      stdout: 'running',
      stderr: 'codegenie: interrupted; what was written before is as it was\n',
    })
    expect(bench.read('shop/.codegenie/context/repo-context.yaml')).toBe(before)
    expect((await bench.shell('shop/.codegenie', 'find . -name "*.tmp*"')).stdout).toBe('')
  })
})
