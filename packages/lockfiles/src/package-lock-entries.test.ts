import { describe, expect, it } from 'vitest'
import { entry, locked, v3 } from './package-lock.testing.ts'
import { parse } from './parse.ts'

describe('entries of version 3', () => {
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

  it('reads a file with the indentation of its package.json', () => {
    const fields = { version: '1.0.0', resolved: 'https://registry.npmjs.org/x/-/x-1.0.0.tgz', integrity: 'sha512-x' }
    const lock = {
      lockfileVersion: 2,
      packages: {
        'node_modules/a': { ...fields, cpu: ['x64'], dev: true, funding: [{ type: 'x', url: 'y' }], license: 'MIT', os: ['linux'] },
        'node_modules/b': { ...fields, dev: true, dependencies: { a: '^1.0.0' } },
        'node_modules/c': { ...fields, hasInstallScript: true, peer: true },
        'node_modules/d': { version: '1.0.0' },
      },
      dependencies: { a: { version: '1.0.0', dev: true, requires: { b: '1' } }, b: { version: '1.0.0', dependencies: {} } },
    }
    const [wanted, ...others] = [2, '\t', 4, 3].map((indent) => parse(JSON.stringify(lock, null, indent), { path: 'package-lock.json' }))
    expect(wanted).toMatchObject({
      packages: [
        { name: 'a', cpu: ['x64'], dev: true, os: ['linux'] },
        { name: 'b', dev: true, peer: false },
        { name: 'c', dev: false, has_install_script: true, peer: true },
        { name: 'd', integrity: null },
      ],
    })
    for (const other of others) expect(other).toEqual(wanted)
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
