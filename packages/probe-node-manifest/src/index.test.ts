import { readFileSync } from 'node:fs'
import { contractViolations, runProbe } from '@codegenie/core/testing'
import { describe, expect, test } from 'vitest'
import nodeManifest from './index.ts'

const readme = readFileSync(`${import.meta.dirname}/../README.md`, 'utf8')

type Files = Readonly<Record<string, string | Uint8Array>>

async function run(files: Files) {
  const result = await runProbe(nodeManifest, files)
  if (result.status === 'skipped') throw new Error('skipped')
  return result
}

/** One line for each top-level key. */
const json = (value: object) =>
  `{\n${Object.entries(value)
    .map(([key, item]) => `  ${JSON.stringify(key)}: ${JSON.stringify(item)}`)
    .join(',\n')}\n}\n`
const lock = (packages: object, lockfileVersion = 3) => json({ lockfileVersion, requires: true, packages })
const codes = (warnings: readonly { code: string; path?: string }[]) => warnings.map(({ code, path }) => [code, path])

/** What an entry says where nothing else is said. */
const plain = {
  name: null,
  version: null,
  private: false,
  type: null,
  engines: {},
  direct_dependencies: { production: {}, dev: {}, peer: {}, optional: {} },
  bundled_dependencies: [],
  scripts: {},
  scripts_lifecycle: [],
  workspace_of: null,
  lockfiles: [],
}
const unread = { packages_resolved: null, integrity: null, importers: null, duplicates: null, native_modules: null, in_sync: null }

const SINGLE: Files = {
  'package.json': json({
    name: 'shop',
    version: '2.1.0',
    private: true,
    type: 'module',
    engines: { node: '>=20' },
    scripts: { build: 'tsc', prebuild: 'rm -rf out', postinstall: 'node fetch.js' },
    dependencies: { draw: 'npm:canvas@^2.11.2', express: '^4.19.2' },
    devDependencies: { ms: '2.0.0' },
    bundleDependencies: ['express'],
  }),
  'package-lock.json': lock({
    '': { name: 'shop', dependencies: { draw: 'npm:canvas@^2.11.2', express: '^4.19.2' }, devDependencies: { ms: '2.0.0' } },
    'node_modules/draw': { name: 'canvas', version: '2.11.2', integrity: 'sha512-draw', optional: true },
    'node_modules/express': { version: '4.19.2', integrity: 'sha512-express' },
    'node_modules/express/node_modules/ms': { version: '2.1.3', integrity: 'sha512-ms3' },
    'node_modules/ms': { version: '2.0.0', dev: true },
    'node_modules/send': { version: '0.18.0', integrity: 'sha512-send', dev: true },
    'node_modules/send/node_modules/ms': { version: '2.1.3', integrity: 'sha512-ms3', dev: true },
  }),
}

