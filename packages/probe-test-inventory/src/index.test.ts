import { readFileSync } from 'node:fs'
import { ANSWER_CHECKS, contractViolations, runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import testInventory from './index.ts'

type Files = Record<string, unknown>
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** JSON where the content is no text, one key a line. */
function texts(files: Files): Record<string, string> {
  const text = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content, null, 1))
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, text(content)]))
}

async function gather(files: Files) {
  expect(await contractViolations(testInventory, texts(files), { readme, checks: ANSWER_CHECKS })).toEqual([])
  const run = await runProbe(testInventory, texts(files))
  if (run.status !== 'ok') throw new Error('skipped')
  return run
}

test('keeps the contract', async () => {
  const files = {
    'package.json': { scripts: { test: 'vitest run' }, devDependencies: { vitest: '^3.1.0' } },
    'vitest.config.ts': 'export default { test: { coverage: { thresholds: { lines: 80 } } } }',
    '.nycrc.json': '{ "lines": 90 }',
    'src/a.test.ts': "import { expect } from 'vitest'\n",
    'coverage/lcov.info': 'SF:src/a.ts\nLF:10\nLH:9\nend_of_record\n',
  }
  expect(await contractViolations(testInventory, texts(files), { readme })).toEqual([])
})

const NONE = { test: null, unit: null, integration: null, e2e: null, smoke: null, coverage: null }

test('a package: every part of the slice', async () => {
  const { slice, evidence, warnings } = await gather({
    'package.json': {
      packageManager: 'pnpm@9.0.0',
      scripts: { test: 'vitest run', 'test:unit': 'vitest run src', acceptance: 'playwright test', 'test:cov': 'vitest run --coverage' },
      devDependencies: { vitest: '^3.1.0', '@playwright/test': '1.50.0' },
    },
    'vitest.config.ts': "export default { test: {\n coverage: { include: ['src/**'], thresholds: { lines: 80, branches: 70.5 } } } }",
    'e2e/playwright.config.ts': '',
    'e2e/login.spec.ts': "import { test } from '@playwright/test'",
    'src/a.test.ts': "// licence\nimport { expect } from 'vitest'",
    'src/b.test.ts': '',
    'src/__tests__/helpers.ts': '',
    'scripts/smoke-test.sh': '',
    'coverage/lcov.info': 'SF:src/a.ts\nLF:10\nLH:9\nBRF:0\nBRH:0\nend_of_record\nSF:b\nLF:2\nLH:1\n',
  })
  expect(slice).toEqual({
    frameworks: [
      {
        name: 'playwright',
        role: 'e2e',
        version_range: '1.50.0',
        where: '.',
        config: 'e2e/playwright.config.ts',
        used_by: ['acceptance'],
        imported_by: 1,
        one_file: { run: 'pnpm exec playwright test {file} --config e2e/playwright.config.ts', cwd: '.' },
      },
      {
        name: 'vitest',
        role: 'unit',
        version_range: '^3.1.0',
        where: '.',
        config: 'vitest.config.ts',
        used_by: ['test', 'test:unit', 'test:cov'],
        imported_by: 1,
        one_file: { run: 'pnpm exec vitest run {file}', cwd: '.' },
      },
    ],
    test_files: { total: 3, unit: 2, e2e: 1, by_pattern: { '*.spec.*': 1, '*.test.*': 2 } },
    commands: {
      ...NONE,
      test: { name: 'test', run: 'pnpm run test', cwd: '.', script: 'vitest run' },
      unit: { name: 'test:unit', run: 'pnpm run test:unit', cwd: '.', script: 'vitest run src' },
      e2e: { name: 'acceptance', run: 'pnpm run acceptance', cwd: '.', script: 'playwright test' },
      coverage: { name: 'test:cov', run: 'pnpm run test:cov', cwd: '.', script: 'vitest run --coverage' },
    },
    smoke_test_path: 'scripts/smoke-test.sh',
    coverage: { present: true, path: 'coverage/lcov.info', format: 'lcov', line_pct: 83.33, branch_pct: null },
    thresholds: [{ where: '.', lines: 80, branches: 70.5, functions: null, statements: null }],
  })
  expect(evidence).toMatchObject({
    'frameworks.0': ['package.json:11', 'package.json:6', 'e2e/playwright.config.ts', 'e2e/login.spec.ts:1'],
    'frameworks.1': ['package.json:10', 'package.json:4', 'package.json:5', 'package.json:7', 'vitest.config.ts', 'src/a.test.ts:2'],
    'test_files.e2e': 'e2e/login.spec.ts',
    'commands.e2e': 'package.json:6',
    'thresholds.0': 'vitest.config.ts:2',
    'thresholds.0.lines': 'vitest.config.ts:2',
    'thresholds.0.branches': 'vitest.config.ts:2',
  })
  expect(warnings).toEqual([])
})

