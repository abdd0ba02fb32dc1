import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeBench, probePackage, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(() => {
  bench = makeBench()
  bench.write(SHOP)
})
afterEach(() => bench.remove())

const HONEST = 'return { slice: { files: paths.length }, evidence: { files: paths } }'
const AT = 'ops/node_modules/codegenie-probe-notes'

describe('codegenie probe test', () => {
  it('makes every check on the fixtures of a package and on a repository', async () => {
    bench.write({ ...probePackage('notes', HONEST), [`${AT}/fixtures/one/repo/a.md`]: '', [`${AT}/fixtures/expected.yaml`]: '' })
    const { code, stdout, stderr } = await bench.run('ops', ['probe', 'test', 'codegenie-probe-notes', '--repo', '../shop'])
    expect([code, stderr]).toEqual([0, ''])
    const lines = stdout.split('\n')
    expect(lines[0]).toBe('codegenie-probe-notes: probe notes 1.0.0, slice notes')
    expect(lines.filter((line) => !line.startsWith('ok  '))).toEqual([
      lines[0],
      '',
      'node_modules/codegenie-probe-notes/fixtures/one/repo',
      '',
      bench.path('shop'),
      '',
      '2 cases, 0 checks that do not hold',
      '',
    ])
    expect(lines.filter((line) => line.startsWith('ok  '))).toHaveLength(32)
  })

  it('names what does not hold, and exits with 4', async () => {
    const code =
      "const { readdirSync } = await import('node:fs'); readdirSync('.'); return { slice: { files: paths.length }, evidence: {} }"
    bench.write({ ...probePackage('notes', code), [`${AT}/fixtures/one/repo/a.md`]: '' })
    const ended = await bench.run(AT, ['probe', 'test', '.', '--json'])
    expect([ended.code, ended.stderr]).toEqual([4, ''])
    const { cases, ...rest } = JSON.parse(ended.stdout)
    expect(rest).toEqual({ package: 'codegenie-probe-notes', probe: 'notes', version: '1.0.0', slice: 'notes' })
    const [{ checks }] = cases
    expect(checks.filter(({ status }: { status: string }) => status !== 'ok')).toEqual([
      { check: 'evidence', status: 'violated', violations: ['files has none'] },
      { check: 'file_system', status: 'violated', violations: ['fs.readdirSync(".")'] },
    ])
  })

  it.each([
    [['test'], 'expected codegenie probe test <directory|package>, as in codegenie probe test .'],
    [['run', '.'], 'expected codegenie probe test <directory|package>, as in codegenie probe test .'],
    [['test', './none'], './none: there is no package.json; expected a directory with the package of a probe'],
    [['test', 'codegenie-probe-notes'], /^codegenie-probe-notes has no fixtures\/<case>\/repo/],
    [['test', 'codegenie-probe-go'], /^codegenie-probe-go is not installed where .*ops finds packages/],
    [['test', './broken'], /^broken: .*dist\/index.js is not there; build the package first/],
  ])('%j is refused', async (args, message) => {
    bench.write({ ...probePackage('notes', HONEST), 'ops/broken/package.json': '{"name":"broken","exports":"./dist/index.js"}' })
    const { code, stdout, stderr } = await bench.run('ops', ['probe', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.replace(/^codegenie: /, '').trimEnd()).toMatch(message)
  })
})
