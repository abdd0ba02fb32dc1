import { describe, expect, it } from 'vitest'
import type { LockedPackage, Lockfile } from './lockfile.ts'
import { parse } from './parse.ts'

const npmjs = (name: string, file: string) => `https://registry.npmjs.org/${name}/-/${file}.tgz`

function locked(text: string | object, path?: string): Lockfile {
  const result = parse(typeof text === 'string' ? text : JSON.stringify(text), path === undefined ? {} : { path })
  if ('code' in result) throw new Error(result.message)
  return result
}

const v3 = (packages: object) => locked({ lockfileVersion: 3, packages })

function entry(fields: Partial<LockedPackage> & Pick<LockedPackage, 'name' | 'version' | 'path'>): LockedPackage {
  return {
    resolution: 'unknown',
    url: null,
    integrity: null,
    dev: false,
    optional: false,
    peer: false,
    os: [],
    cpu: [],
    libc: [],
    has_install_script: false,
    bundled: false,
    descriptors: [],
    ...fields,
  }
}

const plain = {
  resolution: 'unknown',
  url: null,
  integrity: null,
  peer: null,
  os: [],
  cpu: [],
  libc: [],
  has_install_script: null,
  descriptors: [],
} as const

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

  it('tells registries, other tarballs, git and local files apart', () => {
    const resolved: [name: string, url: string | undefined, fields: object][] = [
      ['artifactory', 'https://npm.example.com/artifactory/api/npm/npm/artifactory/-/artifactory-1.0.0.tgz', {}],
      ['@s/github', 'https://npm.pkg.github.com/download/@s/github/1.0.0/5e1f', {}],
      ['@s/gitlab', 'https://gitlab.com/api/v4/projects/1/packages/npm/@s/gitlab/-/@s/gitlab-1.0.0.tgz', {}],
      ['cnpm', 'https://registry.example.cn/cnpm/download/cnpm-1.0.0.tgz', {}],
      ['no-url', undefined, { integrity: 'sha512-x' }],
      ['archive', 'https://codeload.github.com/x/archive/tar.gz/main', {}],
      ['gitlab-archive', 'https://gitlab.com/x/gitlab-archive/-/archive/v1/y.tar.gz', {}],
      ['release', 'https://github.com/x/release/releases/download/v1/release-1.0.0.tgz', {}],
      ['git', 'git+ssh://git@github.com/x/git.git#4a54f56', {}],
      ['file', 'file:vendor/file-1.0.0.tgz', {}],
      ['bundled', undefined, { inBundle: true, integrity: 'sha512-x' }],
      ['nothing', undefined, {}],
    ]
    const lock = v3(
      Object.fromEntries(resolved.map(([name, url, fields]) => [`node_modules/${name}`, { version: '1.0.0', resolved: url, ...fields }])),
    )
    expect(Object.fromEntries(lock.packages.map(({ name, resolution }) => [name, resolution]))).toEqual({
      artifactory: 'registry',
      '@s/github': 'registry',
      '@s/gitlab': 'registry',
      cnpm: 'registry',
      'no-url': 'registry',
      archive: 'url',
      'gitlab-archive': 'url',
      release: 'url',
      git: 'git',
      file: 'file',
      bundled: 'unknown',
      nothing: 'unknown',
    })
  })

  it('keeps the flags, and takes devOptional for optional in production', () => {
    const { packages } = v3({
      'node_modules/a': { version: '1.0.0', dev: true, optional: true, peer: true, cpu: ['x64', '!arm'], libc: 'musl', inBundle: true },
      'node_modules/b': { version: '1.0.0', devOptional: true },
    })
    expect(packages).toEqual([
      entry({
        path: 'node_modules/a',
        name: 'a',
        version: '1.0.0',
        dev: true,
        optional: true,
        peer: true,
        cpu: ['x64', '!arm'],
        libc: ['musl'],
        bundled: true,
      }),
      entry({ path: 'node_modules/b', name: 'b', version: '1.0.0', optional: true }),
    ])
  })

  it('resolves a dependency without a version to its URL', () => {
    const url = 'git+ssh://git@github.com/x/y.git#4a54f56'
    const { importers, packages } = v3({ '': { dependencies: { y: 'github:x/y' } }, 'node_modules/y': { resolved: url } })
    expect(importers[0]?.dependencies[0]).toEqual({
      name: 'y',
      specifier: 'github:x/y',
      type: 'production',
      resolved: url,
      resolved_name: 'y',
      link: null,
    })
    expect(packages[0]?.version).toBe(null)
  })

  it('treats the names of Object.prototype as any other', () => {
    const lock = locked(
      '{"lockfileVersion":3,"packages":{"":{"dependencies":{"__proto__":"1","constructor":"1","toString":"1"}},"__proto__":{"version":"9.9.9"},' +
        '"node_modules/__proto__":{"version":"1.0.0","__proto__":{"version":"8.8.8","dev":true}},"node_modules/constructor":{"version":"1.0.1"}}}',
    )
    expect(lock.packages).toEqual([
      entry({ path: 'node_modules/__proto__', name: '__proto__', version: '1.0.0' }),
      entry({ path: 'node_modules/constructor', name: 'constructor', version: '1.0.1' }),
    ])
    expect(lock.importers[0]?.dependencies.map(({ name, resolved }) => [name, resolved])).toEqual([
      ['__proto__', '1.0.0'],
      ['constructor', '1.0.1'],
      ['toString', null],
    ])
    expect(Object.hasOwn(Object.prototype, 'version')).toBe(false)
  })

  it('leaves out what leads out of the repository, judged from where the lockfile is', () => {
    const text = JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '../../lib': { dependencies: { a: '1' } },
        'node_modules/../../../../x': { version: '1.0.0' },
        '/etc': {},
        'node_modules/lib': { resolved: '../../lib', link: true },
        'node_modules/away': { resolved: 'file:../../../away', link: true },
      },
    })
    const below = locked(text, 'apps/web/package-lock.json')
    expect(below.importers.map(({ path }) => path)).toEqual(['../../lib'])
    expect(below.links).toEqual([
      { name: 'away', path: 'node_modules/away', target: null },
      { name: 'lib', path: 'node_modules/lib', target: '../../lib' },
    ])
    expect(below.warnings.map(({ code, count }) => [code, count])).toEqual([['path_outside_repo', 3]])
    expect(locked(text, 'package-lock.json').warnings.map(({ code, count }) => [code, count])).toEqual([['path_outside_repo', 5]])
    expect(locked(text).warnings.map(({ code, count }) => [code, count])).toEqual([
      ['invalid_entry', 1],
      ['path_outside_repo', 1],
    ])
  })

  it('says how many entries are not what they should be, and where the first is', () => {
    const lock = locked(`{
  "lockfileVersion": 3,
  "packages": {
    "": {"dependencies": {"a": 5, "b": "1"}},
    "node_modules/a": "1.0.0",
    "node_modules/@a": {"version": "1.0.0"},
    "node_modules/b": {"version": 1, "name": "../b"},
    "node_modules/c": {"version": "latest"},
    "node_modules/d": {"version": "1.0.0", "resolved": false, "integrity": null}
  }
}`)
    expect(lock.packages.map(({ name, version }) => [name, version])).toEqual([
      ['b', null],
      ['c', null],
      ['d', '1.0.0'],
    ])
    expect(lock.warnings).toEqual([
      {
        code: 'invalid_entry',
        message: 'an entry is not what the format has there; it was left out, or the field was',
        count: 6,
        line: 4,
        column: 5,
      },
    ])
  })

  it('reads the last of equal keys, as npm does', () => {
    const lock = locked(
      '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/b":{"version":"1.0.0"},\n"node_modules/a":{"version":"2.0.0"},"node_modules/b":{"resolved":"b","link":true}}}',
    )
    expect(lock.packages.map(({ name, version }) => [name, version])).toEqual([['a', '2.0.0']])
    expect(lock.links.map(({ name }) => name)).toEqual(['b'])
    expect(lock.warnings.map(({ code, count, line, column }) => [code, count, line, column])).toEqual([['duplicate_key', 2, 2, 1]])
  })

  it('has nothing to say about an empty project', () => {
    expect(locked({ lockfileVersion: 3, requires: true, packages: {} })).toEqual({
      format: 'package-lock',
      version: '3',
      packages: [],
      links: [],
      importers: [],
      aliases: [],
      overrides: [],
      catalogs: [],
      patched: [],
      environment: null,
      warnings: [],
    })
  })
})

