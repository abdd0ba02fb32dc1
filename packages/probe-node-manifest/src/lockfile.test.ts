import { createHash } from 'node:crypto'
import { runProbe } from '@codegenie/core/testing'
import { describe, expect, test } from 'vitest'
import nodeManifest from './index.ts'

async function run(files: Readonly<Record<string, string>>) {
  const result = await runProbe(nodeManifest, files)
  if (result.status === 'skipped') throw new Error('skipped')
  return result
}

const lock = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages })
const codes = (warnings: readonly { code: string; path?: string }[]) => warnings.map(({ code, path }) => [code, path])
const unread = {
  packages_resolved: null,
  integrity: null,
  importers: null,
  duplicates: null,
  native_modules: null,
  in_sync: null,
  drift: null,
}

/** Each of ten maps has the one before it nine times. */
const aliases = [...'bcdefghij']
  .map((key, i) => `${key}: &${key}\n${[...'123456789'].map((n) => `  ${n}: *${'abcdefghi'[i]}\n`).join('')}`)
  .join('')

describe('a lockfile that is not read is listed, and a warning says why', () => {
  test.each<[string, string, string, string | null, string | null]>([
    ['package-lock.json', '', 'lockfile.empty', 'package-lock', null],
    ['package-lock.json', '{"lockfileVersion": 3,', 'lockfile.truncated', 'package-lock', '3'],
    ['package-lock.json', '{"lockfileVersion": 3, x}', 'lockfile.parse_error', 'package-lock', '3'],
    ['package-lock.json', '{\n<<<<<<< HEAD\n}', 'lockfile.conflict_markers', 'package-lock', null],
    ['npm-shrinkwrap.json', '{"lockfileVersion": 99}', 'lockfile.unknown_version', 'npm-shrinkwrap', '99'],
    ['npm-shrinkwrap.json', '[]', 'lockfile.unexpected_type', 'npm-shrinkwrap', null],
    ['yarn.lock', 'express', 'lockfile.unknown_format', null, null],
    ['yarn.lock', '# yarn lockfile v1\n\na@1\n  version "1"\n', 'lockfile.parse_error', 'yarn-classic', '1'],
    ['yarn.lock', '__metadata:\n  version: 8\n\na: &x\n  b: [\n', 'lockfile.truncated', 'yarn-berry', '8'],
    ['pnpm-lock.yaml', "lockfileVersion: '10.0'\n", 'lockfile.unknown_version', 'pnpm-lock', '10.0'],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\n\npackages: [x]\n", 'lockfile.unexpected_type', 'pnpm-lock', '9.0'],
    [
      'pnpm-lock.yaml',
      `lockfileVersion: '9.0'\n\na: &a {x: y}\n${aliases}packages: *j\n`,
      'lockfile.alias_cap_exceeded',
      'pnpm-lock',
      '9.0',
    ],
    ['bun.lock', '{ "lockfileVersion": 1, ', 'lockfile.truncated', 'bun-lock', '1'],
    ['bun.lockb', '\0\xff', 'lockfile.unsupported', 'bun-lockb', null],
  ])('%s %j', async (name, text, code, format, version) => {
    const { slice, warnings } = await run({ 'package.json': '{}', [name]: text })
    const sha256 = name === 'bun.lockb' ? null : expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(slice[0]?.lockfiles).toEqual([{ ...unread, path: name, format, version, sha256 }])
    expect(codes(warnings)).toEqual([[code, name]])
  })
})

test('any other layout than that of the package manager is read, and a warning says so', async () => {
  const lock =
    "lockfileVersion: '9.0'\nimporters: {.: {dependencies: {ms: {specifier: ^2, version: 2.1.3}}}}\npackages: {ms@2.1.3: {resolution: {integrity: sha512-A==}}}\nsnapshots: {ms@2.1.3: {}}\n"
  const { slice, warnings } = await run({ 'package.json': '{"dependencies":{"ms":"^2"}}', 'pnpm-lock.yaml': lock })
  expect(slice[0]).toMatchObject({ locked_dependencies: { ms: '2.1.3' }, lockfiles: [{ packages_resolved: 1, in_sync: true }] })
  expect(codes(warnings)).toEqual([['lockfile.fallback_parser_used', 'pnpm-lock.yaml']])
})

