import type { LockedPackage } from './lockfile.ts'

/**
 * Finds the package that answers `name@range`, in the packages of a lockfile of Yarn. Yarn 2 and later writes `npm:` in front of ranges,
 * which manifests and older lockfiles leave out, and may have a patched package beside the plain one: its own patches change no version.
 */
export function byDescriptor(packages: readonly LockedPackage[]): (name: string, range: string) => LockedPackage | undefined {
  let index: Map<string, LockedPackage> | undefined
  return (name, range) => {
    index ??= new Map(packages.flatMap((each) => each.descriptors.map((descriptor) => [descriptor, each] as const)))
    return index.get(`${name}@${range}`) ?? index.get(`${name}@npm:${range}`)
  }
}
