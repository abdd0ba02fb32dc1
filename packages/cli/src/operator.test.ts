import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeBench, probePackage, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(() => {
  bench = makeBench()
  bench.write(SHOP)
})
afterEach(() => bench.remove())

const COUNT = 'return { slice: { files: paths.length }, evidence: { files: paths } }'

describe("the operator's probes", () => {
  it('come from the dependencies of the working directory', async () => {
    bench.write(probePackage('notes', COUNT))
    expect(await bench.run('ops', ['gather', '../shop'])).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await bench.run('shop', ['show', 'notes', '--json'])).toEqual({ code: 0, stdout: '{"files":1}\n', stderr: '' })
    const { misses } = bench.lastRun('shop').cache
    await bench.run('ops', ['gather', '../shop', '--verbose']) // which is not answered by a look
    expect(bench.lastRun('shop').cache).toEqual({ hits: misses, misses: 0, errors: [] })
  })

  it('are those that the configuration names, with those that they need, and no others', async () => {
    bench.write(probePackage('notes', COUNT))
    bench.write({ 'ops/codegenie.config.yaml': "probes: [codegenie-probe-notes, '@codegenie/probe-language-detection']\nout: facts\n" })
    expect(await bench.run('ops', ['gather', '../shop'])).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(existsSync(bench.path('shop/.codegenie'))).toBe(false)
    const { stdout } = await bench.run('ops', ['show', 'probes', '--json', '--repo', '../shop'])
    expect(Object.keys(JSON.parse(stdout))).toEqual(['notes', 'language_detection', 'node_manifest'])
  })

  it('never come from the repository that is gathered', async () => {
    bench.write(probePackage('evil', "process.stdout.write('executed')", 'shop'))
    bench.write({ 'shop/codegenie.config.yaml': 'probes: [codegenie-probe-evil]\nstrict: true\nout: ../elsewhere\ncache_dir: ../cache\n' })
    const before = readdirSync(bench.path('.')).sort()
    const ignored =
      'codegenie: codegenie.config.yaml lies in the repository that is gathered; ignored of it: probes, out, cache_dir (--config codegenie.config.yaml trusts it)\n'
    for (const args of [['gather'], ['probes'], ['schema']]) {
      expect(await bench.run('shop', args)).toMatchObject({ code: 0, stdout: expect.not.stringContaining('executed'), stderr: ignored })
    }
    expect(readdirSync(bench.path('.')).sort()).toEqual(before)
    bench.write({ 'shop/trusted.yaml': 'max_files: 100\n' })
    const trusted = await bench.run('shop', ['gather', '--config', 'trusted.yaml'])
    expect(trusted).toEqual({ code: 0, stdout: '', stderr: '' }) // its dependencies are no more to be trusted for that
    const forced = await bench.run('shop', ['gather', '--config', 'codegenie.config.yaml'])
    expect(forced).toMatchObject({ code: 2, stdout: '' })
    expect(forced.stderr).toMatch(/^codegenie: codegenie-probe-evil is installed in the repository that is gathered/)
  })

  it('may not have the name of another probe', async () => {
    bench.write(probePackage('language_detection', COUNT))
    bench.write({ 'ops/codegenie.config.yaml': "probes: ['@codegenie/probe-language-detection', codegenie-probe-language_detection]\n" })
    expect(await bench.run('ops', ['gather', '../shop'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'codegenie: @codegenie/probe-language-detection and codegenie-probe-language_detection both have the probe name language_detection; name one of them under probes in the configuration\n',
    })
  })
})

describe('--probes', () => {
  it('runs those alone', async () => {
    await bench.run('shop', ['gather', '--probes', 'node_manifest'])
    expect(Object.keys(JSON.parse((await bench.run('shop', ['show', 'probes', '--json'])).stdout))).toEqual(['node_manifest'])
  })
})

describe('a probe that needs another', () => {
  it('brings it along, by its name and from the configuration', async () => {
    await bench.run('shop', ['gather', '--probes', 'node_build_system'])
    expect(Object.keys(JSON.parse((await bench.run('shop', ['show', 'probes', '--json'])).stdout))).toEqual(['node_build_system', 'ci'])
    bench.write({ 'ops/codegenie.config.yaml': "probes: ['@codegenie/probe-node-build-system']\n" })
    await bench.run('ops', ['gather', '../shop'])
    const { stdout } = await bench.run('ops', ['show', 'probes', '--json', '--repo', '../shop'])
    expect(Object.keys(JSON.parse(stdout))).toEqual(['node_build_system', 'ci'])
  })
})

describe('show', () => {
  it('prints the bytes of the artifact', async () => {
    await bench.run('shop', ['gather'])
    expect((await bench.run('shop', ['show'])).stdout).toBe(bench.read('shop/.codegenie/context/repo-context.yaml'))
    expect((await bench.run('shop', ['show', '--json'])).stdout).toBe(bench.read('shop/.codegenie/context/repo-context.json'))
  })

  it('prints a fact, bare or as JSON', async () => {
    await bench.run('shop', ['gather'])
    expect((await bench.run('.', ['show', 'manifests.0.name', '--repo', 'shop'])).stdout).toBe('shop\n')
    expect((await bench.run('.', ['show', 'manifests.0.name', '--repo', 'shop', '--json'])).stdout).toBe('"shop"\n')
    expect((await bench.run('shop', ['show', 'repo'])).stdout).toBe('name: shop\ngit_commit: null\n')
    expect((await bench.run('shop', ['show', 'repo.git_commit'])).stdout).toBe('null\n')
  })

  it('does not follow a link out of the repository', async () => {
    await bench.run('shop', ['gather', '--out', 'facts'])
    bench.write({ 'other/README.md': '' })
    execFileSync('ln', ['-s', bench.path('shop/facts'), bench.path('other/.codegenie')])
    expect(await bench.run('other', ['show'])).toMatchObject({ code: 2, stdout: '' })
    expect(await bench.run('other', ['show', 'repo.name', '--out', '../shop/facts'])).toMatchObject({ code: 0, stdout: 'shop\n' })
  })
})