test('a project and its lockfile: every fact, where it stands, and the packages', async () => {
  const { slice, evidence, warnings, raw } = await run(SINGLE)
  expect(slice).toEqual([
    {
      path: 'package.json',
      name: 'shop',
      version: '2.1.0',
      private: true,
      type: 'module',
      engines: { node: '>=20' },
      direct_dependencies: { production: { draw: 'npm:canvas@^2.11.2', express: '^4.19.2' }, dev: { ms: '2.0.0' }, peer: {}, optional: {} },
      bundled_dependencies: ['express'],
      scripts: { build: 'tsc', prebuild: 'rm -rf out', postinstall: 'node fetch.js' },
      scripts_lifecycle: ['postinstall', 'prebuild'],
      workspace_of: null,
      lockfiles: [
        {
          path: 'package-lock.json',
          format: 'package-lock',
          version: '3',
          packages_resolved: 5,
          integrity: { present: 5, missing: 1 },
          importers: 1,
          duplicates: 1,
          sha256: '45b77f2f2d7d9fbfe7c8a5c4bb5b1d6c0d9f7e7a7b8f0b8f4e1c1ff1e2d3c4b5',
          native_modules: {
            detected: true,
            packages: [
              {
                name: 'canvas',
                versions: ['2.11.2'],
                requires_node_gyp: true,
                prebuilt: 'prebuild-install',
                system_packages: {
                  apt: ['libcairo2-dev', 'libgif-dev', 'libjpeg-dev', 'libpango1.0-dev', 'librsvg2-dev'],
                  apk: ['cairo-dev', 'giflib-dev', 'jpeg-dev', 'librsvg-dev', 'pango-dev'],
                },
              },
            ],
          },
          in_sync: true,
        },
      ],
    },
  ])
  expect(evidence).toEqual({
    '0': 'package.json',
    '0.name': 'package.json:2',
    '0.version': 'package.json:3',
    '0.engines': 'package.json:6',
    '0.scripts': 'package.json:7',
    '0.direct_dependencies.production': 'package.json:8',
    '0.direct_dependencies.dev': 'package.json:9',
    '0.lockfiles.0': 'package-lock.json',
  })
  expect(warnings).toEqual([])
  expect(raw).toEqual({
    lockfiles: [
      {
        path: 'package-lock.json',
        packages: [
          { name: 'canvas', version: '2.11.2', integrity: 'sha512-draw', dev: false, optional: true },
          { name: 'express', version: '4.19.2', integrity: 'sha512-express', dev: false, optional: false },
          { name: 'ms', version: '2.0.0', integrity: null, dev: true, optional: false },
          { name: 'ms', version: '2.1.3', integrity: 'sha512-ms3', dev: false, optional: false },
          { name: 'send', version: '0.18.0', integrity: 'sha512-send', dev: true, optional: false },
        ],
      },
    ],
  })
})

const WORKSPACES: Files = {
  'package.json': json({ private: true, workspaces: ['packages/*'] }),
  'package-lock.json': lock({
    '': { workspaces: ['packages/*'] },
    'node_modules/@acme/a': { resolved: 'packages/a', link: true },
    'node_modules/b': { resolved: 'packages/b', link: true },
    'node_modules/ms': { version: '2.1.3', integrity: 'sha512-ms' },
    'packages/a': { name: '@acme/a', version: '1.0.0', peerDependencies: { b: '*' } },
    'packages/b': { optionalDependencies: { ms: '^2' } },
  }),
  'packages/a/package.json': json({ name: '@acme/a', version: '1.0.0', peerDependencies: { b: '*' } }),
  'packages/a-tool/package.json': json({}),
  'packages/b/package.json': json({ name: 'b', optionalDependencies: { ms: '^2' } }),
}

test('workspace members know their root, and the lockfile is out of sync when it lacks one of them', async () => {
  const { slice, evidence } = await run(WORKSPACES)
  expect(
    slice.map(({ path, name, workspace_of, lockfiles }) => [path, name, workspace_of, lockfiles.map(({ in_sync }) => in_sync)]),
  ).toEqual([
    ['package.json', null, null, [false]],
    ['packages/a-tool/package.json', null, '.', []],
    ['packages/a/package.json', '@acme/a', '.', []],
    ['packages/b/package.json', 'b', '.', []],
  ])
  expect(evidence['2.workspace_of']).toBe('package.json:3')
  const { 'packages/a-tool/package.json': _, ...rest } = WORKSPACES
  expect((await run(rest)).slice[0]?.lockfiles[0]).toMatchObject({ in_sync: true, importers: 3, packages_resolved: 1 })
})

test('workspaces below the root of the repository', async () => {
  const nested = Object.fromEntries(Object.entries(WORKSPACES).map(([path, text]) => [`web/${path}`, text]))
  const { slice } = await run(nested)
  expect(
    slice.map(({ path, workspace_of, lockfiles }) => [path, workspace_of, lockfiles.map((one) => [one.path, one.importers, one.in_sync])]),
  ).toEqual([
    ['web/package.json', null, [['web/package-lock.json', 3, false]]],
    ['web/packages/a-tool/package.json', 'web', []],
    ['web/packages/a/package.json', 'web', []],
    ['web/packages/b/package.json', 'web', []],
  ])
})

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
    const { slice } = await run({ [path]: json(manifest), ...files })
    expect(slice.map((entry) => entry.path)).toEqual(expected ? [path] : [])
  })
})

