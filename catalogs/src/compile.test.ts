import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { catalogs } from './catalogs.ts'
import { compile } from './compile.ts'

const source = join(import.meta.dirname, '..')
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'catalogs-'))
  for (const { name } of catalogs) cpSync(join(source, `${name}.yaml`), join(directory, `${name}.yaml`))
})
afterEach(() => rmSync(directory, { recursive: true }))

const build = () => compile(directory, join(directory, 'scratch'))
const built = () =>
  Object.fromEntries(readdirSync(join(directory, 'dist')).map((name) => [name, readFileSync(join(directory, 'dist', name), 'utf8')]))

test('every YAML file of the package is a catalog, and every catalog is an export', () => {
  const names = catalogs.map(({ name }) => name)
  expect(readdirSync(source).filter((name) => name.endsWith('.yaml'))).toEqual(names.map((name) => `${name}.yaml`))
  expect(manifest.exports).toEqual({
    ...Object.fromEntries(names.map((name) => [`./${name}`, { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` }])),
    './package.json': './package.json',
  })
})

test('a build writes a module and its types for each catalog, and nothing else', () => {
  build()
  expect(readdirSync(join(directory, 'dist'))).toEqual(catalogs.flatMap(({ name }) => [`${name}.d.ts`, `${name}.js`]))
  expect(readdirSync(join(directory, 'scratch'))).toEqual([])
})

test('two builds give the same bytes, and what is not of this build goes away', () => {
  build()
  const first = built()
  writeFileSync(join(directory, 'dist/removed-catalog.js'), '')
  build()
  expect(built()).toEqual(first)
})

test('a mistake in one catalog leaves the last build as it was', () => {
  build()
  const before = built()
  writeFileSync(join(directory, 'languages.yaml'), '- name: go\n  kind: programing\n  extensions: [go]\n')
  writeFileSync(join(directory, 'frameworks.yaml'), '[]\n')
  expect(build).toThrow(/^languages\.yaml:2: kind: /)
  expect(built()).toEqual(before)
  expect(readdirSync(directory)).toContain('dist')
})
