import { readFileSync } from 'node:fs'
import { ANSWER_CHECKS, contractViolations, runProbe } from '@codegenie/core/testing'
import nodeManifest from '@codegenie/probe-node-manifest'
import { expect, test } from 'vitest'
import languageDetection from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** Runs the probe, which must keep its contract on these files. */
async function detect(files: Record<string, string>) {
  const before = await runProbe(nodeManifest, files)
  const slices = before.status === 'ok' ? { node_manifest: before.slice } : {}
  expect(await contractViolations(languageDetection, files, { readme, checks: ANSWER_CHECKS, slices })).toEqual([])
  const run = await runProbe(languageDetection, files, { slices })
  if (run.status === 'skipped') throw new Error('skipped')
  return run
}

test('keeps the contract', async () => {
  const files = {
    'package.json': '{\n"name": "a",\n"workspaces": ["packages/*"],\n"dependencies": {\n"express": "^5.1.0"\n}\n}',
    'packages/b/package.json': '{"name": "b"}',
    'src/index.ts': '',
    'webpack.config.js': '',
  }
  const { slice } = (await runProbe(nodeManifest, files)) as Extract<
    Awaited<ReturnType<typeof runProbe<typeof nodeManifest>>>,
    { status: 'ok' }
  >
  expect(await contractViolations(languageDetection, files, { readme, slices: { node_manifest: slice } })).toEqual([])
})

test('a repository of one package', async () => {
  const run = await detect({
    '.github/workflows/ci.yml': '',
    'package.json':
      '{\n"name": "a",\n"dependencies": {\n"express": "^5.1.0"\n},\n"devDependencies": {\n"react": "19.0.0", "koa": "3"\n}\n}',
    'src/index.ts': '',
    'src/index.test.ts': '',
    'tools/build.sh': '',
    'webpack.config.js': '',
  })
  expect(run).toEqual({
    status: 'ok',
    slice: {
      primary: 'typescript',
      secondary: ['shell'],
      files: { javascript: 1, json: 1, shell: 1, typescript: 2, yaml: 1 },
      test_files: 1,
      monorepo: null,
      frameworks: [
        { name: 'express', role: 'server', version_range: '^5.1.0', version: null, where: 'package.json' },
        { name: 'react', role: 'ui', version_range: '19.0.0', version: null, where: 'package.json' },
      ],
    },
    evidence: {
      primary: 'src/index.test.ts',
      'secondary.0': 'tools/build.sh',
      'files.javascript': 'webpack.config.js',
      'files.json': 'package.json',
      'files.shell': 'tools/build.sh',
      'files.typescript': 'src/index.test.ts',
      'files.yaml': '.github/workflows/ci.yml',
      test_files: 'src/index.test.ts',
      'frameworks.0': 'package.json:4',
      'frameworks.1': 'package.json:7',
    },
    warnings: [],
  })
})

test('a monorepo: its packages, and where each framework is', async () => {
  const next = '{"dependencies": {"next": "16"}}'
  const { slice, evidence, warnings } = await detect({
    'apps/web/package.json': '{\n"dependencies": {\n"vue": "catalog:",\n"next": "16.0.0"}}',
    'examples/member/package.json': next,
    'examples/other/package.json': next,
    'package.json': '{}',
    'pnpm-workspace.yaml': 'packages:\n  - apps/*\n  - examples/member\n  - test/*\n',
    'docs/package.json': '{"dependencies": {"@docusaurus/core": "3"}}',
    'test/fixtures/app/package.json': next,
    'test/e2e/package.json': next,
    'turbo.json': '',
  })
  expect(slice.monorepo).toEqual({
    root: '.',
    tools: ['pnpm-workspace', 'turbo'],
    workspace_globs: ['apps/*', 'examples/member', 'test/*'],
    packages: 3,
  })
  expect(slice.frameworks).toEqual([
    { name: 'next', role: 'meta', version_range: '16.0.0', version: null, where: 'apps/web/package.json' },
    { name: 'vue', role: 'ui', version_range: 'catalog:', version: null, where: 'apps/web/package.json' },
    { name: 'docusaurus', role: 'docs', version_range: '3', version: null, where: 'docs/package.json' },
    { name: 'next', role: 'meta', version_range: '16', version: null, where: 'examples/member/package.json' },
  ])
  expect(evidence).toMatchObject({ monorepo: ['pnpm-workspace.yaml:1', 'turbo.json'], 'frameworks.0': 'apps/web/package.json:4' })
  expect(warnings).toEqual([])
})

test('the root’s workspaces come before nested ones, of those the shallowest is told', async () => {
  const nested = { 'b/package.json': '{"workspaces": ["x"]}', 'a/c/package.json': '{"workspaces": ["y"]}', 'a/c/y/package.json': '{}' }
  expect((await detect(nested)).slice.monorepo).toEqual({ root: 'b', tools: ['npm-workspaces'], workspace_globs: ['x'], packages: 0 })
  expect((await detect({ ...nested, 'package.json': '{"workspaces": ["z"]}' })).slice.monorepo).toMatchObject({
    root: '.',
    workspace_globs: ['z'],
  })
})

