import { expect, it } from 'vitest'
import { countPackages, distinctPackages } from './count.ts'
import type { Lockfile } from './lockfile.ts'
import { parse } from './parse.ts'

const lock = parse(
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { name: 'root' },
      'packages/a': { version: '1.0.0' },
      'node_modules/a': { resolved: 'packages/a', link: true },
      'node_modules/b': { version: '1.0.0', integrity: 'sha512-b1' },
      'node_modules/c/node_modules/b': { version: '1.0.0', integrity: 'sha512-b1' },
      'node_modules/d/node_modules/b': { version: '2.0.0', integrity: 'sha512-b2' },
      'node_modules/e/node_modules/b': { version: '3.0.0', inBundle: true },
      'node_modules/old-b': { name: 'b', version: '1.0.0', integrity: 'sha512-b1' },
      'node_modules/git': { resolved: 'git+ssh://git@example.com/git.git#1' },
      'node_modules/f/node_modules/git': { resolved: 'git+ssh://git@example.com/git.git#2' },
      'node_modules/once': { version: '1.0.0', integrity: 'sha512-o' },
    },
  }),
) as Lockfile

it('counts by real name and version; links and folders are no packages', () => {
  expect(countPackages(lock)).toEqual({ distinct: 6, entries: 8, links: 1, integrity: { present: 5, missing: 3 }, duplicates: 2 })
})

it('gives the first entry of each name and version, or URL', () => {
  expect(distinctPackages(lock).map(({ name, version, path }) => [name, version, path])).toEqual([
    ['b', '1.0.0', 'node_modules/b'],
    ['b', '2.0.0', 'node_modules/d/node_modules/b'],
    ['b', '3.0.0', 'node_modules/e/node_modules/b'],
    ['git', null, 'node_modules/f/node_modules/git'],
    ['git', null, 'node_modules/git'],
    ['once', '1.0.0', 'node_modules/once'],
  ])
})
