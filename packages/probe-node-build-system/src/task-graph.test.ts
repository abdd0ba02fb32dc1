import { readFileSync } from 'node:fs'
import { ANSWER_CHECKS, contractViolations, runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import nodeBuildSystem from './index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

async function gather(given: Record<string, unknown>) {
  const text = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content, null, 1))
  const files = Object.fromEntries(Object.entries(given).map(([path, content]) => [path, text(content)]))
  expect(await contractViolations(nodeBuildSystem, files, { readme, checks: ANSWER_CHECKS })).toEqual([])
  const run = await runProbe(nodeBuildSystem, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return run
}

const WORKSPACE = {
  'package.json': {
    packageManager: 'pnpm@9.1.0',
    scripts: { test: 'turbo run test', lint: 'turbo lint', one: 'turbo run ui#build', format: 'turbo run none', check: 'turbo run check' },
  },
  'pnpm-workspace.yaml': 'packages: [packages/*]',
  'packages/web/package.json': {
    name: 'web',
    scripts: { test: 'vitest run', build: 'next build', lint: 'eslint .' },
    devDependencies: { ui: 'workspace:*' },
  },
  'packages/ui/package.json': { name: 'ui', scripts: { build: 'tsup', codegen: 'graphql-codegen' } },
}

test('what turbo runs before a task is followed, and told', async () => {
  const { slice, evidence, warnings } = await gather({
    ...WORKSPACE,
    'turbo.json': `{
  // Tasks
  "tasks": {
    "build": { "dependsOn": ["^build", "$NODE_ENV"], "outputs": [] },
    "test": { "dependsOn": ["build", "ui#codegen"] },
    "lint": { "dependsOn": ["^build"] },
    "dev": { "persistent": true, },
  },
}`,
    'packages/ui/turbo.json': { extends: ['//'], tasks: { build: { dependsOn: ['$TURBO_EXTENDS$', 'codegen'] } } },
  })
  expect(slice.tasks).toEqual([
    { runner: 'turbo', name: 'build', where: '.', depends_on: ['^build'] },
    { runner: 'turbo', name: 'test', where: '.', depends_on: ['build', 'ui#codegen'] },
    { runner: 'turbo', name: 'lint', where: '.', depends_on: ['^build'] },
    { runner: 'turbo', name: 'build', where: 'packages/ui', depends_on: ['^build', 'codegen'] },
  ])
  expect(evidence).toMatchObject({ 'tasks.0': 'turbo.json:4', 'tasks.1': 'turbo.json:5', 'tasks.3': 'packages/ui/turbo.json:7' })
  expect(slice.commands.test?.programs).toEqual(['graphql-codegen', 'next', 'tsup', 'turbo', 'vitest'])
  // Nothing depends on `web`, so that its build is not among what linting waits for.
  expect(slice.commands.lint?.programs).toEqual(['eslint', 'graphql-codegen', 'tsup', 'turbo'])
  expect(slice.commands.format).toMatchObject({ proof: 'unproven', reason: 'no_member' })
  expect(warnings).toEqual([])
})

test('tasks of one package and of the root, the field of version 1, a circle', async () => {
  const { slice } = await gather({
    ...WORKSPACE,
    'package.json': {
      packageManager: 'pnpm@9.1.0',
      scripts: { build: 'turbo run ui#build', lint: 'turbo lint', test: 'turbo test', prep: 'node prep.js' },
    },
    'turbo.json': {
      pipeline: { '//#prep': {}, lint: { dependsOn: ['//#prep', 'lint'] }, test: { dependsOn: ['a'] }, a: { dependsOn: ['test'] } },
    },
  })
  expect(slice.tasks.map(({ name, depends_on }) => [name, depends_on])).toEqual([
    ['//#prep', []],
    ['lint', ['//#prep', 'lint']],
    ['test', ['a']],
    ['a', ['test']],
  ])
  expect(slice.commands.build).toMatchObject({ proof: 'declared', programs: ['tsup', 'turbo'] })
  expect(slice.commands.lint?.programs).toEqual(['eslint', 'node', 'turbo'])
  expect(slice.commands.test?.programs).toEqual(['turbo', 'vitest'])
})

