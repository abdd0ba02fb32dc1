import { expect, test } from 'vitest'
import { roleOf } from './directory-role.ts'

test('a directory is for what its name, or the strongest name above it, says', () => {
  const directories = [
    '.',
    'src/latest',
    'apps/web',
    'examples/with-nextjs',
    'Examples/a',
    'test/apps/next',
    'packages/a/__tests__',
    'e2e',
    'test/fixtures/broken',
    'fixtures/examples/a',
    'examples/vendor/x',
    'third_party',
    '__proto__/constructor',
  ]
  expect(directories.map((directory) => [directory, roleOf(directory)])).toEqual([
    ['.', 'product'],
    ['src/latest', 'product'],
    ['apps/web', 'product'],
    ['examples/with-nextjs', 'sample'],
    ['Examples/a', 'sample'],
    ['test/apps/next', 'test'],
    ['packages/a/__tests__', 'test'],
    ['e2e', 'test'],
    ['test/fixtures/broken', 'fixture'],
    ['fixtures/examples/a', 'fixture'],
    ['examples/vendor/x', 'vendored'],
    ['third_party', 'vendored'],
    ['__proto__/constructor', 'product'],
  ])
})
