import type { NativeModule as CatalogEntry } from '@codegenie/catalogs/native-modules'
import { compareBytes } from '@codegenie/core'
import type { Graph, LockedPackage } from '@codegenie/lockfiles'
import { isPlatformPackage, platformsOf } from './platform.ts'
import type { NativeModule } from './schema.ts'
import { type Path, pathsFrom, type Root } from './via.ts'

type Catalog = { readonly [name: string]: CatalogEntry }
type Proof = NativeModule['proofs'][number]

/** Packages that compile or load addons for others: who depends on one of them and has an install script has native code. */
const TOOLING = new Set(
  '@mapbox/node-pre-gyp @mongodb-js/node-pre-gyp bindings cmake-js cmake-ts nan node-addon-api node-gyp node-gyp-build node-gyp-build-optional-packages node-pre-gyp pkg-prebuilds prebuild-install'.split(
    ' ',
  ),
)

const NONE: readonly number[] = []

/** The packages with machine code among those that are locked, each with every proof of it, by name. */
export function nativeModules(graph: Graph, roots: readonly Root[], catalog: Catalog): NativeModule[] {
  const found = new Map<string, { index: number; proofs: readonly Proof[] }[]>()
  const owners = platformOwners(graph)
  for (const [index, locked] of graph.packages.entries()) {
    const proofs = proofsOf(index, locked, graph, catalog, owners)
    if (proofs.length === 0) continue
    const named = found.get(locked.name)
    if (named) named.push({ index, proofs })
    else found.set(locked.name, [{ index, proofs }])
  }
  const pathTo = found.size > 0 ? pathsFrom(roots, graph) : () => undefined
  return [...found].sort(([a], [b]) => compareBytes(a, b)).map(([name, entries]) => moduleOf(name, entries, graph, catalog, pathTo))
}

/** Could a lockfile hold native code at all? Saves reading who depends on whom. */
export function mayHaveNative(packages: readonly LockedPackage[], catalog: Catalog): boolean {
  return packages.some((each) => Object.hasOwn(catalog, each.name) || TOOLING.has(each.name) || isPlatformPackage(each))
}

/** What Linux cannot install is left out: `fsevents`, for macOS alone, is in most lockfiles and never in an image. */
function proofsOf(index: number, locked: LockedPackage, graph: Graph, catalog: Catalog, owners: ReadonlySet<number>): Proof[] {
  const entry = Object.hasOwn(catalog, locked.name) ? catalog[locked.name] : undefined
  if (!runsOnLinux(locked) || entry?.platforms?.includes('linux') === false) return []
  const hasPrebuilt = owners.has(index)
  const hasAddon =
    !TOOLING.has(locked.name) &&
    isAddon(
      locked,
      graph.dependencies(index).map((each) => graph.packages[each]!.name),
    )
  const proofs: Proof[] = []
  if (entry) proofs.push('catalog')
  if (entry || hasPrebuilt || hasAddon) {
    if (locked.has_install_script === true) proofs.push('install_script')
    if (hasAddon) proofs.push('addon_tooling')
    if (hasPrebuilt) proofs.push('platform_packages')
  }
  return proofs
}

/** Install scripts that Yarn sees compile give a package a dependency on node-gyp; that one alone is a tool's. */
function isAddon({ has_install_script }: LockedPackage, dependencies: readonly string[]): boolean {
  const tooling = dependencies.filter((name) => TOOLING.has(name))
  return has_install_script === null ? tooling.includes('node-gyp') && tooling.length > 1 : has_install_script && tooling.length > 0
}

/**
 * Packages whose optional dependencies are binaries for platforms. Of several that depend on the same binaries the one with the most of
 * them: a project may pin a few of another package's.
 */
function platformOwners({ packages, optional }: Graph): ReadonlySet<number> {
  const binaries = packages.map((locked, i) =>
    isPlatformPackage(locked) ? NONE : optional(i).filter((each) => isPlatformPackage(packages[each]!)),
  )
  const most = new Map<number, number>()
  for (const indices of binaries) for (const each of indices) most.set(each, Math.max(most.get(each) ?? 0, indices.length))
  return new Set(binaries.flatMap((indices, i) => (indices.some((each) => most.get(each) === indices.length) ? [i] : [])))
}

function runsOnLinux({ os }: LockedPackage): boolean {
  return os.length === 0 || os.includes('linux') || (os.every((each) => each.startsWith('!')) && !os.includes('!linux'))
}

function moduleOf(
  name: string,
  entries: readonly { index: number; proofs: readonly Proof[] }[],
  graph: Graph,
  catalog: Catalog,
  pathTo: (index: number) => Path | undefined,
): NativeModule {
  const entry = Object.hasOwn(catalog, name) ? catalog[name] : undefined
  const paths = entries.flatMap(({ index }) => pathTo(index) ?? [])
  const usages = (['production', 'peer', 'dev'] as const).filter((usage) => paths.some((path) => path.usage === usage))
  const platforms = entries.flatMap(({ index }) => graph.optional(index).flatMap((each) => platformsOf(graph.packages[each]!)))
  return {
    name,
    versions: sorted(entries.flatMap(({ index }) => graph.packages[index]!.version ?? [])),
    proofs: sorted(entries.flatMap(({ proofs }) => proofs)) as Proof[],
    usage: usages[0] ?? null,
    via: distinct(paths.map(({ workspace, path }) => ({ workspace, path: [...path] }))),
    requires_node_gyp: entry?.requires_node_gyp ?? null,
    prebuilt: entry?.prebuilt ?? null,
    prebuilt_platforms: sorted(platforms),
    system_packages: { apt: [...(entry?.system_packages.apt ?? [])], apk: [...(entry?.system_packages.apk ?? [])] },
  }
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort(compareBytes)
}

function distinct(via: NativeModule['via']): NativeModule['via'] {
  const byText = new Map(via.map((each) => [`${each.workspace}\0${each.path.join('\0')}`, each]))
  return [...byText].sort(([a], [b]) => compareBytes(a, b)).map(([, each]) => each)
}
