import { Wireit } from '@codegenie/workspaces'
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
  wireit: Wireit.default({}),
  jest: z.object({ testMatch: Patterns, coverageThreshold: z.object({ global: Limits.optional() }).optional() }).optional(),
  mocha: z.object({ spec: Patterns }).optional(),
  ava: z.object({ files: Patterns }).optional(),
  nyc: Limits.optional(),
  c8: Limits.optional(),
})
export type PackageJson = z.infer<typeof PackageJson>
