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

function declaresTheSame(manifest: PackageJson, locked: Importer['dependencies']): boolean {
  const declared = new Set(declarations(manifest))
  return declared.size === locked.length && locked.every(({ type, name, specifier }) => declared.has(key(type, name, specifier)))
}

/** npm takes what is optional out of `dependencies`. */
function declarations({ dependencies, devDependencies, optionalDependencies, peerDependencies }: PackageJson): string[] {
  const production = Object.entries(dependencies).filter(([name]) => !Object.hasOwn(optionalDependencies, name))
  return [
    ...production.map(([name, range]) => key('production', name, range)),
    ...Object.entries(devDependencies).map(([name, range]) => key('dev', name, range)),
    ...Object.entries(optionalDependencies).map(([name, range]) => key('optional', name, range)),
    ...Object.entries(peerDependencies).map(([name, range]) => key('peer', name, range)),
  ]
}

function key(type: Importer['dependencies'][number]['type'], name: string, specifier: string): string {
  return `${type}\0${name}\0${specifier}`
}
