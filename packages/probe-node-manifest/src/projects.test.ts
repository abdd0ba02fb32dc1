import { runProbe } from '@codegenie/core/testing'
import { describe, expect, test } from 'vitest'
import nodeManifest from './index.ts'

async function run(files: Readonly<Record<string, string>>) {
  const result = await runProbe(nodeManifest, files)
  if (result.status === 'skipped') throw new Error('skipped')
  return result
}

describe('which package.json is an entry', () => {
  const fixture = { name: 'x', dependencies: { y: '1' } }
  test.each<[string, string, object, string[], boolean]>([
    ['the root, whatever it says', '.', {}, [], true],
    ['one that says nothing', 'dist', { type: 'commonjs' }, [], false],
    [
      'an entry point of another package',
      'a/internal',
      { name: '@acme/a/internal', private: true, main: '../dist/internal.js' },
      [],
      false,
    ],
    ['a name', 'stub', { name: '@acme/stub' }, [], true],
    ['only dependencies', 'tools', { devDependencies: { y: '1' } }, [], true],
    ['only scripts', 'tools', { scripts: { build: 'make' } }, [], true],
    ['an example', 'examples/basic', fixture, [], true],
    ['a fixture', 'test/fixtures/basic', fixture, [], false],
    ['vendored code', 'vendor/left-pad', fixture, [], false],
    ['a fixture that has a lockfile', 'test/fixtures/basic', fixture, ['yarn.lock'], true],
    ['one that says nothing and has a lockfile', 'deploy', {}, ['bun.lockb'], true],
  ])('%s', async (_, directory, manifest, lockfiles, expected) => {
    const path = directory === '.' ? 'package.json' : `${directory}/package.json`
    const files = Object.fromEntries(lockfiles.map((name) => [`${directory}/${name}`, '# yarn lockfile v1\n']))
    const { slice } = await run({ [path]: JSON.stringify(manifest), ...files })
    expect(slice.map((entry) => entry.path)).toEqual(expected ? [path] : [])
  })
})

test('broken fixtures are nobody\u2019s business', async () => {
  const { slice, warnings } = await run({
    'package.json': '{}',
    'test/fixtures/broken/package.json': '{',
    'test/fixtures/lock/yarn.lock': '',
  })
  expect(slice.map(({ path }) => path)).toEqual(['package.json'])
  expect(warnings).toEqual([])
})