test('the hash is that of `sha256sum`, read or not', async () => {
  const { slice } = await run({ 'package.json': '{}', 'yarn.lock': '# yarn lockfile v1\n' })
  expect(slice[0]?.lockfiles[0]?.sha256).toBe('b75ee05c80095fa74f5301f6798b0cc41b111da69bd23fe67308ecbed24f9f1f')
})

test('the hash of a long text does not break characters where it is cut', async () => {
  for (const length of [65_515, 65_516, 65_517]) {
    const text = `# yarn lockfile v1\n#${'x'.repeat(length)}${'\u{1f600}'.repeat(40_000)}\n`
    const { slice } = await run({ 'package.json': '{}', 'yarn.lock': text })
    expect(slice[0]?.lockfiles[0]?.sha256).toBe(createHash('sha256').update(text).digest('hex'))
  }
})

test('what a lockfile holds and we left out is a warning with its line', async () => {
  const { slice, warnings } = await run({
    'package.json': '{}',
    'package-lock.json': `{
      "lockfileVersion": 3, "packages": {
      "": {}, "node_modules/y": { "version": "1.0.0" },
      "../x": { "version": "1.0.0" },

      "node_modules/z": 5,
      "node_modules/.bin": {}
    }}`,
  })
  expect(slice[0]?.lockfiles[0]).toMatchObject({ packages_resolved: 1, in_sync: true })
  expect(warnings).toEqual([
    {
      code: 'lockfile.invalid_entry',
      path: 'package-lock.json',
      message: 'an entry is not what the format has there; it was left out, or the field was (line 6, and 1 more)',
    },
    {
      code: 'lockfile.path_outside_repo',
      path: 'package-lock.json',
      message: 'an entry leads out of the repository; it was left out, or its target was (line 4)',
    },
  ])
})

test('wherever the importers of a lockfile are said to be, the probe looks for manifests inside the repository alone', async () => {
  const odd = [
    '..',
    '../..',
    'x/../../..',
    '/etc',
    'C:\\x',
    './',
    'a//b',
    '.git',
    '\0',
    '__proto__',
    '*',
    '**/..',
    '{a,b}',
    '!x',
    'package.json',
    '\ud800',
  ]
  for (const path of odd) {
    const { slice } = await run({ 'app/package.json': '{}', 'app/package-lock.json': lock({ '': {}, [path]: {} }) })
    const isOwnOrOutside = ['../..', 'x/../../..', '/etc', 'C:\\x', './', '**/..'].includes(path)
    expect([path, slice[0]?.lockfiles[0]?.in_sync]).toEqual([path, isOwnOrOutside])
  }
})

test('lockfiles of several package managers beside one manifest are all listed', async () => {
  const files = {
    'package.json': '{}',
    'yarn.lock': '# yarn lockfile v1\n',
    'package-lock.json': lock({}),
    'npm-shrinkwrap.json': lock({}),
    'bun.lockb': '',
  }
  const { slice, warnings } = await run(files)
  expect(slice[0]?.lockfiles.map(({ path }) => path)).toEqual(['bun.lockb', 'npm-shrinkwrap.json', 'package-lock.json', 'yarn.lock'])
  expect(warnings.filter(({ code }) => code !== 'lockfile.unsupported')).toEqual([
    {
      code: 'lockfile.multiple_present',
      path: 'package.json',
      message: 'expected lockfiles of one package manager beside it, found those of bun, npm, yarn; remove what is stale',
    },
  ])
  const { 'yarn.lock': _, 'bun.lockb': __, ...npm } = files
  expect((await run(npm)).warnings).toEqual([])
})
