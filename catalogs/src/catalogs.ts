import type { z } from 'zod'
import {
  Bundler,
  Bundlers,
  CiAction,
  CiActions,
  CiProvider,
  CiProviders,
  Framework,
  Frameworks,
  Language,
  Languages,
  NativeModuleEntry,
  NativeModules,
  NodeReleaseEntry,
  NodeReleases,
  NoiseDirectories,
  NoiseDirectory,
  Platform,
  Platforms,
  RiskEntry,
  RiskPolicy,
  TestTool,
  TestTools,
} from './schema.ts'

/** One catalog: how an entry of `<name>.yaml` is written, and what the module `<name>.js` exports. */
export interface Catalog {
  readonly name: string
  /** Name of the module's only export. */
  readonly binding: string
  readonly entry: z.ZodType<{ readonly name: string }>
  /** Fields whose items no two entries may share. */
  readonly claims: readonly string[]
  /** Schema of the export; its type is printed from it. */
  readonly module: z.ZodType
  /** Entries that have passed `entry` -> the export. */
  compile(entries: readonly { readonly name: string }[]): unknown
}

export const catalogs: readonly Catalog[] = [
  {
    name: 'bundlers',
    binding: 'bundlers',
    entry: Bundler,
    claims: ['packages', 'programs'],
    module: Bundlers,
    compile: (entries: readonly z.output<typeof Bundler>[]) => ({ bundlers: withNames(entries), ...configIndex(entries) }),
  },
  {
    name: 'ci-actions',
    binding: 'ciActions',
    entry: CiAction,
    claims: [],
    module: CiActions,
    compile: (entries) => Object.fromEntries(entries.map(({ name, ...facts }) => [name, facts])),
  },
  {
    name: 'ci-providers',
    binding: 'ciProviders',
    entry: CiProvider,
    claims: ['entries'],
    module: CiProviders,
    compile: (entries) => entries,
  },
  { name: 'frameworks', binding: 'frameworks', entry: Framework, claims: ['packages'], module: Frameworks, compile: (entries) => entries },
  {
    name: 'languages',
    binding: 'languages',
    entry: Language,
    claims: ['extensions', 'filenames', 'filename_prefixes'],
    module: Languages,
    compile: (entries: readonly z.output<typeof Language>[]) => ({
      languages: entries,
      byExtension: owners(entries, 'extensions'),
      byFilename: owners(entries, 'filenames'),
      byFilenamePrefix: owners(entries, 'filename_prefixes'),
    }),
  },
  {
    name: 'native-modules',
    binding: 'nativeModules',
    entry: NativeModuleEntry,
    claims: [],
    module: NativeModules,
    compile: (entries) => Object.fromEntries(entries.map(({ name, ...facts }) => [name, facts])),
  },
  {
    name: 'node-releases',
    binding: 'nodeReleases',
    entry: NodeReleaseEntry,
    claims: [],
    module: NodeReleases,
    compile: (entries) => Object.fromEntries(entries.map(({ name, ...facts }) => [name, facts])),
  },
  {
    name: 'noise-directories',
    binding: 'noiseDirectories',
    entry: NoiseDirectory,
    claims: [],
    module: NoiseDirectories,
    compile: (entries: readonly z.output<typeof NoiseDirectory>[]) => Object.fromEntries(entries.map(({ name, reason }) => [name, reason])),
  },
  { name: 'platforms', binding: 'platforms', entry: Platform, claims: ['files'], module: Platforms, compile: (entries) => entries },
  {
    name: 'risk-policy',
    binding: 'riskPolicy',
    entry: RiskEntry,
    claims: [],
    module: RiskPolicy,
    compile: (entries) => Object.fromEntries(entries.map(({ name, ...facts }) => [name, facts])),
  },
  {
    name: 'test-tools',
    binding: 'testTools',
    entry: TestTool,
    claims: ['packages', 'programs', 'imports'],
    module: TestTools,
    compile: (entries: readonly z.output<typeof TestTool>[]) => ({ tools: withNames(entries), ...configIndex(entries) }),
  },
]

/** Item of a list -> name of the entry that lists it, sorted by item. */
function owners<Field extends string>(entries: readonly ({ name: string } & Record<Field, string[]>)[], field: Field) {
  const pairs = entries.flatMap((entry) => entry[field].map((item): [string, string] => [item, entry.name]))
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))
}

interface Configured {
  readonly name: string
  readonly configs: readonly string[]
}

function withNames<Entry extends Configured>(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => ({ ...entry, configs: entry.configs.flatMap(expand) }))
}

function configIndex(entries: readonly Configured[]) {
  const pairs = entries.flatMap(({ name, configs }) => configs.flatMap(expand).map((config): [string, string] => [config, name]))
  const usual = /\.config(\.[cm]?[jt]s)$/
  const globs = pairs.map(([config]) => `**/${usual.test(config) ? config.replace(usual, '*.config$1').replace(/^.*\*/, '*') : config}`)
  return { byConfig: Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))), configGlobs: [...new Set(globs)].sort() }
}

/** `a.{b,c}` as `a.b` and `a.c`, in this order. */
function expand(name: string): string[] {
  const [, before, alternatives, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(name) ?? []
  return alternatives === undefined ? [name] : alternatives.split(',').flatMap((each) => expand(`${before}${each}${after}`))
}
