import { contractViolations, runProbe } from '@codegenie/core/testing'
import ci from '@codegenie/probe-ci'
import { expect, test } from 'vitest'
import nodeBuildSystem from './index.ts'

/** Each workflow: what starts it, and the lines that its one job runs. */
function repository(
  files: Readonly<Record<string, unknown>>,
  workflows: Readonly<Record<string, readonly [on: string, ...run: string[]]>>,
) {
  const steps = (lines: readonly string[]) => lines.map((line) => `      - run: ${line}\n`).join('')
  const workflow = ([on, ...lines]: readonly string[]) => `on: ${on}\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps(lines)}`
  const written = Object.entries(files).map(([path, value]) => [path, typeof value === 'string' ? value : JSON.stringify(value, null, 1)])
  const own = Object.entries(workflows).map(([name, lines]) => [`.github/workflows/${name}.yml`, workflow(lines)])
  return Object.fromEntries([...written, ...own]) as Record<string, string>
}

async function gather(files: Readonly<Record<string, string>>) {
  const before = await runProbe(ci, files)
  const options = before.status === 'ok' ? { slices: { ci: before.slice } } : {}
  expect(await contractViolations(nodeBuildSystem, files, options)).toEqual([])
  const run = await runProbe(nodeBuildSystem, files, options)
  if (run.status !== 'ok') throw new Error('skipped')
  return run
}

test('install and scripts that a job runs are proven, with the line and the events', async () => {
  const files = repository(
    {
      'package.json': {
        scripts: { build: 'tsc', lint: 'eslint .', test: 'vitest', typecheck: 'tsc --noEmit', check: 'npm run lint', dev: 'vite' },
      },
      'package-lock.json': '{}',
      'a.test.js': '',
    },
    { ci: ['[push, pull_request]', 'npm ci --prefer-offline', 'npm run check', 'yarn test'], night: ['schedule', 'npm run lint'] },
  )
  const { slice, evidence } = await gather(files)
  const proofs = Object.entries(slice.commands).map(([name, command]) => [name, command?.proof, command?.reason, command?.events.join()])
  expect(proofs).toEqual([
    ['install', 'proven', null, 'pull_request,push'],
    ['build', 'declared', null, ''],
    ['test', 'proven', 'watches', 'pull_request,push'],
    ['lint', 'proven', null, 'pull_request,push,schedule'],
    ['typecheck', 'declared', null, ''],
    ['format', undefined, undefined, undefined],
    ['start', undefined, undefined, undefined],
    ['dev', 'declared', null, ''],
  ])
  expect(evidence['commands.install']).toEqual(['package-lock.json', '.github/workflows/ci.yml:6'])
  expect(evidence['commands.lint']).toEqual(['package.json:4', '.github/workflows/ci.yml:7'])
  expect(evidence['commands.build']).toBe('package.json:3')
})

test('a script that runs for all members is proven for those that have it, in their workspace alone', async () => {
  const scripts = { build: 'tsc', test: 'node --test' }
  const { slice } = await gather(
    repository(
      {
        'package.json': { workspaces: ['packages/*'], scripts: { build: 'turbo run build' } },
        'packages/a/package.json': { name: 'a', scripts },
        'packages/b/package.json': { name: 'b', scripts },
        'site/package.json': { name: 'site', scripts },
        'site/package-lock.json': '{}',
      },
      { ci: ['push', 'npm run build', 'npm test -w a', 'cd site && npm ci'] },
    ),
  )
  const proven = slice.packages.flatMap(({ path, commands }) =>
    Object.entries(commands).flatMap(([name, command]) => (command?.proof === 'proven' ? [`${path} ${name}`] : [])),
  )
  expect(proven).toEqual(['packages/a build', 'packages/a test', 'packages/b build', 'site install'])
  expect(slice.commands.build?.proof).toBe('proven')
  expect(slice.commands.install?.proof).toBe('derived')
})

