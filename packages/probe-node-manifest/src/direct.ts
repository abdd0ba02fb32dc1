import { posix } from 'node:path'
import { byDescriptor, type DependencyType, type Importer, type ImporterDependency, type Lockfile } from '@codegenie/lockfiles'
import type { PackageJson } from './schema.ts'

/** A dependency as a manifest declares it. */
export interface Declared {
  readonly name: string
  readonly range: string
  readonly type: DependencyType
}

type Locked = Pick<ImporterDependency, 'resolved' | 'resolved_name' | 'link'>

/** What a declared dependency is locked to; `undefined`: the lockfile has no such dependency of that manifest. */
export type FindLocked = (directory: string, declared: Declared) => Locked | undefined

/** npm takes what is optional out of `dependencies`. */
export function declaredBy(manifest: PackageJson): Declared[] {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest
  const of = (fields: Readonly<Record<string, string>>, type: DependencyType) =>
    Object.entries(fields).map(([name, range]) => ({ name, range, type }))
  return [
    ...of(dependencies, 'production').filter(({ name }) => !Object.hasOwn(optionalDependencies, name)),
    ...of(devDependencies, 'dev'),
    ...of(optionalDependencies, 'optional'),
    ...of(peerDependencies, 'peer'),
  ]
}

/** Importers by the directories that they stand for, seen from the root of the repository. */
export function importersByDirectory(root: string, { importers }: Lockfile): ReadonlyMap<string, Importer> {
  return new Map(importers.map((importer) => [posix.join(root, importer.path), importer]))
}

/**
 * How to find what is locked, in a lockfile that stands in `root`. Most formats repeat the manifests; Yarn 1 answers ranges alone, and npm's
 * version 1 has what is installed for a name. `siblings`: names of the workspace members and their directories.
 */
export function lockedFinder(
  root: string,
  lockfile: Lockfile,
  siblings: ReadonlyMap<string, string>,
  resolutions: Readonly<Record<string, string>>,
): FindLocked {
  const answer = byDescriptor(lockfile.packages)
  const answered = (name: string, range: string): Locked | undefined => {
    const found = answer(name, range) ?? answer(name, resolutions[name] ?? resolutions[`**/${name}`] ?? range)
    if (found) return { resolved: found.version ?? found.url, resolved_name: found.name, link: null }
    const link = /^(?:link|portal):/.test(range) ? lockfile.links.find((each) => each.name === name)?.target : siblings.get(name)
    return link == null ? undefined : { resolved: null, resolved_name: name, link }
  }
  if (lockfile.importers.length === 0) {
    if (lockfile.format === 'yarn-classic') return (_, { name, range }) => answered(name, range)
    const places = new Map(lockfile.packages.map((each) => [each.path, each]))
    return (_, { name }) => {
      const found = places.get(`node_modules/${name}`)
      return found && { resolved: found.version ?? found.url, resolved_name: found.name, link: null }
    }
  }
  const importers = importersByDirectory(root, lockfile)
  return (directory, { name, range, type }) => {
    const named = importers.get(directory)?.dependencies.filter((each) => each.name === name) ?? []
    const found = named.find((each) => each.type === type) ?? named[0]
    const isLocked = found && (found.resolved !== null || found.link !== null)
    return isLocked || lockfile.format !== 'yarn-berry' || type === 'peer' ? found : (answered(name, resolutions[name] ?? range) ?? found)
  }
}