test('defaults of Nx: what a target does, and what runs before it', async () => {
  const { slice, evidence } = await gather({
    'package.json': { scripts: { build: 'nx run-many -t build', test: 'nx test web' }, devDependencies: { nx: '20' } },
    'package-lock.json': '',
    'nx.json': {
      targetDefaults: {
        build: { dependsOn: ['^build', { target: 'gen', projects: 'self' }], executor: '@nx/vite:build' },
        test: { dependsOn: [{ target: 'build', dependencies: true }, { target: 'gen', projects: ['api'] }, 7] },
        '@nx/js:tsc': { options: {} },
      },
    },
    'apps/web/project.json': { name: 'web', targets: { build: {}, gen: { command: 'openapi' }, test: { executor: '@nx/vite:test' } } },
    'libs/api/project.json': {
      name: 'api',
      targets: { build: { executor: '@nx/js:tsc', dependsOn: [] }, gen: { command: 'buf generate' } },
    },
  })
  expect(slice.tasks).toEqual([
    { runner: 'nx', name: 'build', where: '.', depends_on: ['^build', 'gen'] },
    { runner: 'nx', name: 'test', where: '.', depends_on: ['^build', 'api:gen'] },
  ])
  expect(evidence).toMatchObject({ 'tasks.0': 'nx.json:4' })
  expect(slice.commands.build?.programs).toEqual(['nx', 'openapi', 'tsc', 'vite'])
  expect(slice.commands.test?.programs).toEqual(['buf', 'nx', 'vitest'])
  expect(slice.packages.map(({ path, commands }) => [path, commands.build?.programs])).toEqual([
    ['apps/web', ['openapi', 'vite']],
    ['libs/api', ['tsc']],
  ])
})

test('broken and odd configuration costs itself alone', async () => {
  const broken = await gather({ ...WORKSPACE, 'turbo.json': '{ "tasks": ' })
  expect([broken.slice.tasks, broken.warnings.map(({ code, path }) => [code, path])]).toEqual([[], [['file.parse_error', 'turbo.json']]])
  for (const odd of [
    '[]',
    'null',
    '{"tasks":[1]}',
    '{"tasks":{"build":7,"test":{"dependsOn":"x"}}}',
    '{"tasks":{"__proto__":{"dependsOn":["x"]}}}',
  ]) {
    const { slice } = await gather({ ...WORKSPACE, 'turbo.json': odd, 'nx.json': odd.replace('tasks', 'targetDefaults') })
    expect(slice.commands.test?.programs).toEqual(['turbo', 'vitest'])
  }
})

test('what a package says of itself, or the root of it, takes the place of what holds for all', async () => {
  const { slice } = await gather({
    ...WORKSPACE,
    'turbo.json': { tasks: { build: {}, test: { dependsOn: ['build'] }, 'web#test': {}, lint: { dependsOn: ['^build'] } } },
    'packages/web/turbo.json': { tasks: { lint: { dependsOn: [] } } },
  })
  expect(slice.tasks.map(({ name, where, depends_on }) => [name, where, depends_on])).toEqual([
    ['test', '.', ['build']],
    ['web#test', '.', []],
    ['lint', '.', ['^build']],
    ['lint', 'packages/web', []],
  ])
  expect(slice.commands.test?.programs).toEqual(['tsup', 'turbo', 'vitest'])
  expect(slice.commands.lint?.programs).toEqual(['eslint', 'turbo'])
})

test('a long row of tasks is followed once', async () => {
  const tasks = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`t${i}`, { dependsOn: [`^t${i + 1}`, `t${i + 2}`] }]))
  const { slice, warnings } = await gather({
    ...WORKSPACE,
    'package.json': { packageManager: 'pnpm@9.1.0', scripts: { build: 'turbo run t0' } },
    'packages/a/package.json': { name: 'a', scripts: { t0: 'first', t2000: 'last' } },
    'turbo.json': { tasks },
  })
  expect(slice.commands.build?.programs).toEqual(['first', 'last', 'turbo'])
  expect(warnings).toEqual([])
})

test('a list that doubles in every package is cut, and that is said', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => `t${i}`)
  const own = { tasks: Object.fromEntries(many.map((name) => [name, { dependsOn: ['$TURBO_EXTENDS$', '$TURBO_EXTENDS$'] }])) }
  const { slice, warnings } = await gather({
    ...WORKSPACE,
    'turbo.json': { tasks: { t0: { dependsOn: many } } },
    'packages/ui/turbo.json': own,
  })
  expect([slice.tasks.length, slice.tasks[0]?.depends_on.length, slice.tasks[1]?.depends_on.length]).toEqual([2000, 200, 200])
  expect(warnings.map(({ code }) => code)).toEqual(['tasks.cap_exceeded'])
})
