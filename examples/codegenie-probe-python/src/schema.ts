import { z } from 'zod'

export const Requirement = z.strictObject({
  /** Normalised as PEP 503 has it: `google-api-core`. */
  name: z.string(),
  /** `>=1.2,<2`; null where any will do, or where it comes from a URL or a path. */
  specifier: z.string().nullable(),
})
export type Requirement = z.infer<typeof Requirement>

export const Project = z.strictObject({
  path: z.string(),
  name: z.string().nullable(),
  /** Null also where it is computed at build time. */
  version: z.string().nullable(),
  build_backend: z.string().nullable(),
  requires_python: z.string().nullable(),
  dependencies: z.array(Requirement),
  /** Extras, dependency groups and development dependencies, by name. */
  groups: z.record(z.string(), z.array(Requirement)),
})
export type Project = z.infer<typeof Project>

export const RequirementsFile = z.strictObject({
  path: z.string(),
  requirements: z.array(Requirement),
  /** Other requirements and constraints files that it names, as paths of the repository where they are in it. */
  includes: z.array(z.string()),
  /** Does every requirement have a hash? Then pip checks them. */
  hashes: z.boolean(),
  /** The tool that wrote it from another file, as its first lines say. */
  compiled_by: z.enum(['pip-tools', 'uv']).nullable(),
})
export type RequirementsFile = z.infer<typeof RequirementsFile>

export const Lockfile = z.strictObject({
  path: z.string(),
  format: z.enum(['uv', 'poetry', 'pdm', 'pipenv']),
  packages: z.int(),
  requires_python: z.string().nullable(),
})
export type Lockfile = z.infer<typeof Lockfile>

export const Python = z.strictObject({
  managers: z.array(z.enum(['uv', 'poetry', 'pdm', 'hatch', 'pipenv', 'pip-tools', 'pip'])),
  /** Of every place that says one: `requires` a range, `pins` a version. */
  versions: z.array(z.strictObject({ role: z.enum(['requires', 'pins']), value: z.string(), source: z.string() })),
  projects: z.array(Project),
  requirements: z.array(RequirementsFile),
  lockfiles: z.array(Lockfile),
  test_tools: z.array(z.strictObject({ name: z.string(), where: z.string() })),
})
export type Python = z.infer<typeof Python>
