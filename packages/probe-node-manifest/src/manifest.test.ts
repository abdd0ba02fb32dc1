import { describe, expect, test } from 'vitest'
import { manifestFacts } from './manifest.ts'
import { PackageJson } from './schema.ts'

const factsOf = (manifest: object) => manifestFacts('package.json', PackageJson.parse(manifest))

test('an empty manifest declares nothing', () => {
  expect(factsOf({})).toEqual({
    path: 'package.json',
    name: null,
    version: null,
    private: false,
    type: null,
    engines: {},
    direct_dependencies: { production: {}, dev: {}, peer: {}, optional: {} },
    bundled_dependencies: [],
    scripts: {},
    scripts_lifecycle: [],
  })
})

test('the four kinds of dependencies are what the four fields hold, twice where it is given twice', () => {
  const manifest = {
    dependencies: { express: '^4.19.2', fsevents: '*' },
    devDependencies: { vitest: 'npm:@acme/vitest@1' },
    peerDependencies: { react: '>=18 <20' },
    optionalDependencies: { fsevents: '~2.3.3' },
  }
  expect(factsOf(manifest).direct_dependencies).toEqual({
    production: { express: '^4.19.2', fsevents: '*' },
    dev: { vitest: 'npm:@acme/vitest@1' },
    peer: { react: '>=18 <20' },
    optional: { fsevents: '~2.3.3' },
  })
})

describe('bundled dependencies', () => {
  const dependencies = { b: '1', a: '2' }
  test.each([
    [{ bundleDependencies: ['z', 'b', 'z'] }, ['b', 'z']],
    [{ bundledDependencies: ['b'] }, ['b']],
    [{ bundledDependencies: ['b'], bundleDependencies: ['a'] }, ['a']],
    [{ bundleDependencies: true }, ['a', 'b']],
    [{ bundleDependencies: false }, []],
    [{ bundledDependencies: { a: '*' } }, ['a']],
  ])('%j', (fields, names) => {
    expect(factsOf({ dependencies, ...fields }).bundled_dependencies).toEqual(names)
  })
})

test('lifecycle scripts are those that npm runs by itself', () => {
  const names = [
    'test',
    'build',
    'prebuild',
    'postbuild',
    'pretty',
    'prettier',
    'postcss',
    'pretest',
    'prepare',
    'prepublishOnly',
    'install',
    '',
  ]
  expect(factsOf({ scripts: Object.fromEntries(names.map((name) => [name, 'true'])) }).scripts_lifecycle).toEqual([
    'install',
    'postbuild',
    'prebuild',
    'prepare',
    'prepublishOnly',
    'pretest',
  ])
})

test('names of built-in properties are names like any other', () => {
  const names = { constructor: '1', toString: '2', hasOwnProperty: '3', preconstructor: '4', prevalueOf: '5' }
  expect(factsOf({ dependencies: names, scripts: names })).toMatchObject({
    direct_dependencies: { production: names },
    scripts: names,
    scripts_lifecycle: ['preconstructor'],
  })
})
