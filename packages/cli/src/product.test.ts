import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { makeBench } from './testing/built-cli.ts'

const FIXTURES = join(import.meta.dirname, '../../../fixtures')

let bench: ReturnType<typeof makeBench>
beforeEach(async () => {
  bench = makeBench()
  for (const name of ['conflicts-seeded', 'conflicts-none']) cpSync(join(FIXTURES, name, 'repo'), bench.path(name), { recursive: true })
  await sleep(40)
})
afterEach(() => bench.remove())

const codegenie = (...args: string[]) => bench.run('.', args)
const gatherBoth = () => Promise.all(['conflicts-seeded', 'conflicts-none'].map((name) => codegenie('gather', name)))

describe('check', () => {
  it('fails on what it was told to', async () => {
    await gatherBoth()
    expect(await codegenie('check', 'conflicts-none', '--fail-on', 'flag')).toEqual({
      code: 0,
      stdout: 'no conflicts, no flags\n',
      stderr: '',
    })
    const seeded = await codegenie('check', 'conflicts-seeded', '--fail-on', 'conflict')
    expect(seeded.code).toBe(4)
    expect(seeded.stdout).toContain('ci_outside_engines: jenkins runs Node 14, engines allow >=20\n')
    expect((await codegenie('check', 'conflicts-seeded')).code).toBe(0)
    expect((await codegenie('check', 'conflicts-seeded', '--fail-on', 'x')).code).toBe(2)
  })

  it('prints SARIF, whose results have places and rules', async () => {
    await gatherBoth()
    const { runs } = JSON.parse((await codegenie('check', 'conflicts-seeded', '--sarif')).stdout)
    const rules = new Set(runs[0].tool.driver.rules.map(({ id }: { id: string }) => id))
    for (const { ruleId, locations } of runs[0].results) expect([rules.has(ruleId), locations.length]).toEqual([true, 1])
    expect(runs[0].results[0]).toMatchObject({
      ruleId: 'image_target_missing',
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'package.json' }, region: { startLine: 6 } } }],
    })
  })
})

describe('diff', () => {
  it('of a repository with itself is empty, and of two versions lists what changed', async () => {
    await codegenie('gather', 'conflicts-none')
    cpSync(bench.path('conflicts-none/.codegenie/context/repo-context.json'), bench.path('before.json'))
    expect(await codegenie('diff', 'conflicts-none', 'before.json')).toEqual({ code: 0, stdout: '', stderr: '' })
    const manifest = bench.path('conflicts-none/package.json')
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8')
        .replace('"22.14.0"', '"22.15.0"')
        .replace('"typescript": "5.7.3" }', '"typescript": "5.7.3" },\n  "version": "2.0.0"'),
    )
    await codegenie('gather', 'conflicts-none')
    expect((await codegenie('diff', 'before.json', 'conflicts-none')).stdout.split('\n')).toEqual([
      '~ build_system.node.pinned: "22.14.0" -> "22.15.0"',
      '~ build_system.node.sources[package.json:5].value: "22.14.0" -> "22.15.0"',
      '~ manifests[package.json].version: null -> "2.0.0"',
      '',
    ])
    const run = bench.lastRun('conflicts-none')
    const [record] = (await bench.shell('conflicts-none', 'ls .codegenie/runs | grep json$ | tail -1')).stdout.trim().split('.')
    expect(run.gather_id).toMatch(/^[0-9a-f]{64}$/)
    expect(await codegenie('diff', record!, 'conflicts-none', '--repo', 'conflicts-none')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect((await codegenie('diff', 'before.json')).code).toBe(2)
    expect((await codegenie('diff', 'before.json', 'nothing')).code).toBe(2)
  })
})

describe('validate and audit', () => {
  it('find an artifact that somebody has changed', async () => {
    await gatherBoth()
    expect(await codegenie('validate', 'conflicts-seeded')).toEqual({ code: 0, stdout: 'valid\n', stderr: '' })
    expect(await codegenie('audit', 'verify', '--repo', 'conflicts-seeded')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^verified: [0-9a-f]{64}\n$/),
    })
    const path = bench.path('conflicts-seeded/.codegenie/context/repo-context.json')
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('"primary":"typescript"', '"primary":1').replace('"primary":null', '"primary":1'),
    )
    expect(await codegenie('validate', 'conflicts-seeded')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('gather_id is not that of its content'),
    })
    expect((await codegenie('audit', 'verify', '--repo', 'conflicts-seeded')).code).toBe(4)
    cpSync(bench.path('conflicts-none/.codegenie/context/views.json'), bench.path('conflicts-seeded/.codegenie/context/views.json'))
    expect((await codegenie('validate', 'conflicts-seeded')).stdout).toContain('views.json: gather_id is not that of repo-context.json\n')
  })
})

