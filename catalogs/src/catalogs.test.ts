import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { catalogs } from './catalogs.ts'
import { compileCatalog } from './compile.ts'

interface Entry {
  readonly name: string
  readonly [field: string]: unknown
}

const yaml = (name: string): string => readFileSync(join(import.meta.dirname, `../${name}.yaml`), 'utf8')
const entries = (name: string): Entry[] => parse(yaml(name))

/** What the compiled module exports. */
async function load(name: string): Promise<unknown> {
  const catalog = catalogs.find((each) => each.name === name)!
  const text = compileCatalog(catalog, yaml(name)).get(`${name}.js`)!
  const module: Record<string, unknown> = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)
  expect(Object.keys(module)).toEqual([catalog.binding])
  return module[catalog.binding]
}

function unfrozen(value: unknown, path = ''): string[] {
  if (value === null || typeof value !== 'object') return []
  return [...(Object.isFrozen(value) ? [] : [path]), ...Object.entries(value).flatMap(([key, item]) => unfrozen(item, `${path}.${key}`))]
}

test.each(catalogs.map(({ name }) => name))('%s is frozen to its depth', async (name) => {
  expect(unfrozen(await load(name))).toEqual([])
})

test('frameworks are the entries of the YAML', async () => {
  expect(await load('frameworks')).toEqual(entries('frameworks').map((entry) => ({ dependency_types: ['production'], ...entry })))
})

test('languages are the entries of the YAML, and three ways to find one', async () => {
  const languages = entries('languages').map((entry) => ({ extensions: [], filenames: [], filename_prefixes: [], ...entry }))
  const index = (field: 'extensions' | 'filenames' | 'filename_prefixes') =>
    Object.fromEntries(languages.flatMap(({ name, [field]: items }: Entry) => (items as string[]).map((item) => [item, name])))
  expect(await load('languages')).toEqual({
    languages,
    byExtension: index('extensions'),
    byFilename: index('filenames'),
    byFilenamePrefix: index('filename_prefixes'),
  })
})

test('native modules are the entries of the YAML by name', async () => {
  const expected = entries('native-modules').map(({ name, system_packages, ...rest }) => [
    name,
    { platforms: null, ...rest, system_packages: { apt: [], apk: [], ...(system_packages as object) } },
  ])
  expect(await load('native-modules')).toEqual(Object.fromEntries(expected))
})

test('CI providers are the entries of the YAML', async () => {
  expect(await load('ci-providers')).toEqual(entries('ci-providers').map((entry) => ({ parts: [], ...entry })))
})

test('CI actions are the entries of the YAML by name, and each does something', async () => {
  const none = { dockerfile: null, context: null, tags: null, push: false }
  const expected = entries('ci-actions').map(({ name, image, ...rest }) => [
    name,
    { commands: [], deploys: false, ...rest, image: image ? { ...none, ...(image as object) } : null },
  ])
  expect(await load('ci-actions')).toEqual(Object.fromEntries(expected))
  for (const { name, commands, image, deploys } of entries('ci-actions'))
    expect([name, commands ?? image ?? deploys]).not.toEqual([name, undefined])
})

test('noise directories are the reasons of the YAML by name', async () => {
  expect(await load('noise-directories')).toEqual(
    Object.fromEntries(entries('noise-directories').map(({ name, reason }) => [name, reason])),
  )
})

test('only what is native is a native module', () => {
  const names = entries('native-modules').map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['bcrypt', 'canvas', 'sharp', 'better-sqlite3']))
  for (const name of ['bcryptjs', 'iconv-lite', 'sass', '@grpc/grpc-js', 'node-canvas', 'rollup', 'next']) expect(names).not.toContain(name)
})

test('what always compiles requires node-gyp; platform packages of napi-rs never do', () => {
  for (const { name, prebuilt, requires_node_gyp } of entries('native-modules')) {
    if (prebuilt === 'none') expect([name, requires_node_gyp]).toEqual([name, true])
    if (prebuilt === 'napi-rs') expect([name, requires_node_gyp]).toEqual([name, false])
  }
})

