import { type Entries, firstFrom } from './entries.ts'
import type { LockedPackage } from './lockfile.ts'

/**
 * Finds the package that answers `name@range`, in the packages of a lockfile of Yarn. Yarn 2 and later writes `npm:` in front of ranges,
 * which manifests and older lockfiles leave out, and may have a patched package beside the plain one: its own patches change no version.
 */
export function byDescriptor(packages: readonly LockedPackage[]): (name: string, range: string) => LockedPackage | undefined {
  let index: Map<string, LockedPackage> | undefined
  return (name, range) => {
    index ??= indexed(packages)
    return index.get(`${name}@${range}`) ?? index.get(`${name}@npm:${range}`)
  }
}

/**
 * The same for a few lookups in entries that are sorted by key, as those of one name stand together. Only the `odd` may answer to other names, as
 * an alias may stand below the name of another: no index of all of them is made.
 */
export function nearDescriptor(
  { keys, items }: Entries<LockedPackage>,
  odd: readonly LockedPackage[],
): (name: string, range: string) => LockedPackage | undefined {
  const elsewhere = byDescriptor(odd)
  return (name, range) => {
    const wanted = [`${name}@${range}`, `${name}@npm:${range}`]
    for (let i = firstFrom(keys, `${name}@`); i < keys.length && keys[i]!.startsWith(`${name}@`); i++)
      if (items[i]!.descriptors.some((descriptor) => wanted.includes(descriptor))) return items[i]
    return elsewhere(name, range)
  }
}

/** Packages by what they answer. */
export function indexed(packages: readonly LockedPackage[]): Map<string, LockedPackage> {
  const index = new Map<string, LockedPackage>()
  for (const each of packages) for (const descriptor of each.descriptors) index.set(descriptor, each)
  return index
}

/** What stands between commas, as a header of Yarn has it: by hand, as `split` takes longer than all else that is done with an entry. */
export function listed(header: string): readonly string[] {
  const comma = header.indexOf(', ')
  if (comma === -1) return [header]
  const second = header.indexOf(', ', comma + 2)
  if (second === -1) return [header.slice(0, comma), header.slice(comma + 2)]
  return header.split(', ')
}
