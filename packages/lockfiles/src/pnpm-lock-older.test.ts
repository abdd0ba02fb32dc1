import { describe, expect, it } from 'vitest'
import { dependency, entry, locked } from './pnpm-lock.testing.ts'

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