test('a server, an API or an ORM is not proven by a development dependency', () => {
  const kinds = entries('frameworks').filter((entry) => (entry['dependency_types'] as string[] | undefined)?.includes('dev'))
  expect(kinds.filter(({ kind }) => kind === 'server' || kind === 'data').map(({ name }) => name)).toEqual(['directus', 'nitro'])
})

test('a tool without a package is proven by what scripts run', () => {
  for (const { name, packages, programs } of [...entries('bundlers'), ...entries('test-tools')])
    expect([name, ...((packages ?? programs) as string[])].length).toBeGreaterThan(1)
})

test('bundlers and test tools are the entries of the YAML, lists and flags filled in, and an index of their configurations', async () => {
  const bundler = { packages: [], programs: [], configs: [], output_keys: [], entry_keys: [], port_keys: [] }
  const lists = { packages: [], bundled_in: [], programs: [], imports: [], configs: [], pattern_keys: [], once: [] }
  const tool = { ...lists, one_file: null, config_option: null, runtime: false, by_name: false, watches: false }
  const anyConfigs = { configs: expect.any(Array) }
  const { bundlers, byConfig, configGlobs } = (await load('bundlers')) as Record<string, unknown>
  expect(bundlers).toEqual(entries('bundlers').map((entry) => ({ ...bundler, ...entry, ...anyConfigs })))
  const { tools } = (await load('test-tools')) as Record<string, unknown>
  expect(tools).toEqual(entries('test-tools').map((entry) => ({ ...tool, ...entry, ...anyConfigs })))
  expect((bundlers as Entry[]).find(({ name }) => name === 'rspack')?.['configs']).toEqual([
    'rspack.config.cjs',
    'rspack.config.js',
    'rspack.config.mjs',
    'rspack.config.ts',
  ])
  expect(byConfig).toMatchObject({ '.babelrc': 'babel', 'vite.config.mts': 'vite', 'webpack.common.js': 'webpack' })
  expect(configGlobs).toEqual(expect.arrayContaining(['**/*.config.mts', '**/.swcrc', '**/webpack.common.js']))
  expect(configGlobs).not.toContain('**/vite.config.mts')
})

test('no configuration belongs to two tools of a catalog', async () => {
  for (const name of ['bundlers', 'test-tools']) {
    const module = (await load(name)) as { byConfig: Record<string, string>; bundlers?: Entry[]; tools?: Entry[] }
    const names = (module.bundlers ?? module.tools ?? []).flatMap((entry) => entry['configs'] as string[])
    expect(names.length).toBe(Object.keys(module.byConfig).length)
  }
})

test('platforms are the entries of the YAML', async () => {
  const fields = {
    name: [],
    runtime: [],
    node_version: [],
    entry: [],
    image: [],
    dockerfile: [],
    ports: [],
    env_names: [],
    regions: [],
    health_checks: [],
    commands: {},
  }
  const defaults = { type: null, formats: {}, requires: [], deploys: true }
  expect(await load('platforms')).toEqual(
    entries('platforms').map((entry) => ({ ...defaults, ...entry, fields: { ...fields, ...(entry['fields'] as object) } })),
  )
})

test.each(['node-releases', 'risk-policy'])('%s are the entries of the YAML by name', async (name) => {
  const rows = entries(name).map(({ name: key, ...facts }) => [
    key,
    { ...(name === 'node-releases' ? { codename: null } : { as_of: null }), ...facts },
  ])
  expect(await load(name)).toEqual(Object.fromEntries(rows))
})

test('each release line of Node begins before it ends', async () => {
  const releases = Object.values((await load('node-releases')) as Record<string, { start: string; end: string }>)
  expect(releases.filter(({ start, end }) => start >= end)).toEqual([])
})
