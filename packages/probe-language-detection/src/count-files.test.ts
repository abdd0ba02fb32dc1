import { languages } from '@codegenie/catalogs/languages'
import { expect, test } from 'vitest'
import { countFiles, rank } from './count-files.ts'

const NOISE = new Set(['build', 'dist'])

function counts(...paths: string[]): Record<string, readonly [files: number, sources: number]> {
  return Object.fromEntries(countFiles(paths, languages, NOISE).languages.map(({ name, files, sources }) => [name, [files, sources]]))
}

function ranked(...paths: string[]): { primary: string | undefined; secondary: string[] } {
  const { primary, secondary } = rank(countFiles(paths, languages, NOISE).languages)
  return { primary: primary?.name, secondary: secondary.map(({ name }) => name) }
}

function many(count: number, name: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => name(i))
}

test('files are counted by language, of whatever kind', () => {
  expect(counts('a.ts', 'b/a.tsx', 'b/c.mts', 'b/c.d.ts', 'd.css', 'Dockerfile', 'README.md', 'x.unknown', 'LICENSEE')).toEqual({
    css: [1, 1],
    dockerfile: [1, 1],
    markdown: [1, 1],
    typescript: [4, 3],
  })
})

test('configuration, declarations, minified code, fixtures and vendored code are files, not sources', () => {
  const notSources = [
    '.eslintrc.js',
    'a/karma.conf.js',
    'jest.config.cjs',
    'x/a.min.js',
    'test/fixtures/in.js',
    'vendor/lib.js',
    'test/real.js',
  ]
  expect(counts(...notSources)).toEqual({ javascript: [7, 1] })
})

test('what a compiler made of TypeScript is neither source nor test, though it is tracked; other files there are', () => {
  const made = ['dist/cjs/a.js', 'dist/cjs/a.d.ts', 'dist/esm/a.mjs', 'dist/esm/b.jsx', 'dist/cjs/a.test.js']
  const paths = [...made, 'src/a.ts', 'src/b.tsx', 'src/a.test.ts', 'build/release.js', 'build/c.test.js', 'lib/a.js', 'dist/types.ts']
  expect(counts(...paths)).toEqual({ javascript: [7, 3], typescript: [5, 4] })
  expect(countFiles(paths, languages, NOISE)).toMatchObject({ testFiles: 2 })
  expect(countFiles(['dist/a.js', 'dist/a.ts', 'dist/a.test.js'], languages, NOISE)).toMatchObject({ testFiles: 1 })
  expect(ranked(...many(9, (i) => `dist/m${i}.js`), ...many(9, (i) => `dist/es/m${i}.js`), ...many(9, (i) => `src/m${i}.ts`))).toEqual({
    primary: 'typescript',
    secondary: [],
  })
  expect(ranked('build/a.js', 'build/b.js', 'src/c.ts')).toEqual({ primary: 'javascript', secondary: ['typescript'] })
})

test('what a directory is for is asked again when the directory changes', () => {
  expect(counts('a/fixtures/x.js', 'a/fixtures.js', 'a/fixturesque/y.js', 'a/fixtures/z.js', 'b.js')).toEqual({ javascript: [5, 3] })
})

test('the primary language is the one with the most sources', () => {
  expect(ranked('eslint.config.js', 'jest.config.js', 'src/index.ts')).toEqual({ primary: 'typescript', secondary: [] })
  expect(ranked(...many(9, (i) => `${i}.yaml`), ...many(9, (i) => `${i}.cue`), 'main.go')).toEqual({ primary: 'go', secondary: [] })
  expect(ranked(...many(9, (i) => `test/fixtures/${i}.js`), 'src/a.ts')).toEqual({ primary: 'typescript', secondary: [] })
  expect(ranked('README.md')).toEqual({ primary: undefined, secondary: [] })
})

test('where nothing is source every file counts', () => {
  expect(ranked('fixtures/a.py', 'fixtures/b.py', 'fixtures/a.js')).toEqual({ primary: 'python', secondary: ['javascript'] })
})

test('ties go to the language with more files, then to the name that sorts first', () => {
  expect(ranked('a.ts', 'b.js', 'x.d.ts')).toEqual({ primary: 'typescript', secondary: ['javascript'] })
  expect(ranked('a.ts', 'b.js')).toEqual({ primary: 'javascript', secondary: ['typescript'] })
})

test('one source in fifty makes a secondary language', () => {
  expect(ranked(...many(49, (i) => `${i}.ts`), 'a.sh').secondary).toEqual(['shell'])
  expect(ranked(...many(50, (i) => `${i}.ts`), 'a.sh').secondary).toEqual([])
  expect(ranked('a.ts', 'b.ts', 'c.ts', 'd.py', 'e.java', 'f.go').secondary).toEqual(['go', 'java', 'python'])
})

test('test files are those named so, or below __tests__, in JavaScript or TypeScript, each once', () => {
  const tests = ['js', 'jsx', 'ts', 'tsx', 'mjs', 'cjs', 'mts', 'cts'].flatMap((extension) => [
    `a.test.${extension}`,
    `b/c.spec.${extension}`,
  ])
  const below = ['__tests__/a.ts', 'x/__tests__/b/c.test.js', '.test.js']
  const others = [
    'test.ts',
    'a.test.d.ts',
    'a.spec.vue',
    '__tests__/data.json',
    'a__tests__/b.ts',
    'a.test.ts/b.ts',
    'a.tests.ts',
    'latest.ts',
    '__tests__',
  ]
  const { testFiles, testExample } = countFiles([...others, ...tests, ...below], languages, NOISE)
  expect([testFiles, testExample]).toEqual([19, 'a.test.js'])
})

test('names from hell are names', () => {
  const paths = [
    'src/__proto__',
    'src/x.__proto__',
    'x.constructor',
    'toString',
    'hasOwnProperty.ts',
    '__proto__/a.ts',
    'a\n.ts',
    '.',
    'a.',
    '.ts',
  ]
  expect(counts(...paths)).toEqual({ typescript: [4, 3] })
})
