import { describe, expect, test } from 'vitest'
import { find, member, packages } from './find.testing.ts'

const clean = { warnings: [] }

describe('what decides', () => {
  test('the workspaces of a package.json, as a list or in an object', async () => {
    const members = [member('packages/a'), member('packages/b')]
    const expected = { root: '.', tools: ['npm-workspaces'], globs: ['packages/*'], members, evidence: 'package.json:3' }
    for (const workspaces of [['./packages/*/'], { packages: ['packages/*'], nohoist: ['**'] }]) {
      const files = { 'package.json': { name: 'root', workspaces }, ...packages('packages/b', 'packages/a', 'other/c') }
      expect(await find(files)).toEqual({ ...clean, found: [expected] })
    }
  })

  test('packages of pnpm-workspace.yaml come before the workspaces of package.json', async () => {
    const files = {
      'package.json': { workspaces: ['a/*'] },
      'pnpm-workspace.yaml': "catalog: {}\npackages:\n  - 'b/*'\n  - '!**/test/**'\n",
      ...packages('a/x', 'b/x', 'b/y/test/z'),
    }
    const expected = {
      root: '.',
      tools: ['pnpm-workspace'],
      globs: ['b/*', '!**/test/**'],
      members: [member('b/x')],
      evidence: 'pnpm-workspace.yaml:2',
    }
    expect(await find(files)).toEqual({ ...clean, found: [expected] })
  })

  test('a pnpm-workspace.yaml of settings, or of the root alone, is no workspace', async () => {
    for (const text of ['onlyBuiltDependencies: [x]\n', 'packages:\n', 'packages: []\n', 'packages: [.]\n'])
      expect(await find({ 'package.json': {}, 'pnpm-workspace.yaml': text, ...packages('a') })).toEqual({ ...clean, found: [] })
  })

  test('a pnpm workspace needs no package.json at its root', async () => {
    const { found } = await find({ 'pnpm-workspace.yaml': 'packages: ["**"]', ...packages('a', 'b/c') })
    expect(found).toMatchObject([{ root: '.', members: [member('a'), member('b/c')] }])
  })

  test('rush.json lists directories, in JSON with comments', async () => {
    const rush =
      '/* Rush */\n{\n  "rushVersion": "5.1.0", // pinned\n  "projects": [\n    { "packageName": "a", "projectFolder": "apps/a" }, // first\n    { "packageName": "n", "projectFolder": "libs/none" },\n  ],\n}\n'
    const expected = { root: '.', tools: ['rush'], globs: ['apps/a', 'libs/none'], members: [member('apps/a')], evidence: 'rush.json:4' }
    expect(await find({ 'rush.json': rush, ...packages('apps/a', 'apps/b') })).toEqual({ ...clean, found: [expected] })
  })

  test('a broken rush.json is a warning', async () => {
    for (const rush of ['{"projects": 7}', '{', '[]']) {
      const { found, warnings } = await find({ 'rush.json': rush })
      expect([found, warnings.map(({ code, path }) => [code, path])]).toEqual([[], [['workspaces.rush_invalid', 'rush.json']]])
    }
  })

  test('lerna.json decides where no package manager does', async () => {
    const lerna = { version: 'independent', packages: ['modules/*'] }
    const { found } = await find({ 'lerna.json': lerna, 'package.json': {}, ...packages('modules/a', 'packages/b') })
    expect(found).toEqual([{ root: '.', tools: ['lerna'], globs: ['modules/*'], members: [member('modules/a')], evidence: 'lerna.json:3' }])
    const both = await find({ 'lerna.json': lerna, 'package.json': { workspaces: ['packages/*'] }, ...packages('modules/a', 'packages/b') })
    expect(both.found).toMatchObject([{ tools: ['lerna', 'npm-workspaces'], globs: ['packages/*'], members: [member('packages/b')] }])
  })

  test('nx without workspaces: its projects, those with a package.json being members', async () => {
    const files = {
      'nx.json': '{',
      'package.json': {},
      'apps/a/project.json': '',
      'libs/b/project.json': '',
      'e2e/project.json': '',
      ...packages('libs/b', 'c'),
    }
    expect(await find(files)).toEqual({
      ...clean,
      found: [{ root: '.', tools: ['nx'], globs: [], members: [member('libs/b')], evidence: 'nx.json' }],
    })
    expect(await find({ 'nx.json': '{}', 'package.json': {}, 'project.json': '{}', 'e2e/project.json': '' })).toEqual({
      ...clean,
      found: [],
    })
  })

  test('tools beside the root are named, those of members are not', async () => {
    const files = { 'package.json': { workspaces: ['a', 'b'] }, 'nx.json': '', 'turbo.json': '', 'b/lerna.json': '', ...packages('a', 'b') }
    expect((await find(files)).found).toMatchObject([{ tools: ['npm-workspaces', 'nx', 'turbo'] }])
  })

  test('no definition, no workspaces', async () => {
    expect(await find({ 'package.json': { name: 'a' }, 'turbo.json': '{}', 'lerna.json': {}, ...packages('packages/b') })).toEqual({
      ...clean,
      found: [],
    })
  })
})

