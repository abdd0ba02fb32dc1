import { describe, expect, it } from 'vitest'
import type { LockedPackage, Lockfile } from './lockfile.ts'
import { parse } from './parse.ts'

function locked(text: string, path = 'pnpm-lock.yaml'): Lockfile {
  const result = parse(text, { path })
  if ('code' in result) throw new Error(`${result.code}: ${result.message}`)
  return result
}

function entry(fields: Partial<LockedPackage> & Pick<LockedPackage, 'name' | 'version'>): LockedPackage {
  return {
    resolution: 'registry',
    url: null,
    integrity: null,
    dev: null,
    optional: false,
    peer: null,
    os: [],
    cpu: [],
    libc: [],
    has_install_script: null,
    bundled: null,
    path: null,
    descriptors: [],
    ...fields,
  }
}

const dependency = (name: string, specifier: string, resolved: string | null, rest: object = {}) => ({
  name,
  specifier,
  type: 'production',
  resolved,
  resolved_name: name,
  link: null,
  ...rest,
})

const V9 = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

catalogs:
  default:
    react:
      specifier: ^18.0.0
      version: 18.3.1
  old:
    react:
      specifier: ^17.0.0
      version: 17.0.2

overrides:
  esbuild: 0.25.0
  foo@1>bar: '>=2'

patchedDependencies:
  ms@2.1.3:
    hash: abc
    path: patches/ms@2.1.3.patch
  whole: def

importers:

  .:
    dependencies:
      react:
        specifier: 'catalog:'
        version: 18.3.1
      string-width-cjs:
        specifier: npm:string-width@^4.2.0
        version: string-width@4.2.3
    devDependencies:
      '@acme/a':
        specifier: workspace:*
        version: link:packages/a
    optionalDependencies:
      '@esbuild/linux-x64':
        specifier: 0.25.0
        version: 0.25.0

  packages/a:
    dependencies:
      from-git:
        specifier: github:acme/from-git
        version: https://codeload.github.com/acme/from-git/tar.gz/0123abc
      styled:
        specifier: ^6.0.0
        version: 6.1.0(react-dom@18.3.1(react@18.3.1))(react@18.3.1)
    dependenciesMeta:
      styled:
        injected: true
    publishDirectory: dist

  packages/empty: {}