test('a malformed field costs that field alone', async () => {
  const { slice, warnings } = await run({
    'package.json': json({
      name: 5,
      version: ['1'],
      private: 'yes',
      type: 'esm',
      engines: ['node >= 4'],
      dependencies: [],
      scripts: { test: 'vitest', build: 1 },
    }),
    'a/package.json': json({
      name: 'a',
      dependencies: { express: '^4', bcrypt: 5, left: null },
      bundleDependencies: 'express',
      devDependencies: 'x',
    }),
  })
  expect(slice).toEqual([
    { ...plain, path: 'a/package.json', name: 'a', direct_dependencies: { ...plain.direct_dependencies, production: { express: '^4' } } },
    { ...plain, path: 'package.json', scripts: { test: 'vitest' } },
  ])
  expect(new Set(codes(warnings).map((pair) => pair.join(' ')))).toEqual(
    new Set(['file.unexpected_type package.json', 'file.unexpected_type a/package.json']),
  )
  expect(warnings.map(({ message }) => message.split(':')[0])).toEqual(
    expect.arrayContaining([
      'name',
      'version',
      'private',
      'type',
      'engines',
      'dependencies',
      'scripts.build',
      'dependencies.bcrypt',
      'bundleDependencies',
    ]),
  )
})

describe('a package.json that cannot be read is no entry, and costs no other', () => {
  test.each([
    ['empty', '', 'file.parse_error'],
    ['cut', '{"name": "sh', 'file.parse_error'],
    ['a list', '[{"name":"shop"}]', 'file.unexpected_type'],
    ['null', 'null', 'file.unexpected_type'],
    ['UTF-16', Buffer.from('\ufeff{"name":"shop"}', 'utf16le'), 'file.encoding_unsupported'],
  ])('%s', async (_, text, code) => {
    const { slice, warnings } = await run({ 'package.json': text, 'package-lock.json': lock({}), 'api/package.json': '{"name":"api"}' })
    expect(slice).toEqual([{ ...plain, path: 'api/package.json', name: 'api' }])
    expect(codes(warnings)).toEqual([
      ['lockfile.without_manifest', 'package-lock.json'],
      [code, 'package.json'],
    ])
  })
})

test('broken fixtures are nobody\u2019s business', async () => {
  const { slice, warnings } = await run({
    'package.json': '{}',
    'test/fixtures/broken/package.json': '{',
    'test/fixtures/lock/yarn.lock': '',
  })
  expect(slice).toEqual([{ ...plain, path: 'package.json' }])
  expect(warnings).toEqual([])
})

describe('a lockfile that is not read is listed, and a warning says why', () => {
  test.each<[string, string, string, string | null, string | null]>([
    ['package-lock.json', '', 'lockfile.empty', 'package-lock', null],
    ['package-lock.json', '{"lockfileVersion": 3,', 'lockfile.truncated', 'package-lock', '3'],
    ['package-lock.json', '{"lockfileVersion": 3, x}', 'lockfile.parse_error', 'package-lock', '3'],
    ['package-lock.json', '{\n<<<<<<< HEAD\n}', 'lockfile.conflict_markers', 'package-lock', null],
    ['npm-shrinkwrap.json', '{"lockfileVersion": 99}', 'lockfile.unknown_version', 'npm-shrinkwrap', '99'],
    ['npm-shrinkwrap.json', '[]', 'lockfile.unexpected_type', 'npm-shrinkwrap', null],
    ['yarn.lock', 'express', 'lockfile.unknown_format', null, null],
    ['yarn.lock', '# yarn lockfile v1\n', 'lockfile.unsupported', 'yarn-classic', '1'],
    ['yarn.lock', '__metadata:\n  version: 8\n', 'lockfile.unsupported', 'yarn-berry', '8'],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\n", 'lockfile.unsupported', 'pnpm-lock', '9.0'],
    ['bun.lock', '{ "lockfileVersion": 1, }', 'lockfile.unsupported', 'bun-lock', '1'],
    ['bun.lockb', '\0\xff', 'lockfile.unsupported', 'bun-lockb', null],
  ])('%s %j', async (name, text, code, format, version) => {
    const { slice, warnings } = await run({ 'package.json': '{}', [name]: text })
    const sha256 = name === 'bun.lockb' ? null : expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(slice).toEqual([{ ...plain, path: 'package.json', lockfiles: [{ ...unread, path: name, format, version, sha256 }] }])
    expect(codes(warnings)).toEqual([[code, name]])
  })
})

