import { runProbe } from '@codegenie/core/testing'
import { describe, expect, test } from 'vitest'
import nodeManifest from './index.ts'

type Files = Readonly<Record<string, string>>

async function run(files: Files) {
  const result = await runProbe(nodeManifest, files)
  if (result.status === 'skipped') throw new Error('skipped')
  return result.slice
}

const nativeIn = async (files: Files) => (await run(files)).flatMap(({ lockfiles }) => lockfiles[0]?.native_modules?.packages ?? [])
const json = (value: object) => JSON.stringify(value)

describe('every kind of proof', () => {
  const files = {
    'package.json': json({ dependencies: { next: '14' }, devDependencies: { bcrypt: '5', tool: '1' } }),
    'package-lock.json': json({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { next: '14' }, devDependencies: { bcrypt: '5', tool: '1' } },
        'node_modules/next': { version: '14.0.0', optionalDependencies: { sharp: '^0.33.0', '@next/swc-darwin-arm64': '14.0.0' } },
        'node_modules/@next/swc-darwin-arm64': { version: '14.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
        'node_modules/sharp': {
          version: '0.33.5',
          optional: true,
          hasInstallScript: true,
          optionalDependencies: { '@img/sharp-linux-x64': '0.33.5', '@img/sharp-linuxmusl-arm64': '0.33.5', '@img/sharp-wasm32': '0.33.5' },
        },
        'node_modules/@img/sharp-linux-x64': { version: '0.33.5', optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
        'node_modules/@img/sharp-linuxmusl-arm64': { version: '0.33.5', optional: true, os: ['linux'], cpu: ['arm64'] },
        'node_modules/@img/sharp-wasm32': { version: '0.33.5', optional: true, cpu: ['wasm32'] },
        'node_modules/bcrypt': { version: '5.1.1', dev: true, hasInstallScript: true, dependencies: { 'node-addon-api': '^5' } },
        'node_modules/node-addon-api': { version: '5.1.0', dev: true },
        'node_modules/tool': {
          version: '1.0.0',
          dev: true,
          dependencies: { lzo: '*', 'core-js': '*', bcryptjs: '*', chokidar: '*' },
          optionalDependencies: { '@img/sharp-linux-x64': '0.33.5' },
        },
        'node_modules/lzo': { version: '0.4.11', dev: true, hasInstallScript: true, dependencies: { bindings: '*' } },
        'node_modules/bindings': { version: '1.5.0', dev: true },
        'node_modules/core-js': { version: '3.0.0', dev: true, hasInstallScript: true },
        'node_modules/bcryptjs': { version: '2.4.3', dev: true },
        'node_modules/chokidar': { version: '3.0.0', dev: true, optionalDependencies: { fsevents: '2' } },
        'node_modules/fsevents': { version: '2.3.3', dev: true, optional: true, os: ['darwin'], hasInstallScript: true },
      },
    }),
  }

  test('and none for what only has an install script, belongs to another system, or pins the binaries of another package', async () => {
    const found = await nativeIn(files)
    expect(found.map(({ name }) => name)).toEqual(['bcrypt', 'lzo', 'next', 'sharp'])
    expect(found).toMatchObject([
      {
        proofs: ['addon_tooling', 'catalog', 'install_script'],
        usage: 'dev',
        via: [{ workspace: '.', path: ['bcrypt'] }],
        prebuilt_platforms: [],
      },
      {
        proofs: ['addon_tooling', 'install_script'],
        usage: 'dev',
        via: [{ workspace: '.', path: ['tool', 'lzo'] }],
        requires_node_gyp: null,
        prebuilt: null,
        system_packages: { apt: [], apk: [] },
      },
      { proofs: ['platform_packages'], usage: 'production', via: [{ path: ['next'] }], prebuilt_platforms: ['darwin-arm64'] },
      {
        proofs: ['catalog', 'install_script', 'platform_packages'],
        usage: 'production',
        via: [{ path: ['next', 'sharp'] }],
        prebuilt_platforms: ['linux-arm64-musl', 'linux-x64-glibc'],
      },
    ])
  })
})

