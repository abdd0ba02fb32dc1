import fc from 'fast-check'
import { expect, test } from 'vitest'
import { literalGlob, type Negation, parseWorkspaceGlob, select } from './glob.ts'

const MANIFESTS = [
  'package.json',
  'docs/package.json',
  'packages/.hidden/package.json',
  'packages/a/deep/er/package.json',
  'packages/a/package.json',
  'packages/b/package.json',
  'packages/b/test/x/package.json',
  'tools/.dot/c/package.json',
]

/** Directories that the globs select. */
function selected(globs: readonly string[], negation: Negation = 'anywhere', root = '.'): string[] {
  const parsed = globs.map((glob) => parseWorkspaceGlob(root, glob))
  const good = parsed.filter((glob) => typeof glob !== 'string')
  expect(good).toHaveLength(globs.length)
  return [...select(good, negation, MANIFESTS)].map((path) => path.slice(0, -'/package.json'.length)).sort()
}

test('a glob selects the directories with a package.json that it matches', () => {
  expect(selected(['packages/*'])).toEqual(['packages/a', 'packages/b'])
  expect(selected(['./packages/*/'])).toEqual(['packages/a', 'packages/b'])
  expect(selected(['packages/**'])).toEqual(['packages/a', 'packages/a/deep/er', 'packages/b', 'packages/b/test/x'])
  expect(selected(['docs'])).toEqual(['docs'])
  expect(selected(['packages/{a,b}'])).toEqual(['packages/a', 'packages/b'])
  expect(selected(['packages/a/../b'])).toEqual(['packages/b'])
  expect(selected(['packages'])).toEqual([])
})

test('wildcards do not reach into hidden directories, names that begin with a dot do', () => {
  expect(selected(['**'])).not.toContain('packages/.hidden')
  expect(selected(['packages/.*'])).toEqual(['packages/.hidden'])
  expect(selected(['packages/.hidden'])).toEqual(['packages/.hidden'])
  expect(selected(['tools/.dot/*'])).toEqual(['tools/.dot/c'])
  expect(selected(['tools/*/*'])).toEqual([])
})

test('extglobs that leave out or choose whole names are understood', () => {
  expect(selected(['packages/!(a)'])).toEqual(['packages/b'])
  expect(selected(['packages/!(a|b)'])).toEqual([])
  expect(selected(['!(packages|tools)'])).toEqual(['docs'])
  expect(selected(['packages/@(a|x)'])).toEqual(['packages/a'])
})

test('a negated glob takes out whatever it matches, wherever it stands', () => {
  expect(selected(['packages/**', '!**/test/**'])).toEqual(['packages/a', 'packages/a/deep/er', 'packages/b'])
  expect(selected(['!packages/b', 'packages/*'])).toEqual(['packages/a'])
  expect(selected(['packages/*', '!./packages/b/', 'packages/b'])).toEqual(['packages/a'])
  expect(selected(['packages/*', '!!packages/b'])).toEqual(['packages/a', 'packages/b'])
})

test('for npm a later glob within the excluded ones revokes the exclusion', () => {
  expect(selected(['packages/*', '!packages/b', 'packages/b'], 'npm')).toEqual(['packages/a', 'packages/b'])
  expect(selected(['!packages/b', 'packages/*'], 'npm')).toEqual(['packages/a'])
  expect(selected(['packages/*', '!packages/b'], 'npm')).toEqual(['packages/a'])
})

test('for bun the last glob that matches decides', () => {
  expect(selected(['packages/*', '!packages/b', 'packages/b'], 'in_order')).toEqual(['packages/a', 'packages/b'])
  expect(selected(['!packages/b', 'packages/*'], 'in_order')).toEqual(['packages/a', 'packages/b'])
})

test('for yarn 1 an exclamation mark is a part of the name', () => {
  expect(selected(['packages/*', '!packages/b'], 'literal')).toEqual(['packages/a', 'packages/b'])
})

test('globs are relative to their root, also to one whose name looks like a pattern', () => {
  expect(selected(['*'], 'anywhere', 'packages')).toEqual(['packages/a', 'packages/b'])
  expect(selected(['../docs', '../packages/*'], 'anywhere', 'packages')).toEqual(['docs', 'packages/a', 'packages/b'])
  const inner = parseWorkspaceGlob('apps/[slug]', '*')
  expect(
    typeof inner === 'string' ? inner : [...select([inner], 'anywhere', ['apps/[slug]/x/package.json', 'apps/s/x/package.json'])],
  ).toEqual(['apps/[slug]/x/package.json'])
})

test('the text of a glob is as declared, without ./ and trailing slash', () => {
  const texts = ['./packages/*/', '!./a', '././b//', '../c', '.', './', 'a/../b', '!!x', '!(a|b)'].map((glob) => {
    const parsed = parseWorkspaceGlob('root', glob)
    return typeof parsed === 'string' ? `problem ${parsed}` : parsed.text
  })
  expect(texts).toEqual(['packages/*', '!a', 'b', '../c', '.', '.', 'a/../b', '!!x', '!(a|b)'])
})

test('globs that lead out of the repository, are too much, or say nothing are refused', () => {
  const problem = (glob: string) => parseWorkspaceGlob('.', glob)
  for (const glob of [
    '../*',
    '../../**',
    'packages/../../outside/dir',
    '~/*',
    '~',
    './../outside/**',
    '/**',
    '//**',
    '/etc/*',
    'C:\\x',
    'c:/x',
    '!../x',
  ])
    expect([glob, problem(glob)]).toEqual([glob, 'glob_escape'])
  const heavy = [
    '{a,b}'.repeat(30),
    'p{1..1000000000}',
    '{'.repeat(5000),
    '+(+(+(+(a|aa)|b)|c)|d)/x',
    `${'!('.repeat(60)}x${')'.repeat(60)}`,
  ]
  for (const glob of heavy) expect([glob, problem(glob)]).toEqual([glob, 'glob_cap_exceeded'])
  for (const glob of ['', '!', '[a', 'a\0b']) expect([glob, problem(glob)]).toEqual([glob, 'glob_invalid'])
  expect(literalGlob('.', '../x')).toBe('glob_escape')
})

test('a literal directory is no pattern', () => {
  const glob = literalGlob('.', './apps/[a]/')
  expect(
    typeof glob === 'string' ? glob : [glob.text, ...select([glob], 'literal', ['apps/[a]/package.json', 'apps/a/package.json'])],
  ).toEqual(['apps/[a]', 'apps/[a]/package.json'])
})

test('any text is a glob or a problem, and never selects what is not there', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[a-c/*!.{}(),|[\]~]{0,20}$/))
  fc.assert(
    fc.property(text, fc.constantFrom('.', 'packages', 'packages/a'), (declared, root) => {
      const glob = parseWorkspaceGlob(root, declared)
      if (typeof glob === 'string') return
      for (const path of select([{ ...glob, negated: false }], 'anywhere', MANIFESTS)) expect(MANIFESTS).toContain(path)
    }),
  )
})
