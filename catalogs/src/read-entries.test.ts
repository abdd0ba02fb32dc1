import { expect, test } from 'vitest'
import { type Catalog, catalogs } from './catalogs.ts'
import { CatalogError, readEntries } from './read-entries.ts'

function problems(name: string, yaml: string): string[] {
  const catalog = catalogs.find((each) => each.name === name) as Catalog
  try {
    readEntries(catalog, yaml)
  } catch (error) {
    if (error instanceof CatalogError) return error.message.split('\n')
    throw error
  }
  return []
}

test('entries come with their defaults', () => {
  const [languages] = catalogs.filter(({ name }) => name === 'languages')
  expect(readEntries(languages!, '- { name: go, kind: programming, extensions: [go] }')).toEqual([
    { name: 'go', kind: 'programming', extensions: ['go'], filenames: [], filename_prefixes: [] },
  ])
})

test('an unknown key is named with its own line', () => {
  expect(problems('noise-directories', '- name: out\n  reason: built\n  resaon: typo\n')).toEqual([
    'noise-directories.yaml:3: unknown key "resaon"',
  ])
})

test('a missing key is reported where its entry begins', () => {
  expect(problems('noise-directories', '# header\n- name: dist\n  reason: built\n- name: out\n')).toEqual([
    'noise-directories.yaml:4: reason: Invalid input: expected string, received undefined',
  ])
})

test('a wrong value is reported where it stands, every problem of the file at once', () => {
  const yaml = [
    '- name: express',
    '  kind: sever',
    '  packages:',
    '    - express',
    '    - Express',
    '  dependency_types: [production, test]',
  ]
  expect(problems('frameworks', yaml.join('\n'))).toEqual([
    expect.stringMatching(/^frameworks\.yaml:2: kind: Invalid option: expected one of "api"\|/),
    'frameworks.yaml:5: packages.1: expected the name of an npm package',
    expect.stringMatching(/^frameworks\.yaml:6: dependency_types\.1: Invalid option/),
  ])
})

test('broken YAML and a key that is there twice are reported by line', () => {
  expect(problems('noise-directories', '- name: out\n  name: dist\n  reason: built\n')).toEqual([
    'noise-directories.yaml:2: Map keys must be unique',
  ])
  expect(problems('noise-directories', '- name: out\n  reason: [\n')).toEqual([expect.stringMatching(/^noise-directories\.yaml:[23]: /)])
})

test('something other than a list of entries is refused', () => {
  expect(problems('noise-directories', 'out: built\n')).toEqual([
    'noise-directories.yaml:1: Invalid input: expected array, received object',
  ])
  expect(problems('noise-directories', '')).toEqual(['noise-directories.yaml:1: Invalid input: expected array, received null'])
})

test('two entries of one name, and entries out of order, are refused', () => {
  const yaml = '- { name: dist, reason: a }\n- { name: dist, reason: b }\n- { name: build, reason: c }\n'
  expect(problems('noise-directories', yaml)).toEqual([
    'noise-directories.yaml:2: "dist" is there twice',
    'noise-directories.yaml:3: "build" belongs before "dist"',
  ])
})

test('order is bytewise: capitals first', () => {
  expect(problems('noise-directories', '- { name: Pods, reason: a }\n- { name: _site, reason: b }\n- { name: out, reason: c }\n')).toEqual(
    [],
  )
})

test('an extension, a file name or a package that two entries claim is refused', () => {
  const languages = [
    '- { name: c, kind: programming, extensions: [c, h], filenames: [Makefile] }',
    '- name: c++',
    '  kind: programming',
    '  extensions:',
    '    - cc',
    '    - h',
    '  filenames: [Makefile]',
  ]
  expect(problems('languages', languages.join('\n'))).toEqual([
    'languages.yaml:6: extensions: "h" is claimed by "c" already',
    'languages.yaml:7: filenames: "Makefile" is claimed by "c" already',
  ])
  const frameworks = '- { name: a, kind: ui, packages: [x] }\n- { name: b, kind: ui, packages: [x] }\n'
  expect(problems('frameworks', frameworks)).toEqual(['frameworks.yaml:2: packages: "x" is claimed by "a" already'])
})

test('lists are sorted and free of repetition; the order of the packages of a framework is free', () => {
  expect(problems('languages', '- name: d\n  kind: programming\n  extensions:\n    - di\n    - d\n')).toEqual([
    'languages.yaml:5: extensions.1: "d" belongs before "di"',
  ])
  expect(problems('languages', '- { name: d, kind: programming, extensions: [d, d] }')).toEqual([
    'languages.yaml:1: extensions.1: "d" is listed twice',
  ])
  expect(problems('frameworks', '- { name: b, kind: ui, packages: [z, a] }')).toEqual([])
  expect(problems('frameworks', '- { name: b, kind: ui, packages: [z, z] }')).toEqual([
    'frameworks.yaml:1: packages.1: "z" is listed twice',
  ])
})

test.each([
  ['extensions: [.go]', 'extensions.0: expected a lower-case extension without its dot'],
  ['extensions: [Go]', 'extensions.0: expected a lower-case extension without its dot'],
  ['extensions: [a/b]', 'extensions.0: expected a lower-case extension without its dot'],
  ['extensions: [1]', 'extensions.0: Invalid input: expected string, received number'],
  ['filenames: [a/go.mod]', 'filenames.0: expected a file name'],
  ['extensions: []', 'expected an extension, a file name or a prefix'],
])('a language with %s is refused', (line, message) => {
  const found = problems('languages', `- name: go\n  kind: programming\n  ${line}\n`)
  expect(found).toEqual([expect.stringMatching(/^languages\.yaml:[13]: /)])
  expect(found[0]).toContain(message)
})
