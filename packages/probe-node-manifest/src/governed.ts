import { compareBytes } from '@codegenie/core'
import { type Graph, type Lockfile as Locked, type Parsed, readGraph } from '@codegenie/lockfiles'
import { declaredBy, type FindLocked, lockedFinder } from './direct.ts'
import { driftOf, type ManifestAt, overriddenNames } from './drift.ts'
import { type Context, managerOf } from './lockfile.ts'
import { mayHaveNative, nativeModules } from './native.ts'
import { managerDrift } from './package-manager.ts'
import type { Drift, Lockfile, PackageJson } from './schema.ts'
import type { Root } from './via.ts'

/** Differences that the slice lists; the raw artifact has all of them. */
const MAX_DRIFT = 50

/** What a lockfile speaks of: the manifest beside it and the members of its workspace. */
export interface Governed {
  readonly path: string
  /** Directory of the lockfile. */
  readonly root: string
  readonly parsed: Parsed
  /** By directory, sorted. */
  readonly manifests: ReadonlyMap<string, PackageJson>
  readonly members: readonly string[]
  readonly manifestAt: ManifestAt
}

export interface GovernedFacts {
  readonly facts: Pick<Lockfile, 'native_modules' | 'in_sync' | 'drift'>
  readonly drift: readonly Drift[]
  readonly find: FindLocked
}

/** What only lockfile and manifests together say. */
export async function readGoverned(governed: Governed, data: Context['data']): Promise<GovernedFacts> {
  const { path, root, parsed, manifests, members, manifestAt } = governed
  const { lockfile } = parsed
  const own = manifests.get(root)
  const siblings = new Map([...manifests].flatMap(([directory, { name }]) => (name === undefined ? [] : [[name, directory] as const])))
  const find = lockedFinder(root, lockfile, siblings, own?.resolutions ?? {})
  const overridden = own ? overriddenNames(own, lockfile) : new Set<string>()
  const compared = await driftOf({ lockfile, root, members, manifestAt, find, overridden })
  const drift = [...(compared ?? []), ...managerDrift(root, path, lockfile, own?.packageManager)].sort(byText)
  const packages = mayHaveNative(lockfile.packages, data.nativeModules) ? nativeIn(governed, find, data) : []
  return {
    facts: {
      native_modules: { detected: packages.length > 0, packages },
      in_sync: drift.length > 0 ? false : compared === null ? null : true,
      drift: compared === null && drift.length === 0 ? null : { count: drift.length, items: drift.slice(0, MAX_DRIFT) },
    },
    drift,
    find,
  }
}

function nativeIn({ parsed, manifests }: Governed, find: FindLocked, data: Context['data']) {
  const graph = readGraph(parsed.text, parsed.lockfile)
  return nativeModules(graph, rootsOf(manifests, find, graph, parsed.lockfile), data.nativeModules)
}

/** Direct dependencies as the manifests declare them; of a lockfile without manifests, as it repeats them. */
function rootsOf(manifests: ReadonlyMap<string, PackageJson>, find: FindLocked, graph: Graph, { importers }: Locked): Root[] {
  const declared = [...manifests].flatMap(([workspace, manifest]) =>
    declaredBy(manifest).map((each) => ({ workspace, type: each.type, locked: find(workspace, each) })),
  )
  const repeated = importers.flatMap(({ path, dependencies }) =>
    dependencies.map((locked) => ({ workspace: path, type: locked.type, locked })),
  )
  return (manifests.size > 0 ? declared : repeated).flatMap(({ workspace, type, locked }) => {
    const index = locked?.resolved_name == null ? -1 : graph.indexOf(locked.resolved_name, locked.resolved)
    return index === -1 ? [] : [{ workspace, type, index }]
  })
}

/** Name -> locked version of a manifest's direct dependencies. */
export function lockedDependencies(directory: string, manifest: PackageJson, find: FindLocked): Record<string, string> {
  const versions = declaredBy(manifest).flatMap((each) => {
    const resolved = find(directory, each)?.resolved ?? null
    return resolved === null ? [] : [[each.name, resolved] as const]
  })
  return Object.fromEntries(versions.sort(([a], [b]) => compareBytes(a, b)))
}

const PRECEDENCE = ['pnpm', 'yarn', 'bun', 'npm']

/** Of several lockfiles in one directory the one that counts: that of `packageManager`, else in the order that tools look for them. */
export function preferred<T extends { readonly path: string }>(lockfiles: readonly T[], packageManager: string | undefined): T | undefined {
  const rank = ({ path }: T) => {
    const manager = managerOf(path)
    const shrinkwrapFirst = path.endsWith('npm-shrinkwrap.json') ? 0 : 0.5
    return (packageManager?.startsWith(`${manager}@`) ? -10 : PRECEDENCE.indexOf(manager)) + shrinkwrapFirst
  }
  return [...lockfiles].sort((a, b) => rank(a) - rank(b))[0]
}

function byText(a: Drift, b: Drift): number {
  return compareBytes(a.workspace, b.workspace) || compareBytes(a.name ?? '', b.name ?? '') || compareBytes(a.reason, b.reason)
}
