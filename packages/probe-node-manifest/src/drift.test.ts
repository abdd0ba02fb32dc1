import { runProbe } from '@codegenie/core/testing'
import { describe, expect, test } from 'vitest'
import nodeManifest from './index.ts'

type Files = Readonly<Record<string, string>>

/** `in_sync` and the drift of the only lockfile, as `workspace name reason declared locked`. */
async function driftIn(files: Files) {
  const result = await runProbe(nodeManifest, files)
  if (result.status === 'skipped') throw new Error('skipped')
  const [lockfile, ...more] = result.slice.flatMap(({ lockfiles }) => lockfiles)
  expect(more).toEqual([])
  const items = lockfile!.drift?.items.map(({ workspace, name, reason, declared, locked }) =>
    [workspace, name, reason, declared, locked].map((each) => each ?? '-').join(' '),
  )
  return [lockfile!.in_sync, items ?? null]
}

const json = (value: object) => JSON.stringify(value)
const npm = (packages: object, lockfileVersion = 3) => json({ lockfileVersion, packages })
const installed = (versions: Record<string, string>) =>
  Object.fromEntries(Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }]))

const root = {
  dependencies: { express: '^4', fsevents: '*' },
  devDependencies: { vitest: '^1' },
  peerDependencies: { react: '18' },
  optionalDependencies: { fsevents: '2' },
}
const ROOT_LOCKED = installed({ express: '4.1.0', fsevents: '2.0.0', vitest: '1.0.0', react: '18.2.0' })

describe('npm repeats the manifest', () => {
  const { fsevents: _, ...required } = root.dependencies
  test.each<[string, object, string[]]>([
    ['the same, what is optional as npm takes it', { ...root, dependencies: required }, []],
    ['another range', { ...root, dependencies: { express: '^3' } }, ['. express range_changed ^4 ^3']],
    [
      'another kind',
      { ...root, dependencies: {}, devDependencies: { vitest: '^1', express: '^4' } },
      ['. express type_changed production dev'],
    ],
    ['one less', { ...root, devDependencies: {} }, ['. vitest range_changed ^1 -']],
    ['one more', { ...root, devDependencies: { vitest: '^1', ms: '2' } }, ['. ms undeclared - 2']],
  ])('%s', async (name, repeated, drift) => {
    const [isInSync, items] = await driftIn({ 'package.json': json(root), 'package-lock.json': npm({ '': repeated, ...ROOT_LOCKED }) })
    // What is installed for a name without being repeated is not locked for this manifest.
    expect([isInSync, items]).toEqual(name === 'one less' ? [false, ['. vitest not_locked ^1 -']] : [drift.length === 0, drift])
  })

  test('a version outside of the range, unless the range is overridden', async () => {
    const dependencies = { express: '^4.2.0', alias: 'npm:ms@^2.0.0', tag: 'latest', git: 'github:a/b' }
    const lock = npm({
      '': { dependencies },
      ...installed({ express: '4.1.0', tag: '1.0.0', git: '3.0.0' }),
      'node_modules/alias': { name: 'ms', version: '1.0.0' },
    })
    expect(await driftIn({ 'package.json': json({ dependencies }), 'package-lock.json': lock })).toEqual([
      false,
      ['. alias range_unsatisfied npm:ms@^2.0.0 1.0.0', '. express range_unsatisfied ^4.2.0 4.1.0'],
    ])
    const overrides = { express: '4.1.0', parent: { 'alias@2': '1' } }
    expect(await driftIn({ 'package.json': json({ dependencies, overrides }), 'package-lock.json': lock })).toEqual([true, []])
  })

  test('version 1 has what is installed for a name', async () => {
    const lock = json({ lockfileVersion: 1, dependencies: { express: { version: '4.1.0' }, vitest: { version: '0.9.0' } } })
    const manifest = { dependencies: { express: '^4' }, devDependencies: { vitest: '^1', gone: '*' }, peerDependencies: { react: '*' } }
    expect(await driftIn({ 'package.json': json(manifest), 'package-lock.json': lock })).toEqual([
      false,
      ['. gone not_locked * -', '. vitest range_unsatisfied ^1 0.9.0'],
    ])
  })
})