test('nothing to tell is told as nothing', async () => {
  const { slice, evidence } = await detect({ NOTHING: '' })
  expect(slice).toEqual({ primary: null, secondary: [], files: {}, test_files: 0, monorepo: null, frameworks: [] })
  expect(evidence).toEqual({})
})

test('broken manifests are warnings and cost only themselves', async () => {
  const good = '{"dependencies": {"koa": "3"}}'
  for (const broken of ['', '[]', 'null', '{"a":', '\ufeff\ufeff{}', '{"dependencies": [1]}', '{"dependencies": {"next": 7}}']) {
    const { slice, warnings } = await detect({ 'a/package.json': broken, 'b/package.json': good, 'c.ts': '' })
    expect(slice).toMatchObject({ primary: 'typescript', frameworks: [{ name: 'koa', where: 'b/package.json' }] })
    expect(warnings.map(({ path }) => path)).toEqual(['a/package.json'])
  }
})

test('a broken fixture is nobody’s concern', async () => {
  const { warnings } = await detect({ 'test/fixtures/broken/package.json': '{', 'package.json': '{}' })
  expect(warnings).toEqual([])
})

test('hostile names and definitions', async () => {
  const { slice, warnings } = await detect({
    'package.json': '{"workspaces": ["packages/*", "/**", "../*", "{1..9}"], "dependencies": {"__proto__": "1", "constructor": "2"}}',
    'packages/__proto__/package.json': '{"name": "__proto__", "dependencies": {"hono": "4"}}',
    'packages/constructor/package.json': '{"name": "x"}',
    'packages/new\nline/package.json': '{"name": "x"}',
    'src/a\nFAKE: line.ts': '',
    'src/x.__proto__': '',
  })
  expect(slice).toMatchObject({
    primary: 'typescript',
    monorepo: { workspace_globs: ['packages/*'], packages: 3 },
    frameworks: [{ name: 'hono', role: 'server', version_range: '4', version: null, where: 'packages/__proto__/package.json' }],
  })
  expect(warnings.map(({ code }) => code)).toEqual([
    'file.forbidden_key',
    'workspaces.glob_cap_exceeded',
    'workspaces.glob_escape',
    'workspaces.invalid_name',
    'workspaces.duplicate_name',
  ])
})

const WORKSPACE_LOCK = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      express:
        specifier: ^5.0.0
        version: 5.1.0

  apps/web:
    dependencies:
      next:
        specifier: 16.x
        version: 16.0.3(react@19.2.0)
      react:
        specifier: catalog:ui
        version: 19.2.0
      vue:
        specifier: workspace:*
        version: link:../../packages/vue

packages:

  express@5.1.0:
    resolution: {integrity: sha512-aaaa}

  next@16.0.3:
    resolution: {integrity: sha512-bbbb}

  react@19.2.0:
    resolution: {integrity: sha512-cccc}

snapshots:

  express@5.1.0: {}

  next@16.0.3(react@19.2.0): {}

  react@19.2.0: {}
`

test('a framework has the version that the lockfile of its workspace has, and cites that', async () => {
  const { slice, evidence, warnings } = await detect({
    'package.json': '{"dependencies": {"express": "^5.0.0"}}',
    'pnpm-workspace.yaml': 'packages: [apps/*, packages/*]',
    'pnpm-lock.yaml': WORKSPACE_LOCK,
    'apps/web/package.json': '{"dependencies": {\n"next": "16.x",\n"react": "catalog:ui",\n"vue": "workspace:*"}}',
    'packages/vue/package.json': '{"name": "vue"}',
    // Beside its own lockfile, that of the workspace says nothing; outside of both nobody does.
    'tools/site/package.json': '{"dependencies": {"koa": "^2"}}',
    'tools/site/package-lock.json':
      '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"koa": "^2"}}, "node_modules/koa": {"version": "2.16.1"}}}',
    'tools/alone/package.json': '{"dependencies": {"koa": "^2"}}',
  })
  expect(slice.frameworks.map(({ name, version, where }) => [name, version, where])).toEqual([
    ['next', '16.0.3', 'apps/web/package.json'],
    ['react', '19.2.0', 'apps/web/package.json'],
    ['vue', null, 'apps/web/package.json'],
    ['express', '5.1.0', 'package.json'],
    ['koa', null, 'tools/alone/package.json'],
    ['koa', '2.16.1', 'tools/site/package.json'],
  ])
  expect(evidence).toMatchObject({
    'frameworks.0': 'apps/web/package.json:2',
    'frameworks.0.version': ['pnpm-lock.yaml'],
    'frameworks.3.version': ['pnpm-lock.yaml'],
    'frameworks.5.version': ['tools/site/package-lock.json'],
  })
  expect(Object.keys(evidence)).not.toContain('frameworks.2.version')
  expect(warnings).toEqual([])
})

test('without the manifests the versions are unknown, and that is said', async () => {
  const files = { 'package.json': '{"dependencies": {"express": "^5.0.0"}}', 'package-lock.json': '{' }
  const run = await runProbe(languageDetection, files)
  expect(run).toMatchObject({ slice: { frameworks: [{ version: null }] }, warnings: [{ code: 'frameworks.versions_unknown' }] })
  expect((await detect(files)).warnings).toEqual([])
})