packages:

  '@esbuild/linux-x64@0.25.0':
    resolution: {integrity: sha512-ES==}
    engines: {node: '>=18'}
    cpu: [x64]
    os: [linux]
    libc: [glibc]

  from-git@https://codeload.github.com/acme/from-git/tar.gz/0123abc:
    resolution: {tarball: https://codeload.github.com/acme/from-git/tar.gz/0123abc}
    version: 3.0.0

  local@file:vendor/local.tgz:
    resolution: {integrity: sha512-LO==, tarball: file:vendor/local.tgz}
    version: 1.0.0

  ms@2.1.3:
    resolution: {integrity: sha512-MS==}
    deprecated: |-
      Use something else.

      resolution: {integrity: sha512-NO==}
    hasBin: true

  react@18.3.1:
    resolution: {integrity: sha512-RE==}

  repo@git+https://example.com/repo.git#0123abc:
    resolution: {commit: 0123abc, repo: https://example.com/repo.git, type: git}
    version: 0.1.0

  string-width@4.2.3:
    resolution: {integrity: sha512-SW==, tarball: https://registry.example.com/string-width/-/string-width-4.2.3.tgz}

  styled@6.1.0:
    resolution: {integrity: sha512-ST==}
    peerDependencies:
      react: '>=18'

snapshots:

  '@esbuild/linux-x64@0.25.0':
    optional: true

  from-git@https://codeload.github.com/acme/from-git/tar.gz/0123abc: {}

  local@file:vendor/local.tgz: {}

  ms@2.1.3(patch_hash=abc):
    optional: true

  react@18.3.1: {}

  repo@git+https://example.com/repo.git#0123abc: {}

  string-width@4.2.3: {}

  styled@6.1.0(react-dom@18.3.1(react@18.3.1))(react@18.3.1):
    dependencies:
      react: 18.3.1
    optional: true

  styled@6.1.0(react@18.3.1):
    dependencies:
      react: 18.3.1
`

describe('version 9', () => {
  it('reads everything that it records', () => {
    expect(locked(V9)).toEqual({
      format: 'pnpm-lock',
      version: '9.0',
      packages: [
        entry({
          name: '@esbuild/linux-x64',
          version: '0.25.0',
          integrity: 'sha512-ES==',
          os: ['linux'],
          cpu: ['x64'],
          libc: ['glibc'],
          optional: true,
        }),
        entry({
          name: 'from-git',
          version: '3.0.0',
          resolution: 'url',
          url: 'https://codeload.github.com/acme/from-git/tar.gz/0123abc',
        }),
        entry({ name: 'local', version: '1.0.0', resolution: 'file', url: 'file:vendor/local.tgz', integrity: 'sha512-LO==' }),
        entry({ name: 'ms', version: '2.1.3', integrity: 'sha512-MS==', optional: true }),
        entry({ name: 'react', version: '18.3.1', integrity: 'sha512-RE==' }),
        entry({ name: 'repo', version: '0.1.0', resolution: 'git', url: 'https://example.com/repo.git#0123abc' }),
        entry({
          name: 'string-width',
          version: '4.2.3',
          integrity: 'sha512-SW==',
          url: 'https://registry.example.com/string-width/-/string-width-4.2.3.tgz',
        }),
        entry({ name: 'styled', version: '6.1.0', integrity: 'sha512-ST==' }),
      ],
      links: [{ name: '@acme/a', path: null, target: 'packages/a' }],
      importers: [
        {
          path: '.',
          dependencies: [
            dependency('@acme/a', 'workspace:*', null, { type: 'dev', link: 'packages/a' }),
            dependency('@esbuild/linux-x64', '0.25.0', '0.25.0', { type: 'optional' }),
            dependency('react', 'catalog:', '18.3.1'),
            dependency('string-width-cjs', 'npm:string-width@^4.2.0', '4.2.3', { resolved_name: 'string-width' }),
          ],
        },
        {
          path: 'packages/a',
          dependencies: [dependency('from-git', 'github:acme/from-git', '3.0.0'), dependency('styled', '^6.0.0', '6.1.0')],
        },
        { path: 'packages/empty', dependencies: [] },
      ],
      aliases: [{ alias: 'string-width-cjs', name: 'string-width', version: '4.2.3' }],
      overrides: [
        { selector: 'esbuild', specifier: '0.25.0' },
        { selector: 'foo@1>bar', specifier: '>=2' },
      ],
      catalogs: [
        { catalog: 'default', name: 'react', specifier: '^18.0.0', version: '18.3.1' },
        { catalog: 'old', name: 'react', specifier: '^17.0.0', version: '17.0.2' },
      ],
      patched: [
        { name: 'ms', version: '2.1.3', path: 'patches/ms@2.1.3.patch' },
        { name: 'whole', version: null, path: null },
      ],
      environment: null,
      warnings: [],
    })
  })

  it('reads the same whatever the order of sections and entries, with comments and the line ends of Windows', () => {
    const [head, snapshots = ''] = V9.split('\nsnapshots:\n')
    const turned = `snapshots:\n${snapshots}\n# a comment\n${head}`
    expect(locked(turned)).toEqual(locked(V9))
    expect(locked(V9.replaceAll('\n', '\r\n'))).toEqual(locked(V9))
    expect(locked(V9.replace('  ms@2.1.3:\n    res', '  # here\n  ms@2.1.3:\n    # there\n    res'))).toEqual(locked(V9))
  })

  it('keeps the environment of pnpm 11 apart', () => {
    const environment = `---
lockfileVersion: '9.0'

importers:

  .:
    configDependencies:
      my-config:
        specifier: 2.0.0
        version: 2.0.0
    packageManagerDependencies:
      pnpm:
        specifier: 11.1.0
        version: 11.1.0

packages:

  my-config@2.0.0:
    resolution: {integrity: sha512-CO==}

  pnpm@11.1.0:
    resolution: {integrity: sha512-PN==}
    hasBin: true

snapshots:

  my-config@2.0.0: {}

  pnpm@11.1.0: {}

`
    const expected = {
      config_dependencies: [{ name: 'my-config', specifier: '2.0.0', resolved: '2.0.0' }],
      package_manager: [{ name: 'pnpm', specifier: '11.1.0', resolved: '11.1.0' }],
      packages: [
        entry({ name: 'my-config', version: '2.0.0', integrity: 'sha512-CO==' }),
        entry({ name: 'pnpm', version: '11.1.0', integrity: 'sha512-PN==' }),
      ],
    }
    expect(locked(`${environment}---\n${V9}`)).toEqual({ ...locked(V9), environment: expected })
    expect(locked(environment)).toMatchObject({ version: '9.0', packages: [], importers: [], environment: expected })
  })

  it('takes a single document behind a marker for the project', () => {
    expect(locked(`---\n${V9}`)).toEqual(locked(V9))
  })
})