const WORKSPACES = {
  'package.json': json({ private: true, workspaces: ['packages/*'], devDependencies: { build: '^1.0.0' } }),
  'packages/web/package.json': json({ name: 'web', dependencies: { img: '^2.0.0' } }),
}
/** `img` is native by its binaries, `build` depends on it in another version. */
const LOCKS: Record<string, string> = {
  'pnpm-lock.yaml': `lockfileVersion: '9.0'

importers:

  .:
    devDependencies:
      build:
        specifier: ^1.0.0
        version: 1.0.0(peer@1.0.0)

  packages/web:
    dependencies:
      img:
        specifier: ^2.0.0
        version: 2.0.0

packages:

  '@img/linux-x64@2.0.0':
    resolution: {integrity: sha512-A==}
    cpu: [x64]
    os: [linux]

  build@1.0.0:
    resolution: {integrity: sha512-B==}

  img@1.0.0:
    resolution: {integrity: sha512-C==}

  img@2.0.0:
    resolution: {integrity: sha512-D==}

snapshots:

  '@img/linux-x64@2.0.0':
    optional: true

  build@1.0.0(peer@1.0.0):
    dependencies:
      old-img: img@1.0.0

  img@1.0.0:
    optionalDependencies:
      '@img/linux-x64': 2.0.0

  img@2.0.0:
    optionalDependencies:
      '@img/linux-x64': 2.0.0
`,
  'yarn.lock': `# yarn lockfile v1


"@img/linux-x64@2.0.0":
  version "2.0.0"

build@^1.0.0:
  version "1.0.0"
  dependencies:
    img "^1.0.0"

img@^1.0.0:
  version "1.0.0"
  optionalDependencies:
    "@img/linux-x64" "2.0.0"

img@^2.0.0:
  version "2.0.0"
  optionalDependencies:
    "@img/linux-x64" "2.0.0"
`,
  'bun.lock': `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "devDependencies": { "build": "^1.0.0" } },
    "packages/web": { "name": "web", "dependencies": { "img": "^2.0.0" } },
  },
  "packages": {
    "@img/linux-x64": ["@img/linux-x64@2.0.0", "", { "os": "linux", "cpu": "x64" }, "sha512-A=="],

    "build": ["build@1.0.0", "", { "dependencies": { "img": "^1.0.0" } }, "sha512-B=="],

    "img": ["img@2.0.0", "", { "optionalDependencies": { "@img/linux-x64": "2.0.0" } }, "sha512-D=="],

    "web": ["web@workspace:packages/web"],

    "build/img": ["img@1.0.0", "", { "optionalDependencies": { "@img/linux-x64": "2.0.0" } }, "sha512-C=="],
  }
}
`,
  'package-lock.json': json({
    lockfileVersion: 3,
    packages: {
      '': { workspaces: ['packages/*'], devDependencies: { build: '^1.0.0' } },
      'node_modules/web': { resolved: 'packages/web', link: true },
      'packages/web': { name: 'web', dependencies: { img: '^2.0.0' } },
      'node_modules/@img/linux-x64': { version: '2.0.0', os: ['linux'], cpu: ['x64'], optional: true },
      'node_modules/build': { version: '1.0.0', dev: true, dependencies: { img: '^1.0.0' } },
      'node_modules/img': { version: '2.0.0', optionalDependencies: { '@img/linux-x64': '2.0.0' } },
      'node_modules/build/node_modules/img': { version: '1.0.0', dev: true, optionalDependencies: { '@img/linux-x64': '2.0.0' } },
    },
  }),
}
LOCKS['x/yarn.lock'] = `__metadata:
  version: 8

"@img/linux-x64@npm:2.0.0":
  version: 2.0.0
  resolution: "@img/linux-x64@npm:2.0.0"
  conditions: os=linux & cpu=x64
  languageName: node
  linkType: hard

"build@npm:^1.0.0":
  version: 1.0.0
  resolution: "build@npm:1.0.0"
  dependencies:
    img: "npm:^1.0.0"
  languageName: node
  linkType: hard

${['1', '2']
  .map(
    (major) => `"img@npm:^${major}.0.0":
  version: ${major}.0.0
  resolution: "img@npm:${major}.0.0"
  dependencies:
    "@img/linux-x64": "npm:2.0.0"
  dependenciesMeta:
    "@img/linux-x64":
      optional: true
  languageName: node
  linkType: hard
`,
  )
  .join('\n')}
"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  dependencies:
    build: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"web@workspace:packages/web":
  version: 0.0.0-use.local
  resolution: "web@workspace:packages/web"
  dependencies:
    img: "npm:^2.0.0"
  languageName: unknown
  linkType: soft
`

test.each(Object.entries(LOCKS))('who brings it in, and into which workspace: %s', async (path, text) => {
  const files = { ...WORKSPACES, [path.replace('x/', '')]: text }
  const slice = await run(files)
  expect(slice[0]!.lockfiles).toMatchObject([{ in_sync: true, drift: { count: 0, items: [] } }])
  expect(slice.map(({ locked_dependencies }) => locked_dependencies)).toEqual([{ build: '1.0.0' }, { img: '2.0.0' }])
  expect(slice[0]!.lockfiles[0]!.native_modules).toEqual({
    detected: true,
    packages: [
      {
        name: 'img',
        versions: ['1.0.0', '2.0.0'],
        proofs: ['platform_packages'],
        usage: 'production',
        via: [
          { workspace: '.', path: ['build', 'img'] },
          { workspace: 'packages/web', path: ['img'] },
        ],
        requires_node_gyp: null,
        prebuilt: null,
        prebuilt_platforms: ['linux-x64'],
        system_packages: { apt: [], apk: [] },
      },
    ],
  })
})

test('a package that is native itself', async () => {
  const slice = await run({
    'package.json': json({ name: 'pty', gypfile: true }),
    'binding.gyp': '',
    'addons/a/package.json': json({ name: 'a' }),
    'addons/a/binding.gyp': '',
    'b/package.json': json({ name: 'b' }),
  })
  expect(slice.map(({ path, native_source }) => [path, native_source])).toEqual([
    ['addons/a/package.json', ['binding.gyp']],
    ['b/package.json', []],
    ['package.json', ['binding.gyp', 'gypfile']],
  ])
})

test('an alias and its version come from the lockfile that counts', async () => {
  const dependencies = { m: 'npm:ms@^2.0.0' }
  const lock = { lockfileVersion: 3, packages: { '': { dependencies }, 'node_modules/m': { name: 'ms', version: '2.1.3' } } }
  const files = {
    'package.json': json({ packageManager: 'npm@10.0.0', dependencies }),
    'package-lock.json': json(lock),
    'yarn.lock': '# yarn lockfile v1\n\n\n"m@npm:ms@^2.0.0":\n  version "2.0.0"\n',
  }
  expect((await run(files))[0]!.locked_dependencies).toEqual({ m: '2.1.3' })
  expect((await run({ ...files, 'package.json': json({ dependencies }) }))[0]!.locked_dependencies).toEqual({ m: '2.0.0' })
})