test('imports tell what dependencies do not: most tests here are of node:test, and each is counted', async () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`packages/a/test/${i}.test.js`, `import test from "node:test"`]))
  const { slice, evidence } = await gather({
    'package.json': { workspaces: ['packages/*'], devDependencies: { vitest: '^3' } },
    'packages/a/package.json': { name: 'a' },
    ...files,
    'packages/a/x.test.ts': "const { it } = require('vitest')",
    'packages/a/far.test.ts': `${' '.repeat(3000)}import 'ava'`,
  })
  expect(
    slice.frameworks.map(({ name, where, imported_by, one_file }) => [name, where, imported_by, one_file?.run, one_file?.cwd]),
  ).toEqual([
    ['vitest', '.', 0, 'npx vitest run {file}', '.'],
    ['node:test', 'packages/a', 30, 'node --test {file}', 'packages/a'],
    ['vitest', 'packages/a', 1, 'npx vitest run {file}', '.'],
  ])
  expect(evidence['frameworks.1']).toEqual(['packages/a/test/0.test.js:1'])
  expect(slice.test_files.total).toBe(32)
})

test('scripts, configuration and dependencies of members; a dependency that brings it with much else proves nothing alone', async () => {
  const names = async (manifest: object, files: Files = {}) =>
    (await gather({ 'package.json': manifest, ...files })).slice.frameworks.map(({ name }) => name)
  expect(await names({ dependencies: { playwright: '1', 'react-scripts': '5' } })).toEqual([])
  expect(await names({ dependencies: { playwright: '1' }, scripts: { e: 'npx playwright test' } })).toEqual(['playwright'])
  expect(await names({ scripts: { test: 'react-scripts test', t: 'bun run test' } })).toEqual(['jest'])
  expect(await names({ scripts: { test: 'bun test && nyc _mocha' } })).toEqual(['bun:test'])
  expect(await names({ scripts: { test: 'istanbul cover node_modules/.bin/_mocha -- test/*_test.js' } })).toEqual(['mocha'])
  expect(await names({ peerDependencies: { jest: '29' } })).toEqual([])
  expect(await names({ devDependencies: { '@testing-library/react': '16', 'jasmine-core': '5' } })).toEqual(['jasmine', 'testing-library'])
  expect(await names({}, { 'test/e2e/cypress.config.ts': '' })).toEqual(['cypress'])
  expect(
    await names(
      {},
      { 'fixtures/x/package.json': { devDependencies: { jest: '1' } }, 'examples/y/package.json': { devDependencies: { ava: '1' } } },
    ),
  ).toEqual([])
})

test('files: by suffix, by __tests__, by underscore, by what is configured', async () => {
  const { slice } = await gather({
    'package.json': { mocha: { spec: ['./checks/**/*-check-test.js', 'other/@(a|b)'] } },
    'src/a.test.tsx': '',
    'src/b.e2e-spec.ts': '',
    'src/c.cy.js': '',
    'src/__tests__/d.mts': '',
    'src/__tests__/__mocks__/e.js': '',
    'src/f_spec.js': '',
    'checks/x/g-check-test.js': '',
    'checks/x/h-check-test-not.js': '',
    'src/i.test.d.ts': '',
    'src/__snapshots__/a.test.tsx.snap': '',
    'test/helpers/j.js': '',
    'test/k.js': '',
    'fixtures/l.test.js': '',
    'dist/a.test.js': '',
    'dist/only.test.js': '',
  })
  expect(slice.test_files).toEqual({
    total: 7,
    unit: 5,
    e2e: 2,
    by_pattern: { '*.cy.*': 1, '*.e2e-spec.*': 1, '*.test.*': 2, '*_spec.*': 1, '*_test.*': 1, '__tests__/': 1 },
  })
})

test('files by directory, where no name tells', async () => {
  const tests = async (files: Files) => (await gather({ 'package.json': {}, ...files })).slice.test_files.by_pattern
  expect(
    await tests({ 'test/app.js': '', 'test/acceptance/auth.js': '', 'test/support/env.js': '', 'lib/a.js': '', 'tests/setup.ts': '' }),
  ).toEqual({ 'test/': 2 })
  expect(await tests({ 'test/app/package.json': {}, 'test/app/src/main.js': '', 'e2e/flow.ts': '' })).toEqual({ 'e2e/': 1 })
  const configured = { '.mocharc.yml': 'spec: "suite/*.test-suite.js"', 'suite/a.test-suite.js': '', 'test/b.js': '' }
  expect(await tests(configured)).toEqual({ configured: 1 })
})

test('a repository without tests', async () => {
  const { slice } = await gather({ 'package.json': { scripts: { build: 'tsc' } }, 'src/a.ts': '' })
  expect(slice).toEqual({
    frameworks: [],
    test_files: { total: 0, unit: 0, e2e: 0, by_pattern: {} },
    commands: NONE,
    smoke_test_path: null,
    coverage: null,
    thresholds: [],
  })
})

test('thresholds of jest, nyc and c8, and none where parts have their own', async () => {
  const of = async (manifest: object, files: Files = {}) => (await gather({ 'package.json': manifest, ...files })).slice.thresholds
  const limit = { where: '.', lines: 90, branches: null, functions: null, statements: null }
  expect(await of({ jest: { coverageThreshold: { global: { lines: 90 } } } })).toEqual([limit])
  expect(await of({ nyc: { lines: 90, 'check-coverage': true } })).toEqual([limit])
  expect(await of({}, { '.c8rc.json': '{ // c\n "lines": 90, }' })).toEqual([limit])
  expect(await of({ nyc: { reporter: [] } })).toEqual([])
  const parts = 'module.exports = { coverageThreshold: { global: { lines: 90 }, "./x": { lines: 50 } } }'
  expect(await of({}, { 'jest.config.js': parts })).toEqual([])
})