describe('whose field it is', () => {
  test.each([
    ['npm-workspaces', 'npm@11.0.0', ['p/a', 'p/b']],
    ['yarn-workspaces', 'yarn@4.18.0', ['p/a']],
    ['yarn-workspaces', 'yarn@1.22.22', ['p/a', 'p/b']],
    ['bun-workspaces', 'bun@1.3.0', ['p/a', 'p/b']],
  ])('%s of %s', async (tool, packageManager, directories) => {
    const workspaces = ['p/*', '!p/b', 'p/b']
    const { found, warnings } = await find({ 'package.json': { workspaces, packageManager }, ...packages('p/a', 'p/b') })
    expect(warnings).toEqual([])
    expect(found).toMatchObject([{ tools: [tool], globs: workspaces, members: directories.map((directory) => member(directory)) }])
  })

  test('pnpm does not read the field, which is said', async () => {
    const { found, warnings } = await find({ 'package.json': { workspaces: ['a'] }, 'pnpm-lock.yaml': '', ...packages('a') })
    expect(found).toMatchObject([{ tools: ['npm-workspaces'], members: [member('a')] }])
    expect(warnings).toMatchObject([{ code: 'workspaces.ignored_by_pnpm', path: 'package.json' }])
  })
})

describe('members', () => {
  test('nameless and unreadable packages are members, the root is not', async () => {
    const { found, warnings } = await find({
      'package.json': { workspaces: ['**', '.'] },
      'a/package.json': {},
      'b/package.json': '{',
      'c/x.json': '',
    })
    expect(found).toMatchObject([{ globs: ['**', '.'], members: [member('a', null), member('b', null)] }])
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([['file.parse_error', 'b/package.json']])
  })

  test('names are data', async () => {
    const { found } = await find({ 'package.json': { workspaces: ['*'] }, ...packages('__proto__', 'constructor', 'new\nline') })
    expect(found).toMatchObject([{ members: ['__proto__', 'constructor', 'new\nline'].map((name) => member(name)) }])
  })

  test('names that are given twice, or that npm refuses, are warnings', async () => {
    const names = [
      'x',
      'x',
      'x',
      '../../../outside/PWNED',
      '/tmp/abs',
      '@../../x/y',
      'a\0b',
      'x'.repeat(4096),
      '.',
      '',
      '__proto__',
      'Old',
      '@s/ok',
    ]
    const files = Object.fromEntries(names.map((name, i) => [`p${String(i).padStart(2, '0')}/package.json`, { name }]))
    const { found, warnings } = await find({ 'package.json': { workspaces: ['*'] }, ...files })
    expect(found).toMatchObject([{ members: names.map((name) => ({ name })) }])
    expect(warnings).toEqual([
      {
        code: 'workspaces.duplicate_name',
        path: 'p01/package.json',
        message: 'expected a name of its own, found that of another member of the workspace; 1 more like this',
      },
      {
        code: 'workspaces.invalid_name',
        path: 'p03/package.json',
        message: 'expected the name of an npm package, found something that npm refuses; 7 more like this',
      },
    ])
  })

  test('ten thousand members', async () => {
    const directories = Array.from({ length: 10_000 }, (_, i) => `packages/p${String(i).padStart(5, '0')}`)
    const { found, warnings } = await find({
      'package.json': { workspaces: ['packages/*', '!packages/p09999'] },
      ...packages(...directories),
    })
    expect(warnings).toEqual([])
    expect(found).toMatchObject([{ members: directories.slice(0, -1).map((directory) => member(directory)) }])
  })
})

describe('roots', () => {
  test('nested roots are found and sorted, those of tests, samples and vendored code are not', async () => {
    const nested = ['lambdas', 'Z', 'test/apps', 'examples/x', 'fixtures', 'vendor/y']
    const files = nested.flatMap((root) =>
      Object.entries({ [`${root}/package.json`]: { workspaces: ['libs/*'] }, ...packages(`${root}/libs/a`) }),
    )
    const { found } = await find({ 'lambdas/yarn.lock': '', 'lambdas/nx.json': '{}', ...Object.fromEntries(files) })
    expect(found).toEqual([
      { root: 'Z', tools: ['npm-workspaces'], globs: ['libs/*'], members: [member('Z/libs/a')], evidence: 'Z/package.json:2' },
      {
        root: 'lambdas',
        tools: ['nx', 'yarn-workspaces'],
        globs: ['libs/*'],
        members: [member('lambdas/libs/a')],
        evidence: 'lambdas/package.json:2',
      },
    ])
  })

  test('the workspaces of a member are no root of their own; with yarn 2 and later they are its root’s', async () => {
    const files = {
      'package.json': { workspaces: ['a'] },
      'a/package.json': { name: 'a', workspaces: ['b', '../c'] },
      ...packages('a/b', 'c'),
    }
    expect((await find(files)).found).toMatchObject([{ root: '.', members: [member('a')] }])
    expect((await find({ ...files, 'yarn.lock': '', '.yarnrc.yml': '' })).found).toMatchObject([
      { root: '.', globs: ['a'], members: [member('a'), member('a/b'), member('c')] },
    ])
  })

  test('yarn workspaces that name each other end', async () => {
    const files = {
      'package.json': { workspaces: ['a'], packageManager: 'yarn@4.0.0' },
      'a/package.json': { workspaces: ['..', '.', '../a'] },
    }
    expect((await find(files)).found).toMatchObject([{ members: [member('a', null)] }])
  })

  test('a pnpm-workspace.yaml starts a workspace even in a member', async () => {
    const files = { 'pnpm-workspace.yaml': 'packages: ["*"]', 'a/pnpm-workspace.yaml': 'packages: ["b"]', ...packages('a', 'a/b') }
    expect((await find(files)).found).toMatchObject([
      { root: '.', members: [member('a')] },
      { root: 'a', members: [member('a/b')] },
    ])
  })
})
