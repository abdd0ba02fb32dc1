import { runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import nodeBuildSystem from './index.ts'

async function names(manifest: object, files: Record<string, string> = {}): Promise<[string[], string[]]> {
  const run = await runProbe(nodeBuildSystem, { 'package.json': JSON.stringify(manifest), ...files })
  if (run.status !== 'ok') throw new Error('skipped')
  const { bundlers, transpilers } = run.slice
  return [bundlers.map(({ name, role }) => `${name} ${role}`), transpilers.map(({ name }) => name)]
}

test('a dependency alone proves nothing', async () => {
  expect(await names({ devDependencies: { vite: '1', webpack: '4', '@swc/core': '1' }, scripts: { test: 'vitest' } })).toEqual([[], []])
  expect(await names({ peerDependencies: { rollup: '1' }, scripts: { build: 'node build.js' } })).toEqual([[], []])
})

test('a script, a configuration, or a build of its own proves it', async () => {
  expect(await names({ scripts: { build: 'webpack && babel src -d lib' } })).toEqual([['webpack build'], ['babel']])
  expect(await names({ devDependencies: { vite: '1' } }, { 'vite.config.mts': '' })).toEqual([['vite build'], []])
  expect(await names({ devDependencies: { tsup: '8' }, scripts: { build: 'rm -rf dist && bun build.ts' } })).toEqual([['tsup build'], []])
  expect(await names({ scripts: { build: 'bun build src/a.ts', test: 'bun run build' } })).toEqual([['bun build'], []])
  expect(await names({ scripts: { dev: 'next dev --turbopack' } })).toEqual([['turbopack dev'], []])
  expect(await names({ devDependencies: { rollup: '1' }, scripts: { test: 'rollup -c test/x.js' } })).toEqual([['rollup test'], []])
})

test('the configuration of a member counts with the dependency of the root, that of what nobody depends on never', async () => {
  const root = { workspaces: ['a'], devDependencies: { vite: '^6' } }
  const run = await runProbe(nodeBuildSystem, {
    'package.json': JSON.stringify(root),
    'a/package.json': '{"name":"a"}',
    'a/vite.config.ts': '',
    'a/metro.config.js': '',
  })
  expect(run.status === 'ok' && run.slice.bundlers).toMatchObject([
    { name: 'vite', version_range: '^6', where: 'a', config: 'a/vite.config.ts' },
  ])
})