describe('workspaces, below the root of the repository', () => {
  const manifests: Files = {
    'app/package.json': json({ workspaces: ['a', 'b'], ...root }),
    'app/a/package.json': json({ name: 'a', dependencies: { b: '*' } }),
    'app/b/package.json': json({ name: 'b' }),
  }
  const members = { a: { name: 'a', dependencies: { b: '*' } }, b: { name: 'b' } }
  const links = { 'node_modules/a': { resolved: 'a', link: true }, 'node_modules/b': { resolved: 'b', link: true } }
  const { fsevents: _, ...required } = root.dependencies
  const all = { '': { ...root, dependencies: required }, ...members, ...links, ...ROOT_LOCKED }
  const run = (files: Files, packages: object) => driftIn({ ...files, 'app/package-lock.json': npm(packages) })

  test('all members', async () => {
    expect(await run(manifests, all)).toEqual([true, []])
    expect(await run({ ...manifests, 'lib/package.json': '{}' }, { ...all, '../lib': {} })).toEqual([true, []])
  })

  test('a member that is not locked, and one that is gone', async () => {
    const { b: _, ...rest } = all
    expect(await run(manifests, rest)).toEqual([false, ['app/b - missing_importer - -']])
    expect(await run(manifests, { ...all, c: {} })).toEqual([false, ['app/c - dead_importer - -']])
  })

  test('a manifest that cannot be read', async () => {
    const broken = { ...manifests, 'app/b/package.json': '{' }
    expect(await run(broken, all)).toEqual([null, null])
    expect(await run(broken, { ...all, c: {} })).toEqual([false, ['app/c - dead_importer - -']])
  })
})

test('pnpm: catalogs, peers, overrides, and names in two groups', async () => {
  const manifest = {
    packageManager: 'pnpm@10.1.0',
    dependencies: { react: 'catalog:', esbuild: '^0.20.0', sibling: 'workspace:*' },
    devDependencies: { vue: '^3.0.0' },
    peerDependencies: { vue: '>=2', gone: '*' },
  }
  const lock = `lockfileVersion: '9.0'

catalogs:
  default:
    react:
      specifier: ^17.0.0
      version: 18.3.1

overrides:
  esbuild: 0.25.0

importers:

  .:
    dependencies:
      esbuild:
        specifier: 0.25.0
        version: 0.25.0
      react:
        specifier: 'catalog:'
        version: 18.3.1
      sibling:
        specifier: workspace:*
        version: link:sibling
    devDependencies:
      vue:
        specifier: ^3.0.0
        version: 3.5.0

packages:

  esbuild@0.25.0:
    resolution: {integrity: sha512-A==}

  react@18.3.1:
    resolution: {integrity: sha512-B==}

  vue@3.5.0:
    resolution: {integrity: sha512-C==}

snapshots:

  esbuild@0.25.0: {}

  react@18.3.1: {}

  vue@3.5.0: {}
`
  const files = { 'package.json': json(manifest), 'pnpm-lock.yaml': lock }
  expect(await driftIn(files)).toEqual([false, ['. react range_unsatisfied catalog: 18.3.1']])
  expect(await driftIn({ ...files, 'pnpm-lock.yaml': lock.replace('^17.0.0', '^18.0.0') })).toEqual([true, []])
})

