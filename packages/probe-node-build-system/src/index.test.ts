import { readFileSync } from 'node:fs'
import { ANSWER_CHECKS, contractViolations, runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import nodeBuildSystem from './index.ts'

type Files = Record<string, unknown>
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** JSON where the content is no text, one key a line. */
function texts(files: Files): Record<string, string> {
  const text = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content, null, 1))
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, text(content)]))
}

async function gather(files: Files) {
  expect(await contractViolations(nodeBuildSystem, texts(files), { readme, checks: ANSWER_CHECKS })).toEqual([])
  const run = await runProbe(nodeBuildSystem, texts(files))
  if (run.status !== 'ok') throw new Error('skipped')
  return run
}

test('keeps the contract', async () => {
  const files = {
    'package.json': {
      name: 'mill',
      engines: { node: '>=20' },
      scripts: { build: 'vite build', test: 'vitest' },
      devDependencies: { vite: '6' },
    },
    'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    '.nvmrc': '22\n',
    'tsconfig.json': '{ "extends": "./base.json", "compilerOptions": { "strict": true } }',
    'base.json': '{ "compilerOptions": { "target": "es2023" } }',
    'vite.config.ts': "export default { build: { outDir: 'out' } }\n",
  }
  expect(await contractViolations(nodeBuildSystem, texts(files), { readme })).toEqual([])
})

const command = (run: string, script: string | null, programs: string[], rest: object = {}) => ({
  run,
  cwd: '.',
  script,
  proof: script === null ? 'derived' : 'declared',
  reason: null,
  events: [],
  programs,
  ...rest,
})
const NONE = { install: null, build: null, test: null, lint: null, typecheck: null, format: null, start: null, dev: null }

test('a package: every part of the slice', async () => {
  const files = {
    'package.json': {
      name: 'mill',
      packageManager: 'pnpm@9.15.0+sha224.x',
      engines: { node: '>=20' },
      scripts: { build: 'vite build', test: 'vitest run', lint: 'eslint .', dev: 'vite' },
      devDependencies: { vite: '^6.0.0', typescript: '~5.7.2' },
    },
    'pnpm-lock.yaml': '',
    '.nvmrc': 'v22.1.0\n',
    'vite.config.ts': "export default {\n build: { outDir: 'out' },\n server: { port: 4000 } }",
    'tsconfig.json': '{ // c\n "compilerOptions": {\n  "target": "ES2022",\n  "outDir": "lib", } }',
    'src/a.test.ts': '',
    Makefile: 'VERSION := 1\nall:\n\tx\nbuild: all\n\tpnpm build\n',
  }
  const { slice, evidence, warnings } = await gather(files)
  expect(slice).toEqual({
    roots: ['.'],
    package_manager: {
      name: 'pnpm',
      version: '9.15.0',
      decided_by: 'declared',
      source: 'package.json:3',
      lockfile: 'pnpm-lock.yaml',
      others: [],
    },
    node: {
      constraint: '>=20',
      pinned: '22.1.0',
      sources: [
        { role: 'dev', kind: 'nvmrc', value: '22.1.0', source: '.nvmrc:1' },
        { role: 'supports', kind: 'engines', value: '>=20', source: 'package.json:5' },
      ],
      conflicts: [],
    },
    commands: {
      ...NONE,
      install: command('pnpm install --frozen-lockfile', null, ['pnpm']),
      build: command('pnpm run build', 'vite build', ['vite']),
      test: command('pnpm run test', 'vitest run', ['vitest']),
      lint: command('pnpm run lint', 'eslint .', ['eslint']),
      dev: command('pnpm run dev', 'vite', ['vite']),
    },
    alternatives: [{ name: 'build', run: 'make build', cwd: '.', source: 'Makefile:4' }],
    packages: [],
    tasks: [],
    bundlers: [
      {
        name: 'vite',
        version_range: '^6.0.0',
        where: '.',
        role: 'build',
        used_by: ['build', 'dev'],
        config: 'vite.config.ts',
        entry: null,
        output: 'out',
        port: 4000,
      },
    ],
    transpilers: [],
    output_artifacts: [
      { path: 'lib', source: 'tsconfig.json:4' },
      { path: 'out', source: 'vite.config.ts:2' },
    ],
    typescript: {
      enabled: true,
      version_range: '~5.7.2',
      config: 'tsconfig.json',
      target: 'ES2022',
      module: null,
      module_resolution: null,
      out_dir: 'lib',
      strict: false,
      extends: [],
      references: [],
    },
  })
  expect(evidence).toMatchObject({
    'package_manager.version': 'package.json:3',
    'node.pinned': ['.nvmrc:1'],
    'commands.install': ['package.json:3', 'pnpm-lock.yaml'],
    'commands.test': 'package.json:9',
    'bundlers.0': ['package.json:14', 'package.json:8', 'package.json:11', 'vite.config.ts'],
    'bundlers.0.port': 'vite.config.ts:3',
    'typescript.target': 'tsconfig.json:3',
  })
  expect(warnings).toEqual([])
})

