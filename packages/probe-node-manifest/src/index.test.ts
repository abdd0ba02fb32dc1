import { readFileSync } from 'node:fs'
import { ANSWER_CHECKS, contractViolations, runProbe } from '@codegenie/core/testing'
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
  native_source: [],
  locked_dependencies: null,
  lockfiles: [],
}

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
    'node_modules/fsevents': { version: '2.3.3', integrity: 'sha512-fsevents', dev: true, optional: true },
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
      native_source: [],
      locked_dependencies: { draw: '2.11.2', express: '4.19.2', ms: '2.0.0' },
      lockfiles: [
        {
          path: 'package-lock.json',
          format: 'package-lock',
          version: '3',
          packages_resolved: 6,
          integrity: { present: 6, missing: 1 },
          importers: 1,
          duplicates: 1,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          native_modules: {
            detected: true,
            packages: [
              {
                name: 'canvas',
                versions: ['2.11.2'],
                proofs: ['catalog'],
                usage: 'production',
                via: [{ workspace: '.', path: ['canvas'] }],
                requires_node_gyp: true,
                prebuilt: 'prebuild-install',
                prebuilt_platforms: [],
                system_packages: {
                  apt: ['libcairo2-dev', 'libgif-dev', 'libjpeg-dev', 'libpango1.0-dev', 'librsvg2-dev'],
                  apk: ['cairo-dev', 'giflib-dev', 'jpeg-dev', 'librsvg-dev', 'pango-dev'],
                },
              },
            ],
          },
          in_sync: true,
          drift: { count: 0, items: [] },
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
          { name: 'fsevents', version: '2.3.3', integrity: 'sha512-fsevents', dev: true, optional: true },
          { name: 'ms', version: '2.0.0', integrity: null, dev: true, optional: false },
          { name: 'ms', version: '2.1.3', integrity: 'sha512-ms3', dev: false, optional: false },
          { name: 'send', version: '0.18.0', integrity: 'sha512-send', dev: true, optional: false },
        ],
        drift: [],
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
    const every = files === SINGLE // the rest of the checks cost more than they tell on files like these
    expect(await contractViolations(nodeManifest, files, every ? { readme } : { readme, checks: ANSWER_CHECKS })).toEqual([])
  })
})
