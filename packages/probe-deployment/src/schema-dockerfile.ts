import { z } from 'zod'
import { FlagOrNull, Int, Text, TextOrNull, Texts } from './schema-parts.ts'

export const Port = z.strictObject({ port: Int, protocol: Text, name: TextOrNull })
export type Port = z.infer<typeof Port>

/** What could not be told from the repository alone, and what it would take. */
export const Unresolved = z.strictObject({ file: Text, line: Int, needs: Text })
export type Unresolved = z.infer<typeof Unresolved>

/** Where something lies: of the product, or beside it. */
export const Reach = z.enum(['product', 'development', 'sample', 'test', 'fixture', 'vendored', 'unreferenced'])
export type Reach = z.infer<typeof Reach>

/** `value`: the words of the exec form, or the one line of the shell form. */
export const Command = z.strictObject({ form: z.enum(['exec', 'shell']), value: Texts })
export type Command = z.infer<typeof Command>

export const StageRole = z.enum(['build', 'dependencies', 'test', 'runtime', 'tool', 'base', 'other'])
export type StageRole = z.infer<typeof StageRole>

export const Stage = z.strictObject({
  name: TextOrNull,
  role: StageRole,
  base_image: Text,
  from_stage: TextOrNull,
  tag: TextOrNull,
  digest: TextOrNull,
  platform: TextOrNull,
  family: TextOrNull,
  node_version: TextOrNull,
  system_packages: z.strictObject({ apt: Texts, apk: Texts }),
  package_manager_commands: Texts,
  copies_from: Texts,
  secret_mounts: Texts,
})
export type Stage = z.infer<typeof Stage>

export const Final = z.strictObject({
  stage: TextOrNull,
  user: TextOrNull,
  workdir: TextOrNull,
  entrypoint: Command.nullable(),
  cmd: Command.nullable(),
  exposed_ports: z.array(Port),
  env_names: Texts,
  healthcheck: Command.nullable(),
  shell_form: FlagOrNull,
  needs_shell: FlagOrNull,
  needs_package_manager: FlagOrNull,
})
export type Final = z.infer<typeof Final>

export const Dockerfile = z.strictObject({
  path: Text,
  reach: Reach,
  syntax: TextOrNull,
  referenced_by: Texts,
  /** False when nothing of the repository builds it; null when that cannot be told. */
  is_built: FlagOrNull,
  targets: Texts,
  stages: z.array(Stage),
  final: Final.nullable(),
  arg_names: Texts,
  unresolved: z.array(Unresolved),
})
export type Dockerfile = z.infer<typeof Dockerfile>
