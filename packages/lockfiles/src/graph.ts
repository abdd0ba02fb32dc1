import { bunEdges } from './bun-edges.ts'
import { distinctPackages } from './count.ts'
import type { LockedPackage, Lockfile } from './lockfile.ts'
import { npmEdges } from './npm-edges.ts'
import { pnpmEdges } from './pnpm-edges.ts'
import { yarnEdges } from './yarn-edges.ts'

/** Who depends on whom, between the packages of a lockfile, each (name, version) once. */
export interface Graph {
  readonly packages: readonly LockedPackage[]
  /** By index of the package: what it depends on, as indices, each once. */
  readonly dependencies: readonly (readonly number[])[]
  /** By index of the package: those of its dependencies that may fail to install. */
  readonly optional: readonly (readonly number[])[]
  /** Index of a package by name, and by version, or by URL where it has no version; -1 when there is none. */
  indexOf(name: string, version: string | null): number
}

/** Packages by index, -1 where nothing is locked; what the readers of edges get. */
export interface Nodes extends Pick<Graph, 'packages' | 'indexOf'> {
  /** One dependency that an entry asks for. */
  add(from: number, to: number, isOptional: boolean): void
}

const NONE: number[] = []

/** Reads what `parse` passes over: `text` is what `lockfile` was read from. */
export function readGraph(text: string, lockfile: Lockfile): Graph {
  const packages = distinctPackages(lockfile)
  const indices = new Map(packages.map((each, i) => [identity(each.name, each.version ?? each.url), i]))
  const dependencies = packages.map(() => NONE)
  const optional = packages.map(() => NONE)
  const nodes: Nodes = {
    packages,
    indexOf: (name, version) => indices.get(identity(name, version)) ?? -1,
    add(from, to, isOptional) {
      if (to === -1) return
      push(dependencies, from, to)
      if (isOptional) push(optional, from, to)
    },
  }
  EDGES[lockfile.format](text.includes('\r') ? text.replaceAll('\r\n', '\n') : text, lockfile, nodes)
  return { packages, dependencies: dependencies.map(distinct), optional: optional.map(distinct), indexOf: nodes.indexOf }
}

/** Most packages depend on few others, or on none. */
function push(lists: number[][], from: number, to: number): void {
  const list = lists[from]!
  if (list === NONE) lists[from] = [to]
  else list.push(to)
}

function distinct(indices: number[]): number[] {
  return indices.length < 2 ? indices : [...new Set(indices)]
}

/** Index of an entry, which may stand for a package that others stand for, too. */
export function nodeOf({ name, version, url }: LockedPackage, { indexOf }: Nodes): number {
  return indexOf(name, version ?? url)
}

function identity(name: string, version: string | null): string {
  return `${name}\0${version ?? ''}`
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
