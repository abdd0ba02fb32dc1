import { describe, expect, it } from 'vitest'
import { locked, npmjs } from './package-lock.testing.ts'
import { parse } from './parse.ts'

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
