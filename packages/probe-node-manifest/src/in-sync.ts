import { posix } from 'node:path'
import type { Importer } from '@codegenie/lockfiles'
import type { PackageJson } from './schema.ts'

/** The manifest in a directory. `undefined`: there is none; `unreadable`: there is one, and what it declares is not known. */
export type ManifestAt = (directory: string) => Promise<PackageJson | 'unreadable' | undefined>

/**
 * Does the lockfile in `root` still repeat what the manifests declare? Each importer must have its manifest, each workspace member its
 * importer, with the same dependencies in the same ranges. `null` when a manifest cannot be read, or when the lockfile repeats nothing.
 */
export async function isInSync(root: string, importers: readonly Importer[], members: readonly string[], manifestAt: ManifestAt) {
  if (importers.length === 0) return null
  const locked = new Map(importers.map(({ path, dependencies }) => [posix.join(root, path), dependencies]))
  if (![root, ...members].every((directory) => locked.has(directory))) return false
  let unreadable = false
  for (const [directory, dependencies] of locked) {
    const manifest = await manifestAt(directory)
    if (manifest === undefined) return false
    if (manifest === 'unreadable') unreadable = true
    else if (!declaresTheSame(manifest, dependencies)) return false
  }
  return unreadable ? null : true
}

/** npm takes what is optional out of `dependencies`. */
function declaresTheSame(manifest: PackageJson, locked: Importer['dependencies']): boolean {
  const { dependencies: production, devDependencies: dev, optionalDependencies: optional, peerDependencies: peer } = manifest
  const declared = { production, dev, optional, peer }
  const names = Object.values(declared).flatMap((fields) => Object.keys(fields))
  const repeated = Object.keys(optional).filter((name) => Object.hasOwn(production, name))
  if (names.length - repeated.length !== locked.length) return false
  return locked.every(({ type, name, specifier }) => {
    const isRepeated = type === 'production' && Object.hasOwn(optional, name)
    return !isRepeated && Object.hasOwn(declared[type], name) && declared[type][name] === specifier
  })
}
