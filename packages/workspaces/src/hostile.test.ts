import type { Warning } from '@codegenie/core'
import { expect, test } from 'vitest'
import { find, member, packages } from './find.testing.ts'

const clean = { warnings: [] }
const codes = (warnings: readonly Warning[]) => warnings.map(({ code, path }) => [code, path])

test('globs that leave the repository are left out with a warning', async () => {
  const globs = ['../*', '/**', 'packages/../../outside', '~/*', 'packages/*', '!../x']
  const { found, warnings } = await find({ 'package.json': { workspaces: globs }, ...packages('packages/a') })
  expect(found).toMatchObject([{ globs: ['packages/*'], members: [member('packages/a')] }])
  expect(warnings).toEqual([
    {
      code: 'workspaces.glob_escape',
      path: 'package.json',
      message: 'expected globs below the root of the repository, found some that lead out of it: 5 left out',
    },
  ])
})

test('nothing is left of globs that all leave it', async () => {
  const { found, warnings } = await find({ 'pnpm-workspace.yaml': "packages: ['../outside/*', /etc]\n" })
  expect([found, codes(warnings)]).toEqual([[], [['workspaces.glob_escape', 'pnpm-workspace.yaml']]])
})

test('bombs, extglobs and malformed globs are left out with a warning each kind', async () => {
  const workspaces = ['{a,b}'.repeat(30), 'p{1..1000000000}', '+(+(a|aa)|b)/x', '[a', '', 'a']
  const { found, warnings } = await find({ 'package.json': { workspaces }, ...packages('a') })
  expect(found).toMatchObject([{ globs: ['a'], members: [member('a')] }])
  expect(codes(warnings)).toEqual([
    ['workspaces.glob_cap_exceeded', 'package.json'],
    ['workspaces.glob_invalid', 'package.json'],
  ])
})

test('globs beyond a thousand are left out with a warning; directories of Rush are not counted', async () => {
  const many = Array.from({ length: 1001 }, (_, i) => `p${i}`)
  const { found, warnings } = await find({ 'package.json': { workspaces: many }, ...packages('p999', 'p1000') })
  expect(found).toMatchObject([{ members: [member('p999')] }])
  expect(codes(warnings)).toEqual([['workspaces.glob_cap_exceeded', 'package.json']])
  const rush = { projects: many.map((projectFolder) => ({ projectFolder })) }
  expect(await find({ 'rush.json': rush, ...packages('p1000') })).toMatchObject({ ...clean, found: [{ members: [member('p1000')] }] })
})

test('fields of a wrong type are warnings of the reader, and the others are read', async () => {
  const { found, warnings } = await find({
    'package.json': { name: 7, workspaces: { packages: 7 }, packageManager: ['x'] },
    'lerna.json': { packages: ['a'] },
    ...packages('a'),
  })
  expect(found).toMatchObject([{ tools: ['lerna'], members: [member('a')] }])
  expect(new Set(codes(warnings).map(String))).toEqual(new Set(['file.unexpected_type,package.json']))
})

test('definitions that contradict each other: the first in order decides, all tools are named', async () => {
  const files = {
    'package.json': { workspaces: ['a/*'] },
    'pnpm-workspace.yaml': 'packages: [b/*]',
    'lerna.json': { packages: ['c/*'] },
    'rush.json': '{"projects": 7}',
    'nx.json': '{',
    'turbo.json': '[]',
    ...packages('a/x', 'b/x', 'c/x'),
  }
  expect(await find(files)).toMatchObject({
    ...clean,
    found: [{ tools: ['lerna', 'nx', 'pnpm-workspace', 'rush', 'turbo'], members: [member('b/x')] }],
  })
})
