import { z } from 'zod'

const text = z.string().nullable()

export const Port = z.strictObject({ port: z.int(), protocol: z.string(), name: text })
export type Port = z.infer<typeof Port>

/** What could not be told from the repository alone, and what it would take. */
export const Unresolved = z.strictObject({ file: z.string(), line: z.int(), needs: z.string() })
export type Unresolved = z.infer<typeof Unresolved>

/** Where something lies: of the product, or beside it. */
export const Reach = z.enum(['product', 'development', 'sample', 'test', 'fixture', 'vendored', 'unreferenced'])
export type Reach = z.infer<typeof Reach>

/** `value`: the words of the exec form, or the one line of the shell form. */
export const Command = z.strictObject({ form: z.enum(['exec', 'shell']), value: z.array(z.string()) })
export type Command = z.infer<typeof Command>

export const StageRole = z.enum(['build', 'dependencies', 'test', 'runtime', 'tool', 'base', 'other'])
export type StageRole = z.infer<typeof StageRole>

export const Stage = z.strictObject({
  name: text,
  role: StageRole,
  base_image: z.string(),
  from_stage: text,
  tag: text,
  digest: text,
  platform: text,
  family: text,
  node_version: text,
  system_packages: z.strictObject({ apt: z.array(z.string()), apk: z.array(z.string()) }),
  package_manager_commands: z.array(z.string()),
  copies_from: z.array(z.string()),
  secret_mounts: z.array(z.string()),
})
export type Stage = z.infer<typeof Stage>

export const Final = z.strictObject({
  stage: text,
  user: text,
  workdir: text,
  entrypoint: Command.nullable(),
  cmd: Command.nullable(),
  exposed_ports: z.array(Port),
  env_names: z.array(z.string()),
  healthcheck: Command.nullable(),
  shell_form: z.boolean().nullable(),
  needs_shell: z.boolean().nullable(),
  needs_package_manager: z.boolean().nullable(),
})
export type Final = z.infer<typeof Final>

export const Dockerfile = z.strictObject({
  path: z.string(),
  reach: Reach,
  syntax: text,
  referenced_by: z.array(z.string()),
  /** False when nothing of the repository builds it; null when that cannot be told. */
  is_built: z.boolean().nullable(),
  targets: z.array(z.string()),
  stages: z.array(Stage),
  final: Final.nullable(),
  arg_names: z.array(z.string()),
  unresolved: z.array(Unresolved),
})
export type Dockerfile = z.infer<typeof Dockerfile>
