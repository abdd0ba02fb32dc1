import { describe, expect, it } from 'vitest'
import { locked as lockedAt, UNTOLD } from './locked.testing.ts'
import type { LockedPackage } from './lockfile.ts'
import { parse, parseAnyLayout } from './parse.ts'

const locked = (text: string) => lockedAt(text, 'web/bun.lock')

const entry = (fields: Partial<LockedPackage> & Pick<LockedPackage, 'name' | 'version'>): LockedPackage => ({
  ...UNTOLD,
  bundled: false,
  ...fields,
})

const SHA = `sha512-${'A'.repeat(86)}==`

const LOCK = `{
  "lockfileVersion": 1,
  "configVersion": 1,
  "workspaces": {
    "": {
      "name": "elysia",
      "dependencies": {
        "cookie": "^1.1.1",
        "sw": "npm:string-width@^4.2.0",
      },
      "optionalPeers": [
        "typescript",
      ],
      "peerDependencies": {
        "typescript": ">=5",
      },
    },
    "packages/a": {
      "name": "@acme/a",
      "devDependencies": {
        "cookie": "^1.0.0",
        "elysia": "catalog:",
        "linked": "link:../lib",
      },
      "optionalDependencies": {
        "@acme/b": "workspace:*",
      },
    },
  },
  "patchedDependencies": {
    "cookie@1.1.1": "patches/cookie.patch",
  },
  "overrides": {
    "esbuild": "0.25.4",
  },
  "catalog": {
    "elysia": "^1.4.0",
  },
  "catalogs": {
    "old": {
      "elysia": "^1.0.0",
    },
  },
  "packages": {
    "@acme/a": ["@acme/a@workspace:packages/a"],

    "@acme/b": ["@acme/b@workspace:packages/b"],

    "@esbuild/linux-x64": ["@esbuild/linux-x64@0.25.4", "", { "os": "linux", "cpu": "x64" }, "${SHA}"],

    "cookie": ["cookie@1.1.1", "", {}, "${SHA}"],

    "elysia": ["elysia@1.4.16", "https://registry.example.com/elysia/-/elysia-1.4.16.tgz", { "dependencies": { "cookie": "^1.0.2", "os": "1" }, "bin": { "x": "a/b" } }, "${SHA}"],

    "git": ["git@git+ssh://git@example.com/git.git#0123abc", { "dependencies": { "cookie": "1" } }, "0123abc"],

    "linked": ["linked@link:../lib", {}],

    "sw": ["string-width@4.2.3", "", {}, "sha1-AA="],

    "tar": ["tar@https://example.com/tar.tgz", { "bundled": true }, "${SHA}"],

    "@acme/a/cookie": ["cookie@1.0.0", "", {}, "${SHA}"],

    "elysia/cookie": ["cookie@1.1.0", "", {}, "${SHA}"],
  }
}
`

const dependency = (name: string, specifier: string, type: string, resolved: string | null, rest: object = {}) => ({
  name,
  specifier,
  type,
  resolved,
  resolved_name: resolved === null ? null : name,
  link: null,
  ...rest,
})

