import { describe, expect, it } from 'vitest'
import { dependency, entry, locked } from './pnpm-lock.testing.ts'

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