describe('probes and schema', () => {
  it('list what a gather runs', async () => {
    bench.write(probePackage('notes', COUNT))
    const { stdout } = await bench.run('ops', ['probes', '--repo', '../shop'])
    expect(stdout.split('\n').map((line) => line.split(/ +/))).toEqual([
      ['NAME', 'SLICE', 'VERSION', 'SOURCE', 'NEEDS'],
      ['language_detection', 'language_stack', expect.any(String), 'bundled', 'node_manifest'],
      ['node_build_system', 'build_system', expect.any(String), 'bundled', 'ci'],
      ['node_manifest', 'manifests', expect.any(String), 'bundled', '-'],
      ['ci', 'ci', expect.any(String), 'bundled', '-'],
      ['deployment', 'deployment', expect.any(String), 'bundled', 'ci'],
      ['test_inventory', 'test_inventory', expect.any(String), 'bundled', '-'],
      ['documentation', 'documentation', expect.any(String), 'bundled', '-'],
      ['notes', 'notes', '1.0.0', 'package', 'codegenie-probe-notes', '-'],
      [''],
    ])
    const notes = JSON.parse((await bench.run('ops', ['probes', '--repo', '../shop', '--json'])).stdout).at(-1)
    expect(notes).toEqual({
      name: 'notes',
      slice: 'notes',
      version: '1.0.0',
      source: 'package',
      package: 'codegenie-probe-notes',
      package_version: null,
      from: bench.path('ops/node_modules/codegenie-probe-notes/index.js'),
      reads: [],
      lists: ['**/*.md'],
      needs: [],
      data: {},
    })
  })

  it('show what each probe is and depends on with --verbose, before any of it runs', async () => {
    bench.write(probePackage('notes', 'throw new Error()'))
    const { code, stdout } = await bench.run('ops', ['probes', '--repo', '../shop', '--verbose'])
    const lines = stdout.split('\n')
    expect(code).toBe(0)
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}data nativeModules \(\d+ entries\)$/))
    expect(lines.slice(-4)).toEqual([
      expect.stringMatching(/^notes .* package codegenie-probe-notes +-$/),
      `  from  ${bench.path('ops/node_modules/codegenie-probe-notes/index.js')} (no version)`,
      '  lists **/*.md',
      '',
    ])
  })

  it('describe the artifact', async () => {
    bench.write(probePackage('notes', COUNT))
    const artifact = JSON.parse((await bench.run('ops', ['gather', '../shop', '--json'])).stdout)
    const schema = JSON.parse((await bench.run('ops', ['schema', '--repo', '../shop'])).stdout)
    const isValid = new Ajv2020().compile(schema)
    expect([isValid(artifact), isValid.errors]).toEqual([true, null])
    expect(isValid({ ...artifact, notes: { files: 'one' } })).toBe(false)
  })

  it('describe one slice, by its own name or its probe’s', async () => {
    const bySlice = await bench.run('.', ['schema', 'language_stack'])
    expect(bySlice).toEqual(await bench.run('.', ['schema', 'language_detection']))
    expect(JSON.parse(bySlice.stdout)).toMatchObject({ title: 'language_stack', type: 'object', additionalProperties: false })
  })
})

describe('on a terminal', () => {
  const hasScript = existsSync('/usr/bin/script')

  it.skipIf(!hasScript)('a gather ends with a summary, and text of the repository is harmless', async () => {
    bench.write({ 'shop/package.json': JSON.stringify({ name: 'shop\u001b]0;owned\u0007', dependencies: {} }) })
    const { stdout } = await bench.shell('.', 'script -qec "$NODE $CLI gather shop --json" /dev/null')
    expect(stdout).not.toMatch(/\u001b|\u0007/)
    expect(stdout).toMatch(/complete: probes: 5 ran, 2 skipped\r\n5 files in [\d.]+ s\r\nshop\/\.codegenie\/context: written\r\n$/)
    const again = await bench.shell('.', 'script -qec "$NODE $CLI gather shop" /dev/null')
    expect(again.stdout).toMatch(
      /complete: probes: 5 from the cache, 2 skipped\r\n5 files in [\d.]+ s\r\nshop\/\.codegenie\/context: unchanged\r\n$/,
    )
  })

  it.skipIf(!hasScript)('--quiet says nothing', async () => {
    const { stdout } = await bench.shell('.', 'script -qec "$NODE $CLI gather shop --quiet" /dev/null')
    expect(stdout).toBe('')
  })
})

it('needs no home of its own while it is gone', async () => {
  rmSync(bench.path('home'), { recursive: true })
  expect(await bench.run('shop', ['gather'])).toEqual({ code: 0, stdout: '', stderr: '' })
})