describe('version 2', () => {
  const packages = { '': { dependencies: { a: '1' } }, 'node_modules/a': { version: '1.0.0' } }
  const dependencies = { b: { version: '2.0.0' } }

  it.each([
    ['in npm’s order', { lockfileVersion: 2, packages, dependencies }],
    ['the other way round', { dependencies, packages, lockfileVersion: 2 }],
  ])('reads packages, not the copy for npm 6: %s', (_, lock) => {
    const { version, packages } = locked(lock, 'npm-shrinkwrap.json')
    expect({ version, packages }).toEqual({ version: '2', packages: [entry({ path: 'node_modules/a', name: 'a', version: '1.0.0' })] })
  })

  it('still refuses a copy that is not JSON', () => {
    expect(parse('{"lockfileVersion":2,"packages":{},"dependencies":{"a":{"version":}}}')).toMatchObject({
      code: 'parse_error',
      column: 67,
    })
  })
})

describe('version 1', () => {
  it('reads the tree of dependencies, aliases, git, tarballs and folders', () => {
    const lock = locked({
      lockfileVersion: 1,
      requires: true,
      dependencies: {
        a: {
          version: '1.0.0',
          resolved: npmjs('a', 'a-1.0.0'),
          integrity: 'sha512-a',
          dev: true,
          requires: { b: '^2' },
          dependencies: {
            b: { version: '2.0.0', bundled: true, dev: true, dependencies: { '@s/c': { version: '3.0.0', optional: true } } },
          },
        },
        alias: { version: 'npm:@s/real@1.2.3', resolved: npmjs('@s/real', 'real-1.2.3') },
        git: { version: 'git+ssh://git@github.com/x/git.git#4a54f56', from: 'git+ssh://git@github.com/x/git.git' },
        github: { version: 'github:3rd-Eden/github#4a54f56' },
        tarball: { version: 'https://example.com/tarball.tgz', integrity: 'sha512-t' },
        local: { version: 'file:vendor/local.tgz' },
        folder: { version: 'file:packages/folder', dependencies: { d: { version: '4.0.0' } } },
      },
    })
    const v1 = { ...plain, dev: false, optional: false, bundled: false }
    expect(lock).toEqual({
      format: 'package-lock',
      version: '1',
      packages: [
        {
          ...v1,
          path: 'node_modules/a',
          name: 'a',
          version: '1.0.0',
          resolution: 'registry',
          url: npmjs('a', 'a-1.0.0'),
          integrity: 'sha512-a',
          dev: true,
        },
        { ...v1, path: 'node_modules/a/node_modules/b', name: 'b', version: '2.0.0', dev: true, bundled: true },
        {
          ...v1,
          path: 'node_modules/a/node_modules/b/node_modules/@s/c',
          name: '@s/c',
          version: '3.0.0',
          resolution: 'registry',
          optional: true,
        },
        {
          ...v1,
          path: 'node_modules/alias',
          name: '@s/real',
          version: '1.2.3',
          resolution: 'registry',
          url: npmjs('@s/real', 'real-1.2.3'),
        },
        {
          ...v1,
          path: 'node_modules/git',
          name: 'git',
          version: null,
          resolution: 'git',
          url: 'git+ssh://git@github.com/x/git.git#4a54f56',
        },
        { ...v1, path: 'node_modules/github', name: 'github', version: null, resolution: 'git', url: 'github:3rd-Eden/github#4a54f56' },
        { ...v1, path: 'node_modules/local', name: 'local', version: null, resolution: 'file', url: 'file:vendor/local.tgz' },
        {
          ...v1,
          path: 'node_modules/tarball',
          name: 'tarball',
          version: null,
          resolution: 'url',
          url: 'https://example.com/tarball.tgz',
          integrity: 'sha512-t',
        },
        { ...v1, path: 'packages/folder/node_modules/d', name: 'd', version: '4.0.0', resolution: 'registry' },
      ],
      links: [{ name: 'folder', path: 'node_modules/folder', target: 'packages/folder' }],
      importers: [],
      aliases: [{ alias: 'alias', name: '@s/real', version: '1.2.3' }],
      overrides: [],
      catalogs: [],
      patched: [],
      environment: null,
      warnings: [],
    })
  })

  it('keeps nothing of the first of equal keys', () => {
    const lock = locked(
      '{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"1.0.0"}}},"a":{"version":"2.0.0"}}}',
    )
    expect(lock.packages.map(({ path, version }) => [path, version])).toEqual([['node_modules/a', '2.0.0']])
    expect(lock.warnings.map(({ code, count }) => [code, count])).toEqual([['duplicate_key', 1]])
  })

  it('reads as deep as the cap allows, and refuses what is deeper without running out of stack', () => {
    const nested = (levels: number) =>
      `{"lockfileVersion":1,"dependencies":${'{"d":{"version":"1.0.0","dependencies":'.repeat(levels)}{}${'}}'.repeat(levels)}}`
    expect(locked(nested(31)).packages.at(-1)?.path).toBe('node_modules/d'.concat('/node_modules/d'.repeat(30)))
    expect(parse(nested(32))).toMatchObject({ code: 'depth_cap_exceeded', line: 1 })
    expect(parse(nested(5_000))).toMatchObject({ code: 'depth_cap_exceeded', line: 1 })
  })

  it('reports entries that are none, nested ones too', () => {
    const lock = locked({ lockfileVersion: 1, dependencies: { a: { version: '1.0.0', dependencies: { '../b': {}, c: 5 } }, d: [] } })
    expect(lock.packages.map(({ name }) => name)).toEqual(['a'])
    expect(lock.warnings.map(({ code, count }) => [code, count])).toEqual([['invalid_entry', 3]])
  })
})