test('a placeholder stays one; that no file of tests was found is said of a proven command, too; without CI all stays as it is', async () => {
  const files = { 'package.json': { scripts: { test: 'jest', start: 'wireit' }, wireit: { start: { dependencies: ['test'] } } } }
  const with_ = await gather(repository(files, { ci: ['push', 'npm start'] }))
  expect(with_.slice.commands.test).toMatchObject({ proof: 'proven', reason: 'no_test_files', events: ['push'] })
  expect((await gather(repository(files, {}))).slice.commands.test).toMatchObject({ proof: 'unproven', reason: 'no_test_files' })
  const placeholder = { 'package.json': { scripts: { test: 'echo "Error: no test specified" && exit 1' } } }
  const left = await gather(repository(placeholder, { ci: ['push', 'npm test'] }))
  expect(left.slice.commands.test).toMatchObject({ proof: 'unproven', reason: 'placeholder', events: [] })
  expect(left.evidence['commands.test']).toBe('package.json:3')
})

test('what only another workflow calls counts where it is called', async () => {
  const called = repository({ 'package.json': {} }, { check: ['workflow_call', 'npm install'] })
  expect((await gather(called)).slice.commands.install).toMatchObject({ proof: 'proven', events: ['workflow_call'] })
  const caller = { '.github/workflows/ci.yml': 'on: push\njobs:\n  b: { uses: ./.github/workflows/check.yml }\n' }
  const { slice, evidence } = await gather({ ...called, ...caller })
  expect(slice.commands.install).toMatchObject({ proof: 'proven', events: ['push'] })
  expect(evidence['commands.install']).toEqual(['package.json', '.github/workflows/check.yml:6'])
})

test('of roots beside each other, a command is proven when it is for all of them', async () => {
  const manifest = { scripts: { lint: 'eslint .' } }
  const both = { 'a/package.json': manifest, 'b/package.json': manifest }
  const some = await gather(repository(both, { ci: ['push', 'npm run lint --prefix a'] }))
  expect(some.slice.commands.lint?.proof).toBe('declared')
  expect(some.slice.packages.map(({ commands }) => commands.lint?.proof)).toEqual(['proven', 'declared'])
  const all = await gather(repository(both, { ci: ['push', 'npm run lint --prefix a', 'cd b; npm run lint'] }))
  expect(all.slice.commands.lint?.proof).toBe('proven')
})

test('targets of Nx are commands beside the scripts, followed, and proven where CI runs them', async () => {
  const { slice, evidence } = await gather(
    repository(
      {
        'package.json': { scripts: { build: 'nx run-many -t build', prepare: 'tsc -b' } },
        'nx.json': {},
        'apps/web/project.json': {
          name: 'web',
          targets: {
            build: { executor: '@nx/vite:build' },
            serve: { executor: 'nx:run-commands', options: { commands: ['npm run prepare', { command: 'vite' }] } },
            test: { command: 'jest --watch' },
          },
        },
        'libs/ui/package.json': { name: '@x/ui', scripts: { build: 'rollup -c', lint: 'eslint .' } },
        'libs/ui/project.json': { name: 'ui', targets: { lint: { executor: '@nx/eslint:lint' }, test: { executor: '@nx/js:tsc' } } },
        'test/fixtures/x/project.json': { targets: { build: { command: 'x' } } },
      },
      { ci: ['push', 'npx nx affected -t build', 'npx nx run ui:test', 'npx nx lint ui'] },
    ),
  )
  expect(slice.commands.build).toMatchObject({ programs: ['nx', 'rollup', 'vite'], proof: 'declared' })
  const shown = slice.packages.map(({ path, name, commands }) => [
    path,
    name,
    ...Object.values(commands).map((command) => `${command?.run} | ${command?.script} | ${command?.proof} | ${command?.programs.join()}`),
  ])
  expect(shown).toEqual([
    [
      'apps/web',
      'web',
      'npx nx run web:build | null | proven | vite',
      'npx nx run web:test | jest --watch | unproven | jest',
      'npx nx run web:serve | null | declared | npm,tsc,vite',
    ],
    [
      'libs/ui',
      '@x/ui',
      'npm run build -w @x/ui | rollup -c | proven | rollup',
      'npx nx run ui:test | null | proven | tsc',
      'npm run lint -w @x/ui | eslint . | proven | eslint',
    ],
  ])
  expect(evidence['packages.0.commands.build']).toEqual(['apps/web/project.json:4', '.github/workflows/ci.yml:6'])
})
