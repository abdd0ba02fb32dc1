import { bunEdges } from './bun-edges.ts'
import { edgeList } from './edge-list.ts'
import type { LockedPackage, Lockfile } from './lockfile.ts'
import { npmEdges } from './npm-edges.ts'
import { pnpmEdges } from './pnpm-edges.ts'
import { yarnEdges } from './yarn-edges.ts'

/** Who depends on whom, between the packages of a lockfile, each (name, version) once. */
export interface Graph {
  readonly packages: readonly LockedPackage[]
  /** What the package of an index depends on, as indices, each once. */
  dependencies(index: number): readonly number[]
  /** Those of its dependencies that may fail to install. */
  optional(index: number): readonly number[]
  /** Index of a package by name, and by version, or by URL where it has no version; -1 when there is none. */
  indexOf(name: string, version: string | null): number
}

/** Packages by index, -1 where nothing is locked; what the readers of edges get. */
export interface Nodes extends Pick<Graph, 'packages' | 'indexOf'> {
  /** Index of the package of a name that has one version; -1 for other names. */
  only(name: string): number
  /** One dependency that an entry asks for. */
  add(from: number, to: number, isOptional: boolean): void
}

/** Reads what `parse` passes over: `text` is what `lockfile` was read from. */
export function readGraph(text: string, lockfile: Lockfile): Graph {
  const { packages, indexOf, only } = indexed(lockfile)
  const dependencies = edgeList()
  const optional = edgeList()
  const add: Nodes['add'] = (from, to, isOptional) => {
    if (to === -1) return
    dependencies.add(from, to)
    if (isOptional) optional.add(from, to)
  }
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text
  EDGES[lockfile.format](lines, lockfile, { packages, indexOf, only, add })
  return { packages, indexOf, dependencies: dependencies.byNode(packages.length), optional: optional.byNode(packages.length) }
}

/** As `distinctPackages`. Most names have one version, so they are the keys: a text of both for each would take more memory than the packages. */
function indexed(lockfile: Lockfile): Omit<Nodes, 'add'> {
  const packages: LockedPackage[] = []
  const byName = new Map<string, number | Map<string, number>>()
  const identity = ({ version, url }: LockedPackage) => version ?? url ?? ''
  const indexOf = (name: string, version: string | null) => {
    const found = byName.get(name)
    if (typeof found === 'object') return found.get(version ?? '') ?? -1
    return found !== undefined && identity(packages[found]!) === (version ?? '') ? found : -1
  }
  for (const each of lockfile.packages) {
    const own = identity(each)
    if (indexOf(each.name, own) !== -1) continue
    const index = packages.push(each) - 1
    const known = byName.get(each.name)
    if (known === undefined) byName.set(each.name, index)
    else if (typeof known === 'object') known.set(own, index)
    else byName.set(each.name, new Map([[identity(packages[known]!), known]]).set(own, index))
  }
  const only = (name: string) => {
    const found = byName.get(name)
    return typeof found === 'number' ? found : -1
  }
  return { packages, indexOf, only }
}

/** Index of an entry, which may stand for a package that others stand for, too. */
export function nodeOf({ name, version, url }: LockedPackage, { indexOf }: Nodes): number {
  return indexOf(name, version ?? url)
}

const EDGES: Record<Lockfile['format'], (text: string, lockfile: Lockfile, nodes: Nodes) => void> = {
  'package-lock': npmEdges,
  'npm-shrinkwrap': npmEdges,
  'pnpm-lock': pnpmEdges,
  'yarn-classic': yarnEdges,
  'yarn-berry': yarnEdges,
  'bun-lock': bunEdges,
  'bun-lockb': () => {},
}