const V6 = `lockfileVersion: '6.0'

dependencies:
  '@babel/core':
    specifier: ^7.0.0
    version: 7.20.0
  debug:
    specifier: ^4.0.0
    version: 4.3.4(supports-color@8.1.1)
  vue:
    specifier: file:.
    version: 'file:'

packages:

  /@babel/core@7.20.0:
    resolution: {integrity: sha512-BA==}
    requiresBuild: true
    dev: false

  /debug@4.3.4(supports-color@8.1.1):
    resolution: {integrity: sha512-DE==}
    dev: false

  /fsevents@2.3.2:
    resolution: {integrity: sha512-FS==}
    os: [darwin]
    requiresBuild: true
    dev: true
    optional: true

  github.com/acme/tool/0123abc:
    resolution: {tarball: https://codeload.github.com/acme/tool/tar.gz/0123abc}
    name: tool
    version: 1.2.0
    dev: true

  'file:':
    resolution: {directory: '', type: directory}
    name: vue
    dev: false
`

const V5 = `lockfileVersion: 5.4

specifiers:
  '@babel/core': ^7.0.0
  alias: npm:debug@^4.0.0
  '@acme/a': workspace:*

dependencies:
  '@babel/core': 7.20.0_supports-color@8.1.1
  alias: /debug/4.3.4

devDependencies:
  '@acme/a': link:packages/a

packages:

  /@babel/core/7.20.0_supports-color@8.1.1:
    resolution: {integrity: sha512-BA==}
    dev: false

  /debug/4.3.4:
    resolution: {integrity: sha512-DE==}
    dev: false

  /old/1.0.0/peer@2.0.0:
    resolution: {integrity: sha512-OL==}
    dev: true

  registry.example.com/@scope/hosted/1.0.0:
    resolution: {integrity: sha512-HO==, registry: 'https://registry.example.com/', tarball: 'https://registry.example.com/@scope/hosted/-/hosted-1.0.0.tgz'}
    dev: true
`