describe('bun.lock', () => {
  it('reads everything that it records', () => {
    expect(locked(LOCK)).toEqual({
      format: 'bun-lock',
      version: '1',
      packages: [
        entry({ name: 'cookie', version: '1.0.0', integrity: SHA }),
        entry({ name: '@esbuild/linux-x64', version: '0.25.4', integrity: SHA, os: ['linux'], cpu: ['x64'] }),
        entry({ name: 'cookie', version: '1.1.1', integrity: SHA }),
        entry({ name: 'elysia', version: '1.4.16', integrity: SHA, url: 'https://registry.example.com/elysia/-/elysia-1.4.16.tgz' }),
        entry({ name: 'cookie', version: '1.1.0', integrity: SHA }),
        entry({ name: 'git', version: null, resolution: 'git', url: 'git+ssh://git@example.com/git.git#0123abc' }),
        entry({ name: 'string-width', version: '4.2.3', integrity: 'sha1-AA=' }),
        entry({ name: 'tar', version: null, resolution: 'url', url: 'https://example.com/tar.tgz', integrity: SHA, bundled: true }),
      ],
      links: [
        { name: 'linked', path: null, target: '../lib' },
        { name: '@acme/a', path: null, target: 'packages/a' },
        { name: '@acme/b', path: null, target: 'packages/b' },
      ],
      importers: [
        {
          path: '.',
          dependencies: [
            dependency('cookie', '^1.1.1', 'production', '1.1.1'),
            dependency('sw', 'npm:string-width@^4.2.0', 'production', '4.2.3', { resolved_name: 'string-width' }),
            dependency('typescript', '>=5', 'peer', null),
          ],
        },
        {
          path: 'packages/a',
          dependencies: [
            dependency('@acme/b', 'workspace:*', 'optional', null, { resolved_name: '@acme/b', link: 'packages/b' }),
            dependency('cookie', '^1.0.0', 'dev', '1.0.0'),
            dependency('elysia', 'catalog:', 'dev', '1.4.16'),
            dependency('linked', 'link:../lib', 'dev', null, { resolved_name: 'linked', link: '../lib' }),
          ],
        },
      ],
      aliases: [{ alias: 'sw', name: 'string-width', version: '4.2.3' }],
      overrides: [{ selector: 'esbuild', specifier: '0.25.4' }],
      catalogs: [
        { catalog: 'default', name: 'elysia', specifier: '^1.4.0', version: null },
        { catalog: 'old', name: 'elysia', specifier: '^1.0.0', version: null },
      ],
      patched: [{ name: 'cookie', version: '1.1.1', path: 'patches/cookie.patch' }],
      environment: null,
      warnings: [],
    })
  })

  it('reads a lockfile without packages', () => {
    const text = '{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "x",\n    },\n  },\n  "packages": {}\n}\n'
    expect(locked(text)).toMatchObject({ packages: [], importers: [{ path: '.', dependencies: [] }], warnings: [] })
  })

  it('reads any other layout through JSON.parse, and says so', async () => {
    const compact = LOCK.replaceAll(/,(\s*[}\]])/g, '$1').replaceAll(/\n */g, '')
    expect(parse(compact, { path: 'web/bun.lock' })).toMatchObject({ code: 'unusual_layout' })
    for (const text of [compact, LOCK.replace('"packages": {', '"packages": { // here\n /* , */'), LOCK.replaceAll('  ', '\t')]) {
      const result = await parseAnyLayout(text, { path: 'web/bun.lock' })
      expect('lockfile' in result && result.lockfile).toEqual({
        ...locked(LOCK),
        warnings: [{ code: 'fallback_parser_used', message: expect.any(String), count: 1, line: 1, column: 1 }],
      })
    }
  })

  it.each([
    ['cut in the packages', LOCK.slice(0, LOCK.indexOf('    "git"')), 'truncated'],
    ['cut in a line', LOCK.slice(0, LOCK.indexOf('"0123abc"]')), 'truncated'],
    ['cut in the workspaces', LOCK.slice(0, LOCK.indexOf('"optionalPeers"')), 'truncated'],
    ['a syntax error', LOCK.replace('"cookie": ["', '"cookie" ["'), 'parse_error'],
    ['a conflict', LOCK.replace('    "git"', '<<<<<<< HEAD\n    "git"'), 'conflict_markers'],
    ['an unknown version', LOCK.replace('"lockfileVersion": 1', '"lockfileVersion": 9'), 'unknown_version'],
    ['a list', '[1]', 'unexpected_type'],
    ['packages that are a list', '{"lockfileVersion": 1, "packages": []}', 'unexpected_type'],
    ['an entry that is none', '{"lockfileVersion": 1, "packages": {"a": {}}}', 'unexpected_type'],
    ['depth', `{"lockfileVersion": 1, "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'depth_cap_exceeded'],
  ])('%s', async (_, text, code) => {
    expect(await parseAnyLayout(text, { path: 'bun.lock' })).toMatchObject({ code, format: 'bun-lock' })
  })
})