test('a workspace: members in the syntax of its package manager, scripts of the root followed into them', async () => {
  const { slice } = await gather({
    'package.json': { workspaces: ['packages/*'], scripts: { build: 'turbo run build', test: 'turbo run test', dev: 'turbo watch dev' } },
    'package-lock.json': '',
    'packages/a/package.json': { name: '@s/a', scripts: { build: 'tsc -b', dev: 'tsx src/a.ts' } },
    'packages/b/package.json': { scripts: { build: 'rollup -c' }, engines: { node: '>=22' } },
    'docs/package.json': { name: 'docs', scripts: { build: 'astro build' } },
    'test/fixtures/x/package.json': { scripts: { build: 'x' } },
  })
  expect(slice.commands).toEqual({
    ...NONE,
    install: command('npm ci', null, ['npm']),
    build: command('npm run build', 'turbo run build', ['rollup', 'tsc', 'turbo']),
    test: command('npm run test', 'turbo run test', ['turbo'], { proof: 'unproven', reason: 'no_member' }),
    dev: command('npm run dev', 'turbo watch dev', ['tsx', 'turbo']),
  })
  expect(slice.packages).toEqual([
    {
      path: 'docs',
      name: 'docs',
      workspace_of: null,
      commands: {
        build: command('npm run build', 'astro build', ['astro'], { cwd: 'docs' }),
      },
    },
    {
      path: 'packages/a',
      name: '@s/a',
      workspace_of: '.',
      commands: {
        build: command('npm run build -w @s/a', 'tsc -b', ['tsc']),
        dev: command('npm run dev -w @s/a', 'tsx src/a.ts', ['tsx']),
      },
    },
    {
      path: 'packages/b',
      name: null,
      workspace_of: '.',
      commands: { build: command('npm run build -w ./packages/b', 'rollup -c', ['rollup']) },
    },
  ])
  expect(slice.node.constraint).toBe('>=22')
})

test.each([
  ['echo "Error: no test specified" && exit 1', 'unproven', 'placeholder'],
  ['vitest', 'unproven', 'watches'],
  ['jest --watch', 'unproven', 'watches'],
  ['npm run unit', 'unproven', 'missing_script'],
  ['npm run test', 'unknown', 'cycle'],
  ['jest', 'unproven', 'no_test_files'],
  ['vitest run', 'unproven', 'no_test_files'],
  ['node scripts/check.js', 'declared', null],
  ['make check', 'declared', null],
])('test: %s is %s (%s)', async (test, proof, reason) => {
  const { slice } = await gather({ 'package.json': { scripts: { test } } })
  expect(slice.commands.test).toMatchObject({ script: test, proof, reason })
})

test('a test of any usual name makes the test script worth running, one among fixtures does not', async () => {
  for (const file of ['a.spec.ts', 'test/a.js', 'src/__tests__/a.jsx', 'test/api/a_test.js', 'test.mjs', 'lib/a-test.js'])
    expect((await gather({ 'package.json': { scripts: { test: 'mocha' } }, [file]: '' })).slice.commands.test?.proof).toBe('declared')
  for (const file of ['src/latest.js', 'test/fixtures/a.test.js', 'src/contest/a.ts.md'])
    expect((await gather({ 'package.json': { scripts: { test: 'mocha' } }, [file]: '' })).slice.commands.test?.proof).toBe('unproven')
})

test('jest and vitest look at names, unless they are told otherwise', async () => {
  const proof = async (manifest: object, files: Files) => {
    const { slice } = await gather({ 'package.json': { scripts: { test: 'jest' }, ...manifest }, ...files })
    return slice.commands.test?.proof
  }
  const endToEnd = { 'test/auth.e2e-spec.ts': '', 'test/utils/a.ts': '' }
  expect(await proof({ jest: { testRegex: '.*\\.spec\\.ts$' } }, endToEnd)).toBe('unproven')
  expect(await proof({}, { ...endToEnd, 'src/a.spec.ts': '' })).toBe('declared')
  expect(await proof({ jest: { testRegex: 'test/.*' } }, endToEnd)).toBe('declared')
  expect(await proof({}, { ...endToEnd, 'jest.config.js': '' })).toBe('declared')
  expect(await proof({}, { ...endToEnd, 'eslint.config.js': '' })).toBe('unproven')
  expect(await proof({ scripts: { test: 'jest --config test/jest-e2e.json' } }, endToEnd)).toBe('declared')
})

