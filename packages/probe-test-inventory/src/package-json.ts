import { z } from 'zod'

const Text = z.record(z.string(), z.string()).default({})
const Patterns = z.union([z.string(), z.array(z.string())]).optional()
/** https://github.com/istanbuljs/nyc#common-configuration-options, of which c8 takes the same */
export const Limits = z.object({
  lines: z.number().optional(),
  branches: z.number().optional(),
  functions: z.number().optional(),
  statements: z.number().optional(),
})
export type Limits = z.infer<typeof Limits>

/** Of a package.json, only the fields that this probe uses. */
export const PackageJson = z.object({
  name: z.string().optional(),
  scripts: Text,
  dependencies: Text,
  devDependencies: Text,
  optionalDependencies: Text,
  wireit: z
    .record(
      z.string(),
      z.object({
        command: z.string().optional(),
        dependencies: z.array(z.union([z.string(), z.object({ script: z.string() })])).default([]),
      }),
    )
    .default({}),
  jest: z.object({ testMatch: Patterns, coverageThreshold: z.object({ global: Limits.optional() }).optional() }).optional(),
  mocha: z.object({ spec: Patterns }).optional(),
  ava: z.object({ files: Patterns }).optional(),
  nyc: Limits.optional(),
  c8: Limits.optional(),
})
export type PackageJson = z.infer<typeof PackageJson>

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/** Range of a dependency and the key that it stands under. */
export function dependencyOn(manifest: PackageJson, name: string): { range: string; keys: [string, string] } | undefined {
  const field = FIELDS.find((each) => Object.hasOwn(manifest[each], name))
  return field && { range: manifest[field][name]!, keys: [field, name] }
}
