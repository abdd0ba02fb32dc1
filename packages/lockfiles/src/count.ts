import type { LockedPackage, Lockfile } from './lockfile.ts'

export interface Counts {
  /** Distinct (name, version) pairs. */
  readonly distinct: number
  /** Entries of the lockfile: npm has one for each place that a package is installed in. */
  readonly entries: number
  /** Workspace members and linked folders, which are in neither of the above. */
  readonly links: number
  /** Entries with and without a checksum. */
  readonly integrity: { readonly present: number; readonly missing: number }
  /** Names that are locked at more than one version. */
  readonly duplicates: number
}

/** One package for each (name, version), in their order; where there is no version, for each (name, URL). */
export function distinctPackages(lockfile: Lockfile): LockedPackage[] {
  // Most names have one version: a set for each would take more memory than the packages do.
  const seen = new Map<string, string | Set<string>>()
  return lockfile.packages.filter(({ name, version, url }) => {
    const identity = version ?? url ?? ''
    const known = seen.get(name)
    if (known === undefined) return seen.set(name, identity)
    if (typeof known === 'string') return known !== identity && seen.set(name, new Set([known, identity]))
    return !known.has(identity) && known.add(identity)
  })
}

export function countPackages(lockfile: Lockfile): Counts {
  const distinct = distinctPackages(lockfile)
  const versions = new Map<string, number>()
  for (const { name } of distinct) versions.set(name, (versions.get(name) ?? 0) + 1)
  const present = lockfile.packages.filter(({ integrity }) => integrity !== null).length
  return {
    distinct: distinct.length,
    entries: lockfile.packages.length,
    links: lockfile.links.length,
    integrity: { present, missing: lockfile.packages.length - present },
    duplicates: [...versions.values()].filter((count) => count > 1).length,
  }
}
