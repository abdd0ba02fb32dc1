import { describe, expect, it } from 'vitest'
import { entry, locked, npmjs, v3 } from './package-lock.testing.ts'

/** As npm 11 writes it: two members, a conflict of versions, an alias, a linked folder, an optional peer that is not installed. */
const WORKSPACES = `{
  "name": "mono",
  "version": "1.0.0",
  "lockfileVersion": 3,
  "requires": true,
  "packages": {
    "": {
      "name": "mono",
      "version": "1.0.0",
      "workspaces": [
        "packages/*"
      ],
      "dependencies": {
        "ms": "^2.1.0",
        "ms1": "npm:ms@^1.0.0"
      },
      "devDependencies": {
        "debug": "^4.0.0"
      },
      "optionalDependencies": {
        "fsevents": "^2.3.0"
      }
    },
    "node_modules/@mono/a": {
      "resolved": "packages/a",
      "link": true
    },
    "node_modules/b": {
      "resolved": "packages/b",
      "link": true
    },
    "node_modules/debug": {
      "version": "4.4.3",
      "resolved": "https://registry.npmjs.org/debug/-/debug-4.4.3.tgz",
      "integrity": "sha512-D4==",
      "dev": true,
      "license": "MIT",
      "dependencies": {
        "ms": "^2.1.3"
      },
      "engines": {
        "node": ">=6.0"
      }
    },
    "node_modules/fsevents": {
      "version": "2.3.3",
      "integrity": "sha512-F2==",
      "hasInstallScript": true,
      "optional": true,
      "os": [
        "darwin"
      ]
    },
    "node_modules/ms": {
      "version": "2.1.3",
      "integrity": "sha512-M2==",
      "license": "MIT"
    },
    "node_modules/ms1": {
      "name": "ms",
      "version": "1.0.0",
      "integrity": "sha512-M1=="
    },
    "node_modules/shared": {
      "resolved": "shared",
      "link": true
    },
    "packages/a": {
      "name": "@mono/a",
      "version": "1.2.0",
      "dependencies": {
        "b": "^3.0.0",
        "ms": "^1.0.0",
        "shared": "file:../../shared"
      },
      "peerDependencies": {
        "debug": "*",
        "react": "*"
      }
    },
    "packages/a/node_modules/ms": {
      "version": "1.0.0",
      "integrity": "sha512-M1=="
    },
    "packages/b": {
      "version": "3.0.0",
      "dependencies": {
        "debug": "^2.0.0"
      }
    },
    "packages/b/node_modules/debug": {
      "version": "2.6.9",
      "integrity": "sha512-D2=="
    },
    "packages/b/node_modules/debug/node_modules/ms": {
      "version": "2.0.0",
      "integrity": "sha512-M20=="
    },
    "shared": {
      "name": "shared-lib",
      "dependencies": {
        "ms": "^2.0.0"
      }
    }
  }
}
`

