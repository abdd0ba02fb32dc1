import type { frameworks } from '@codegenie/catalogs/frameworks'
import { z } from 'zod'

const Dependencies = z.record(z.string(), z.string()).optional()

/** The only fields of a package.json that are used here. */
export const Manifest = z.object({
  dependencies: Dependencies,
  devDependencies: Dependencies,
  optionalDependencies: Dependencies,
  peerDependencies: Dependencies,
})
export type Manifest = z.infer<typeof Manifest>

const FIELDS = { production: 'dependencies', dev: 'devDependencies', optional: 'optionalDependencies', peer: 'peerDependencies' } as const

export interface FrameworkHit {
  readonly name: string
  /** Its kind in the catalog. */
  readonly role: string
  readonly range: string
  /** Keys of the dependency that proves it. */
  readonly keys: readonly [string, string]
}

/** Finds the frameworks that a manifest's own dependencies prove, in the catalog's order. */
export function frameworkFinder(catalog: typeof frameworks): (manifest: Manifest) => FrameworkHit[] {
  const byPackage = new Map(catalog.flatMap(({ packages }, i) => packages.map((name) => [name, i] as const)))
  return (manifest) => {
    const possible = new Set<number>()
    for (const field of Object.values(FIELDS)) {
      for (const name of Object.keys(manifest[field] ?? {})) {
        const i = byPackage.get(name)
        if (i !== undefined) possible.add(i)
      }
    }
    return [...possible].sort((a, b) => a - b).flatMap((i) => findFramework(manifest, catalog[i]!) ?? [])
  }
}

function findFramework(manifest: Manifest, framework: (typeof frameworks)[number]): FrameworkHit | undefined {
  for (const name of framework.packages) {
    for (const type of framework.dependency_types) {
      const field = FIELDS[type]
      const range = own(manifest[field], name)
      // A development dependency that is a peer dependency as well is what a library is tested against.
      if (range === undefined || (type === 'dev' && own(manifest.peerDependencies, name) !== undefined)) continue
      return { name: framework.name, role: framework.kind, range, keys: [field, name] }
    }
  }
  return undefined
}

function own(dependencies: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return dependencies && Object.hasOwn(dependencies, name) ? dependencies[name] : undefined
}
