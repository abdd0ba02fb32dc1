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

/** One dependency that an entry asks for; `to` is `undefined` where nothing is locked for it. */
export type AddEdge = (from: LockedPackage, to: LockedPackage | undefined, isOptional: boolean) => void

/** Reads what `parse` passes over: `text` is what `lockfile` was read from. */
export function readGraph(text: string, lockfile: Lockfile): Graph {
  const packages = distinctPackages(lockfile)
  const indices = new Map(packages.map((each, i) => [identity(each.name, each.version ?? each.url), i]))
  const indexOf = (name: string, version: string | null) => indices.get(identity(name, version)) ?? -1
  const dependencies: number[][] = packages.map(() => [])
  const optional: number[][] = packages.map(() => [])
  const add: AddEdge = (from, to, isOptional) => {
    if (!to) return
    const source = indexOf(from.name, from.version ?? from.url)
    const target = indexOf(to.name, to.version ?? to.url)
    dependencies[source]!.push(target)
    if (isOptional) optional[source]!.push(target)
  }
  EDGES[lockfile.format](text.includes('\r') ? text.replaceAll('\r\n', '\n') : text, lockfile, add)
  return { packages, dependencies: dependencies.map(distinct), optional: optional.map(distinct), indexOf }
}

function identity(name: string, version: string | null): string {
  return `${name}\0${version ?? ''}`
}

function distinct(indices: number[]): number[] {
  return indices.length < 2 ? indices : [...new Set(indices)]
}

const EDGES: Record<Lockfile['format'], (text: string, lockfile: Lockfile, add: AddEdge) => void> = {
  'package-lock': npmEdges,
  'npm-shrinkwrap': npmEdges,
  'pnpm-lock': pnpmEdges,
  'yarn-classic': yarnEdges,
  'yarn-berry': yarnEdges,
  'bun-lock': bunEdges,
  'bun-lockb': () => {},
}