describe('version 3', () => {
  it('reads packages, links, members and what each member resolves to', () => {
    const registry = { resolution: 'registry' } as const
    const none = { resolved: null, resolved_name: null, link: null }
    expect(locked(WORKSPACES, 'package-lock.json')).toEqual({
      format: 'package-lock',
      version: '3',
      packages: [
        entry({
          path: 'node_modules/debug',
          name: 'debug',
          version: '4.4.3',
          ...registry,
          url: npmjs('debug', 'debug-4.4.3'),
          integrity: 'sha512-D4==',
          dev: true,
        }),
        entry({
          path: 'node_modules/fsevents',
          name: 'fsevents',
          version: '2.3.3',
          ...registry,
          integrity: 'sha512-F2==',
          optional: true,
          os: ['darwin'],
          has_install_script: true,
        }),
        entry({ path: 'node_modules/ms', name: 'ms', version: '2.1.3', ...registry, integrity: 'sha512-M2==' }),
        entry({ path: 'node_modules/ms1', name: 'ms', version: '1.0.0', ...registry, integrity: 'sha512-M1==' }),
        entry({ path: 'packages/a/node_modules/ms', name: 'ms', version: '1.0.0', ...registry, integrity: 'sha512-M1==' }),
        entry({ path: 'packages/b/node_modules/debug', name: 'debug', version: '2.6.9', ...registry, integrity: 'sha512-D2==' }),
        entry({
          path: 'packages/b/node_modules/debug/node_modules/ms',
          name: 'ms',
          version: '2.0.0',
          ...registry,
          integrity: 'sha512-M20==',
        }),
      ],
      links: [
        { name: '@mono/a', path: 'node_modules/@mono/a', target: 'packages/a' },
        { name: 'b', path: 'node_modules/b', target: 'packages/b' },
        { name: 'shared', path: 'node_modules/shared', target: 'shared' },
      ],
      importers: [
        {
          path: '.',
          dependencies: [
            { name: 'debug', specifier: '^4.0.0', type: 'dev', resolved: '4.4.3', resolved_name: 'debug', link: null },
            { name: 'fsevents', specifier: '^2.3.0', type: 'optional', resolved: '2.3.3', resolved_name: 'fsevents', link: null },
            { name: 'ms', specifier: '^2.1.0', type: 'production', resolved: '2.1.3', resolved_name: 'ms', link: null },
            { name: 'ms1', specifier: 'npm:ms@^1.0.0', type: 'production', resolved: '1.0.0', resolved_name: 'ms', link: null },
          ],
        },
        {
          path: 'packages/a',
          dependencies: [
            { name: 'b', specifier: '^3.0.0', type: 'production', resolved: '3.0.0', resolved_name: 'b', link: 'packages/b' },
            { name: 'debug', specifier: '*', type: 'peer', resolved: '4.4.3', resolved_name: 'debug', link: null },
            { name: 'ms', specifier: '^1.0.0', type: 'production', resolved: '1.0.0', resolved_name: 'ms', link: null },
            { name: 'react', specifier: '*', type: 'peer', ...none },
            {
              name: 'shared',
              specifier: 'file:../../shared',
              type: 'production',
              resolved: null,
              resolved_name: 'shared-lib',
              link: 'shared',
            },
          ],
        },
        {
          path: 'packages/b',
          dependencies: [{ name: 'debug', specifier: '^2.0.0', type: 'production', resolved: '2.6.9', resolved_name: 'debug', link: null }],
        },
        {
          path: 'shared',
          dependencies: [{ name: 'ms', specifier: '^2.0.0', type: 'production', resolved: '2.1.3', resolved_name: 'ms', link: null }],
        },
      ],
      aliases: [{ alias: 'ms1', name: 'ms', version: '1.0.0' }],
      overrides: [],
      catalogs: [],
      patched: [],
      environment: null,
      warnings: [],
    })
  })

  it('walks up through every folder above a member, past the node_modules that lack the package', () => {
    const { importers } = v3({
      'apps/web/client': { dependencies: { near: '*', middle: '*', far: '*', absent: '*' } },
      'apps/web/client/node_modules/near': { version: '1.0.0' },
      'apps/node_modules/near': { version: '2.0.0' },
      'apps/node_modules/middle': { version: '2.0.0' },
      'node_modules/middle': { version: '3.0.0' },
      'node_modules/far': { version: '3.0.0' },
      'node_modules/far/node_modules/absent': { version: '4.0.0' },
      'my_node_modules/x': { dependencies: { own: '*' } },
      'my_node_modules/x/node_modules/own': { version: '5.0.0' },
    })
    expect(importers[1]?.dependencies.map(({ name, resolved }) => [name, resolved])).toEqual([['own', '5.0.0']])
    expect(importers[0]?.dependencies.map(({ name, resolved }) => [name, resolved])).toEqual([
      ['absent', null],
      ['far', '3.0.0'],
      ['middle', '2.0.0'],
      ['near', '1.0.0'],
    ])
  })

  it('does not look into the root for what lies outside of it', () => {
    const { importers } = v3({
      '../lib': { dependencies: { beside: '*', above: '*', inside: '*' } },
      '../lib/node_modules/beside': { version: '1.0.0' },
      '../node_modules/above': { version: '2.0.0' },
      'node_modules/inside': { version: '3.0.0' },
    })
    expect(importers[0]?.dependencies.map(({ name, resolved }) => [name, resolved])).toEqual([
      ['above', '2.0.0'],
      ['beside', '1.0.0'],
      ['inside', null],
    ])
  })

  it('counts a dependency that is also optional as optional alone, and a development one that is also a peer as both', () => {
    const [root] = v3({
      '': { dependencies: { a: '1', b: '1' }, optionalDependencies: { a: '1' }, devDependencies: { c: '1' }, peerDependencies: { c: '*' } },
    }).importers
    expect(root?.dependencies.map(({ name, type, specifier }) => [name, type, specifier])).toEqual([
      ['a', 'optional', '1'],
      ['b', 'production', '1'],
      ['c', 'dev', '1'],
      ['c', 'peer', '*'],
    ])
  })
})