describe('older versions', () => {
  it('6: a project without importers, peers in keys, flags', () => {
    const flags = { dev: false, has_install_script: false }
    expect(locked(V6)).toMatchObject({
      version: '6.0',
      packages: [
        entry({ name: '@babel/core', version: '7.20.0', integrity: 'sha512-BA==', ...flags, has_install_script: true }),
        entry({ name: 'debug', version: '4.3.4', integrity: 'sha512-DE==', ...flags }),
        entry({
          name: 'fsevents',
          version: '2.3.2',
          integrity: 'sha512-FS==',
          os: ['darwin'],
          dev: true,
          optional: true,
          has_install_script: true,
        }),
        entry({ name: 'vue', version: null, resolution: 'file', url: 'file:', ...flags }),
        entry({
          name: 'tool',
          version: '1.2.0',
          resolution: 'url',
          url: 'https://codeload.github.com/acme/tool/tar.gz/0123abc',
          ...flags,
          dev: true,
        }),
      ],
      importers: [
        {
          path: '.',
          dependencies: [
            dependency('@babel/core', '^7.0.0', '7.20.0'),
            dependency('debug', '^4.0.0', '4.3.4'),
            dependency('vue', 'file:.', 'file:'),
          ],
        },
      ],
    })
  })

  it('5: specifiers apart, peers behind an underscore, registries in keys', () => {
    const lockfile = locked(V5)
    expect(lockfile.packages.map(({ name, version, dev, resolution }) => [name, version, dev, resolution])).toEqual([
      ['@babel/core', '7.20.0', false, 'registry'],
      ['debug', '4.3.4', false, 'registry'],
      ['old', '1.0.0', true, 'registry'],
      ['@scope/hosted', '1.0.0', true, 'registry'],
    ])
    expect(lockfile.importers).toEqual([
      {
        path: '.',
        dependencies: [
          dependency('@acme/a', 'workspace:*', null, { type: 'dev', link: 'packages/a' }),
          dependency('@babel/core', '^7.0.0', '7.20.0'),
          dependency('alias', 'npm:debug@^4.0.0', '4.3.4', { resolved_name: 'debug' }),
        ],
      },
    ])
  })
})

describe('what is wrong with it', () => {
  const error = (text: string, path = 'pnpm-lock.yaml') => {
    const result = parse(text, { path })
    return 'code' in result ? [result.code, result.line] : result.warnings.map(({ code, line, count }) => [code, line, count])
  }
  const small = `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-A==}\n\nsnapshots:\n\n  a@1.0.0: {}\n`

  it.each([
    ['cut before the packages', small.slice(0, small.indexOf('\npackages:')), ['truncated', 10]],
    ['cut before the snapshots', small.slice(0, small.indexOf('\nsnapshots:')), ['truncated', 15]],
    ['cut before the last snapshot', small.slice(0, small.indexOf('\n  a@1.0.0: {}')), ['truncated', 17]],
    ['nothing behind the importers', "lockfileVersion: '9.0'\nimporters:\n", []],
    ['cut in a checksum', small.slice(0, small.indexOf('12-A==}')), ['truncated', 14]],
    ['a conflict in a part that is not read', small.replace('  a@1.0.0: {}', '<<<<<<< HEAD\n  a@1.0.0: {}'), ['conflict_markers', 18]],
    ['an unknown version', small.replace('9.0', '10.0'), ['unknown_version', 1]],
    ['no version', small.replace('lockfileVersion', 'version'), ['unknown_version', 1]],
    ['a list as packages', "lockfileVersion: '9.0'\npackages: [a]\n", ['unusual_layout', 2]],
    ['an anchor', small.replace('  a@1.0.0:\n', '  a@1.0.0: &x\n'), ['unusual_layout', 13]],
    ['another indentation', small.replaceAll('  ', '   '), ['unusual_layout', 7]],
  ])('%s', (_, text, expected) => {
    expect(error(text)).toEqual(expected)
  })

  it('the same key twice: the last one counts', () => {
    const twice = small.replace('\nsnapshots:', '\n  a@1.0.0:\n    resolution: {integrity: sha512-B==}\n\nsnapshots:')
    expect(locked(twice).packages).toEqual([entry({ name: 'a', version: '1.0.0', integrity: 'sha512-B==' })])
    expect(error(twice)).toEqual([['duplicate_key', 16, 1]])
  })

  it('paths that lead out of the repository', () => {
    const out = small.replace('version: 1.0.0\n', 'version: link:../../x\n').replace('  .:\n', '  ../y: {}\n\n  .:\n')
    expect(error(out, 'web/pnpm-lock.yaml')).toEqual([['path_outside_repo', 1, 1]])
    expect(locked(out, 'web/pnpm-lock.yaml').importers).toMatchObject([
      { path: '.', dependencies: [{ name: 'a', link: null, resolved: null }] },
      { path: '../y', dependencies: [] },
    ])
    expect(locked(out).importers.map(({ path }) => path)).toEqual(['.'])
  })
})
