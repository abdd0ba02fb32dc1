import { Wireit } from '@codegenie/workspaces'
import { z } from 'zod'

const Text = z.record(z.string(), z.string())

/** Of a package.json, only the fields that this probe uses. */
export const PackageJson = z.object({
  name: z.string().optional(),
  scripts: Text.default({}),
  engines: z.record(z.string(), z.unknown()).default({}),
  volta: z.record(z.string(), z.unknown()).default({}),
  devEngines: z.object({ runtime: z.unknown().optional() }).optional(),
  jest: z.record(z.string(), z.unknown()).optional(),
  dependencies: Text.default({}),
  devDependencies: Text.default({}),
  optionalDependencies: Text.default({}),
  peerDependencies: Text.default({}),
  wireit: Wireit.default({}),
})
export type PackageJson = z.infer<typeof PackageJson>

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const

/** `{ "type": "commonjs" }` in a folder of output says how to load the files of another project. */
export function isProject(manifest: PackageJson): boolean {
  return Object.keys(manifest.scripts).length > 0 || FIELDS.some((field) => Object.keys(manifest[field]).length > 0)
}