describe('Yarn', () => {
  const manifest = {
    workspaces: ['packages/*'],
    resolutions: { '**/ms': '2.0.0' },
    dependencies: { a: '^1.0.0', ms: '^3.0.0', sibling: '*', linked: 'link:../lib', local: 'link:./gone' },
    devDependencies: { unlocked: '^5.0.0' },
  }
  const files = { 'web/package.json': json(manifest), 'web/packages/sibling/package.json': json({ name: 'sibling' }) }

  test('Yarn 1 answers ranges', async () => {
    const entry = (header: string, version: string) => `${header}:\n  version "${version}"\n\n`
    const lock = `# yarn lockfile v1\n\n\n${entry('a@^1.0.0', '1.2.0')}${entry('linked@link:../lib', '0.0.0')}${entry('ms@2.0.0', '2.0.0')}`
    expect(await driftIn({ ...files, 'web/yarn.lock': lock })).toEqual([
      false,
      ['web local not_locked link:./gone -', 'web unlocked not_locked ^5.0.0 -'],
    ])
  })

  test('Yarn 2 and later repeats the manifests, with its protocol', async () => {
    const entry = (key: string, version: string, more = '') =>
      `"${key}":\n  version: ${version}\n  resolution: "${key}"\n${more}  languageName: node\n  linkType: hard\n\n`
    const declared = `  dependencies:\n    a: "npm:^1.0.0"\n    linked: "link:../lib"\n    local: "link:./gone"\n    ms: "npm:^3.0.0"\n    sibling: "npm:*"\n`
    const lock = `__metadata:\n  version: 8\n\n${[
      entry('a@npm:^1.0.0', '1.2.0'),
      entry('linked@link:../lib::locator=root%40workspace%3A.', '0.0.0-use.local'),
      entry('ms@npm:2.0.0', '2.0.0'),
      entry('root@workspace:.', '0.0.0-use.local', declared),
      entry('sibling@workspace:packages/sibling', '0.0.0-use.local'),
    ].join('')}`
    expect(await driftIn({ ...files, 'web/yarn.lock': lock })).toEqual([
      false,
      ['web local not_locked link:./gone -', 'web unlocked not_locked ^5.0.0 -'],
    ])
  })
})

test('bun repeats the manifests', async () => {
  const manifest = { name: 'root', dependencies: { a: '^1.0.0' }, peerDependencies: { react: '*' } }
  const lock = (declared: object) => `{
  "lockfileVersion": 1,
  "workspaces": { "": ${json(declared)} },
  "packages": {
    "a": ["a@1.2.0", "", {}, "sha512-A=="],

    "root/a": ["a@0.1.0", "", {}, "sha512-B=="],
  }
}
`
  const files = { 'package.json': json(manifest) }
  expect(await driftIn({ ...files, 'bun.lock': lock(manifest) })).toEqual([true, []])
  expect(await driftIn({ ...files, 'bun.lock': lock({ dependencies: { a: '^2.0.0' } }) })).toEqual([
    false,
    ['. a range_changed ^1.0.0 ^2.0.0', '. react not_locked * -'],
  ])
})

describe('the package manager that the manifest names', () => {
  const pnpm6 = "lockfileVersion: '6.0'\n\nimporters:\n\n  .: {}\n"
  test.each([
    ['pnpm@8.15.0', 'pnpm-lock.yaml', pnpm6, []],
    ['pnpm@9.0.0+sha512.abc', 'pnpm-lock.yaml', pnpm6, ['. - package_manager pnpm@9.0.0 pnpm-lock 6.0']],
    ['npm@10.0.0', 'package-lock.json', npm({ '': {} }), []],
    ['npm@10.0.0', 'package-lock.json', json({ lockfileVersion: 1 }), ['. - package_manager npm@10.0.0 package-lock 1']],
    ['yarn@1.22.22', 'yarn.lock', '# yarn lockfile v1\n', []],
    ['yarn@4.0.0', 'yarn.lock', '# yarn lockfile v1\n', ['. - package_manager yarn@4.0.0 yarn-classic 1']],
    ['yarn@1.22.22', 'package-lock.json', npm({ '': {} }), ['. - package_manager yarn@1.22.22 package-lock 3']],
    ['vlt@1.0.0', 'package-lock.json', npm({ '': {} }), []],
    ['latest', 'package-lock.json', npm({ '': {} }), []],
  ])('%s beside %s', async (packageManager, path, text, drift) => {
    expect(await driftIn({ 'package.json': json({ packageManager }), [path]: text })).toEqual([drift.length === 0, drift])
  })
})

test('the slice lists the first fifty, the raw artifact all of them', async () => {
  const dependencies = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${i}`, '*']))
  const result = await runProbe(nodeManifest, { 'package.json': json({ dependencies }), 'package-lock.json': npm({ '': {} }) })
  if (result.status === 'skipped') throw new Error('skipped')
  const [lockfile] = result.slice[0]!.lockfiles
  expect([lockfile!.drift!.count, lockfile!.drift!.items.length]).toEqual([60, 50])
  expect(result.raw).toMatchObject({ lockfiles: [{ drift: { length: 60 } }] })
})