test('what a lockfile holds and we left out is a warning with its line', async () => {
  const { slice, warnings } = await run({
    'package.json': '{}',
    'package-lock.json': lock({ '': {}, '../x': { version: '1.0.0' }, 'node_modules/y': { version: '1.0.0' }, 'node_modules/z': 5 }),
  })
  expect(slice[0]?.lockfiles[0]).toMatchObject({ packages_resolved: 1, in_sync: true })
  expect(warnings.map(({ code, message }) => [code, message.slice(-28)])).toEqual([
    ['lockfile.invalid_entry', '(1 times, first at line 4)'.padStart(28)],
    ['lockfile.path_outside_repo', '(1 times, first at line 4)'.padStart(28)],
  ])
})

test('lockfiles of several package managers beside one manifest are all listed', async () => {
  const files = {
    'package.json': '{}',
    'yarn.lock': '# yarn lockfile v1\n',
    'package-lock.json': lock({}),
    'npm-shrinkwrap.json': lock({}),
    'bun.lockb': '',
  }
  const { slice, warnings } = await run(files)
  expect(slice[0]?.lockfiles.map(({ path }) => path)).toEqual(['bun.lockb', 'npm-shrinkwrap.json', 'package-lock.json', 'yarn.lock'])
  expect(warnings.filter(({ code }) => code !== 'lockfile.unsupported')).toEqual([
    {
      code: 'lockfile.multiple_present',
      path: 'package.json',
      message: 'expected lockfiles of one package manager beside it, found those of bun, npm, yarn; remove what is stale',
    },
  ])
  const { 'yarn.lock': _, 'bun.lockb': __, ...npm } = files
  expect((await run(npm)).warnings).toEqual([])
})

test('a repository without any of it is skipped', async () => {
  expect(await runProbe(nodeManifest, { 'main.go': '', 'package.json.md': '' })).toEqual({ status: 'skipped' })
})

describe('the contract holds', () => {
  test.each<[string, Files]>([
    ['a project and its lockfile', SINGLE],
    ['workspaces', WORKSPACES],
    [
      'hostile files',
      {
        'package.json':
          '{"name":"a","__proto__":{"name":"b"},"scripts":{"__proto__":"x","constructor":"y","\\u0000\\ud800":"z"},"name":"c","workspaces":["../*","{a,b}/**"]}',
        'package-lock.json': lock({
          __proto__x: {},
          'node_modules/__proto__': { version: '1.0.0' },
          'node_modules/constructor': { version: '1.0.0' },
        }).replace('__proto__x', '__proto__'),
        '__proto__/package.json': '\ufeff{"name":"constructor","dependencies":{"toString":"1"}}',
        'constructor/yarn.lock': '<<<<<<< a',
        'constructor/package.json': '{"name": "x" "y"}',
        'b/package.json': Buffer.from('{"name":"\xff"}', 'latin1'),
        'b/pnpm-lock.yaml': Buffer.from([0xff, 0xfe, 0x20, 0x00]),
        'c/bun.lock': '{',
      },
    ],
  ])('%s', async (_, files) => {
    expect(await contractViolations(nodeManifest, files, { readme })).toEqual([])
  })
})