it('doctor says what this machine has, and what the repository wants', async () => {
  await gatherBoth()
  const { stdout, code } = await codegenie('doctor', 'conflicts-seeded', '--json')
  const found = new Map(JSON.parse(stdout).map(({ what, state }: { what: string; state: string }) => [what, state]))
  expect([found.get('artifact'), found.get('node'), found.get('probe ci')]).toEqual(['ok', 'bad', 'ok'])
  expect(code).toBe(4)
})

it('exports a bill of materials and an entry of a catalog', async () => {
  await gatherBoth()
  const bom = JSON.parse((await codegenie('export', 'cyclonedx', '--repo', 'conflicts-none')).stdout)
  expect(bom.components[0]).toEqual({
    type: 'library',
    'bom-ref': 'pkg:npm/express@4.21.2',
    name: 'express',
    version: '4.21.2',
    scope: 'required',
    purl: 'pkg:npm/express@4.21.2',
    hashes: [{ alg: 'SHA-512', content: '61' }],
  })
  const entry = parse((await codegenie('export', 'backstage', '--repo', 'conflicts-none')).stdout)
  expect(entry).toMatchObject({ kind: 'Component', metadata: { name: 'ledger-api' }, spec: { type: 'service', owner: 'unknown' } })
})

it('reports as Markdown and as HTML', async () => {
  await gatherBoth()
  expect((await codegenie('report', 'conflicts-seeded')).stdout).toBe(bench.read('conflicts-seeded/.codegenie/context/CONTEXT_REPORT.md'))
  const { stdout } = await codegenie('report', 'conflicts-seeded', '--html', '--link', 'https://example.com/x')
  expect(stdout).toContain('href="https://example.com/x/Jenkinsfile#L')
  expect((await codegenie('report', '--html', '--link', 'javascript:alert(1)')).code).toBe(2)
})

it('init writes a configuration that is read, and never twice', async () => {
  expect(await codegenie('init')).toEqual({ code: 0, stdout: 'codegenie.config.yaml\n', stderr: '' })
  expect((await codegenie('gather', 'conflicts-none')).code).toBe(0)
  expect((await codegenie('init')).code).toBe(2)
})

it('completes in bash', async () => {
  const script = 'eval "$("$NODE" "$CLI" completion bash)"; COMP_WORDS=(codegenie check --fa); COMP_CWORD=2; _codegenie; echo "$COMPREPLY"'
  expect((await bench.shell('.', `bash -c '${script}'`)).stdout).toBe('--fail-on\n')
  for (const shell of ['zsh', 'fish']) expect((await codegenie('completion', shell)).stdout).toContain('fail-on')
})

it('offers the skills of the user and of the repository whose conditions hold, and sees new ones', async () => {
  const skill = (name: string, when: string) => `---\nname: ${name}\ndescription: Does ${name}\n${when}---\n# ${name}\n`
  bench.write({
    'home/.codegenie/skills/images/SKILL.md': skill('images', 'when:\n  - fact: deployment.types\n    exists: true\n'),
    'home/.codegenie/skills/pnpm/SKILL.md': skill('pnpm', 'when:\n  - fact: build_system.package_manager.name\n    equals: pnpm\n'),
    'home/.codegenie/skills/broken/SKILL.md': 'no front matter\n',
  })
  const { stderr } = await codegenie('gather', 'conflicts-none')
  expect(stderr).toMatch(/^codegenie: ~\/\.codegenie\/skills\/broken\/SKILL\.md is no manifest of a skill: .+\n$/)
  const available = async () => JSON.parse((await codegenie('show', 'views.available_skills', '--repo', 'conflicts-none', '--json')).stdout)
  expect(await available()).toEqual({
    skills: [{ name: 'images', description: 'Does images', path: '~/.codegenie/skills/images/SKILL.md', source: 'user' }],
    of: 2,
  })
  bench.write({ 'conflicts-none/.codegenie/skills/here/SKILL.md': skill('here', '') })
  await codegenie('gather', 'conflicts-none')
  expect((await available()).skills.map(({ source }: { source: string }) => source)).toEqual(['repository', 'user'])
})
