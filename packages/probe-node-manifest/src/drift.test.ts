import type { Importer } from '@codegenie/lockfiles'
import { describe, expect, test } from 'vitest'
import { isInSync } from './in-sync.ts'
import { PackageJson } from './schema.ts'

/** `dev:vitest@^1` is a dependency of an importer. */
const importer = (path: string, ...declared: string[]): Importer => ({
  path,
  dependencies: declared.map((text) => {
    const [, type = '', name = '', specifier = ''] = /^(\w+):(.+)@(.*)$/.exec(text) ?? []
    return { name, specifier, type: type as Importer['dependencies'][number]['type'], resolved: null, resolved_name: null, link: null }
  }),
})

const at = (manifests: Record<string, object | 'unreadable'>) => async (directory: string) => {
  const manifest = manifests[directory]
  return typeof manifest === 'object' ? PackageJson.parse(manifest) : manifest
}

const root = {
  dependencies: { express: '^4', fsevents: '*' },
  devDependencies: { vitest: '^1' },
  peerDependencies: { react: '18' },
  optionalDependencies: { fsevents: '2' },
}
const locked = ['production:express@^4', 'dev:vitest@^1', 'peer:react@18', 'optional:fsevents@2']

describe('one manifest', () => {
  test.each([
    ['the same, in any order', [...locked].reverse(), true],
    ['another range', ['production:express@^3', ...locked.slice(1)], false],
    ['another kind', ['dev:express@^4', ...locked.slice(1)], false],
    ['the optional one as production', [...locked.slice(0, 3), 'production:fsevents@*'], false],
    ['one less', locked.slice(1), false],
    ['one more', [...locked, 'production:left-pad@1'], false],
  ])('%s', async (_, dependencies, expected) => {
    expect(await isInSync('.', [importer('.', ...dependencies)], [], at({ '.': root }))).toBe(expected)
  })
})

describe('workspaces, below the root of the repository', () => {
  const manifests = { app: root, 'app/a': { dependencies: { b: '*' } }, 'app/b': {} }
  const all = [importer('.', ...locked), importer('a', 'production:b@*'), importer('b')]
  test.each([
    ['all members', all, ['app/a', 'app/b'], manifests, true],
    ['a member is not locked', all.slice(0, 2), ['app/a', 'app/b'], manifests, false],
    ['the root is not locked', all.slice(1), ['app/a', 'app/b'], manifests, false],
    ['a locked member is gone', all, ['app/a'], { ...manifests, 'app/b': undefined as never }, false],
    ['a linked folder that is no member', all, ['app/a'], manifests, true],
    ['a linked folder above', [...all, importer('../lib')], ['app/a', 'app/b'], { ...manifests, lib: {} }, true],
    ['a manifest that cannot be read', all, ['app/a', 'app/b'], { ...manifests, 'app/b': 'unreadable' as const }, null],
    ['that, and a difference', all, ['app/a', 'app/b'], { ...manifests, app: {}, 'app/b': 'unreadable' as const }, false],
  ])('%s', async (_, importers, members, files, expected) => {
    expect(await isInSync('app', importers, members, at(files))).toBe(expected)
  })
})

test('a lockfile that repeats no manifest tells nothing', async () => {
  expect(await isInSync('.', [], ['a'], at({ '.': root }))).toBe(null)
})
