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

/** Name -> its identity, or all of them: most names have one, and a set for each would take more memory than the packages do. */
type Identities = Map<string, string | Set<string>>

/** Is it the first of its name and version? */
function isNew({ name, version, url }: LockedPackage, seen: Identities): boolean {
  const identity = version ?? url ?? ''
  const known = seen.get(name)
  if (known === undefined) seen.set(name, identity)
  else if (typeof known === 'string') {
    if (known === identity) return false
    seen.set(name, new Set([known, identity]))
  } else {
    if (known.has(identity)) return false
    known.add(identity)
  }
  return true
}

/** One package for each (name, version), in their order; where there is no version, for each (name, URL). */
export function distinctPackages({ packages }: Lockfile): LockedPackage[] {
  const seen: Identities = new Map()
  return packages.filter((each) => isNew(each, seen))
}

export function countPackages({ packages, links }: Lockfile): Counts {
  const seen: Identities = new Map()
  let distinct = 0
  let present = 0
  for (const each of packages) {
    if (isNew(each, seen)) distinct++
    if (each.integrity !== null) present++
  }
  let duplicates = 0
  for (const identities of seen.values()) if (typeof identities !== 'string') duplicates++
  const { length } = packages
  return { distinct, entries: length, links: links.length, integrity: { present, missing: length - present }, duplicates }
}