test('without a package.json at the root: the workspace below, or what several packages agree on', async () => {
  const below = await gather({
    'main.tf': '',
    'lambdas/package.json': { packageManager: 'yarn@4.1.0', workspaces: ['f/*'], scripts: { build: 'nx run-many -t build' } },
    'lambdas/.nvmrc': 'v24',
    'lambdas/f/a/package.json': { name: 'a', scripts: { build: 'ncc build src/a.ts' }, devDependencies: { '@vercel/ncc': '^0.38' } },
    'lambdas/tsconfig.json': {},
  })
  expect(below.slice).toMatchObject({
    roots: ['lambdas'],
    package_manager: { name: 'yarn_berry', version: '4.1.0' },
    node: { pinned: '24' },
    commands: { build: { run: 'yarn run build', cwd: 'lambdas', programs: ['ncc', 'nx'] }, install: { run: 'yarn install' } },
    bundlers: [{ name: 'ncc', where: 'lambdas/f/a', role: 'build', used_by: ['build'] }],
    typescript: { config: 'lambdas/tsconfig.json' },
  })
  const service = { scripts: { test: 'jest', start: 'node .' }, dependencies: { x: '1' } }
  const several = await gather({
    'a/package.json': service,
    'a/package-lock.json': '',
    'b/package.json': { ...service, scripts: { start: 'node b' } },
    'b/package-lock.json': '',
  })
  expect(several.slice).toMatchObject({
    roots: ['a', 'b'],
    package_manager: { name: 'npm', lockfile: null },
    commands: { install: { run: 'npm ci', cwd: null }, start: null, test: null },
  })
  expect(several.slice.packages.map(({ path, commands }) => [path, Object.keys(commands)])).toEqual([
    ['a', ['install', 'test', 'start']],
    ['b', ['install', 'start']],
  ])
})

test('server.js is what npm start runs, Rush builds by itself, an ambiguous package manager is said', async () => {
  const { slice: server } = await gather({ 'package.json': {}, 'server.js': '' })
  expect(server.commands.start).toEqual(command('npm start', 'node server.js', ['node'], { proof: 'derived' }))
  const { slice: rush } = await gather({
    'rush.json': '{ "pnpmVersion": "8.1.0", "projects": [{ "packageName": "a", "projectFolder": "apps/a" }] }',
    'apps/a/package.json': { name: 'a', scripts: { build: 'heft build' } },
  })
  expect(rush.commands).toMatchObject({ install: { run: 'rush install' }, build: { run: 'rush build', proof: 'derived' }, test: null })
  expect(rush.packages).toMatchObject([{ path: 'apps/a', commands: { build: { run: 'rushx build', cwd: 'apps/a' } } }])
  const { slice, warnings } = await gather({ 'package.json': {}, 'yarn.lock': '', 'package-lock.json': '' })
  expect([slice.package_manager?.name, warnings.map(({ code }) => code)]).toEqual(['yarn_classic', ['package_manager.ambiguous']])
})

test('a repository without Node has nothing of it', async () => {
  const { slice } = await gather({ Makefile: 'test:\n\tgo test ./...\n', 'main.go': '' })
  expect(slice).toEqual({
    roots: [],
    package_manager: null,
    node: { constraint: null, pinned: null, sources: [], conflicts: [] },
    commands: NONE,
    alternatives: [{ name: 'test', run: 'make test', cwd: '.', source: 'Makefile:1' }],
    packages: [],
    tasks: [],
    bundlers: [],
    transpilers: [],
    output_artifacts: [],
    typescript: null,
  })
})

test('names and scripts of an attacker stay words and data', async () => {
  const { slice } = await gather({
    'package.json': '{"workspaces":["p/*"],"scripts":{"__proto__":"x","build":"npm run constructor"},"engines":{"node":5}}',
    'p/a/package.json': { name: "a'; rm -rf ~", scripts: { test: 'echo no tests specified' } },
  })
  expect(slice.packages[0]?.commands.test?.run).toBe(`npm run test -w 'a'\\''; rm -rf ~'`)
  expect(slice.commands.build).toMatchObject({ proof: 'unproven', reason: 'missing_script' })
  expect(slice.node.constraint).toBeNull()
})
