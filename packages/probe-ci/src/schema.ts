import { z } from 'zod'
import { ROLES } from './role.ts'

const Texts = z.array(z.string())

export const Command = z.strictObject({
  run: z.string(),
  at: z.string(),
  directory: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
  unresolved: z.boolean(),
})
export type Command = z.infer<typeof Command>

const Concurrency = z.strictObject({ group: z.string(), cancels: z.boolean().nullable() }).nullable()

export const CiJob = z.strictObject({
  id: z.string(),
  name: z.string().nullable(),
  runs_on: Texts,
  container: z.string().nullable(),
  services: Texts,
  node_versions: Texts,
  node_version_files: Texts,
  node_caches: Texts,
  concurrency: Concurrency,
  environment: z.string().nullable(),
  permissions: Texts.nullable(),
  uses: Texts,
  commands: z.array(Command),
})
export type CiJob = z.infer<typeof CiJob>

export const Workflow = z.strictObject({
  path: z.string(),
  provider: z.string(),
  name: z.string().nullable(),
  triggers: z.array(z.strictObject({ event: z.string(), filters: z.record(z.string(), Texts) })),
  permissions: Texts.nullable(),
  concurrency: Concurrency,
  jobs: z.array(CiJob),
})
export type Workflow = z.infer<typeof Workflow>

/** One command, wherever it runs: `jobs` are `<path of the workflow>#<id of the job>`. */
const Run = z.strictObject({ run: z.string(), directory: z.string().nullable(), at: Texts, jobs: Texts, events: Texts })
export type Run = z.infer<typeof Run>

export const ScriptRun = z.strictObject({
  script: z.string(),
  manager: z.string(),
  directory: z.string().nullable(),
  members: Texts,
  recursive: z.boolean(),
  at: Texts,
  jobs: Texts,
  events: Texts,
})
export type ScriptRun = z.infer<typeof ScriptRun>

const ImageBuild = z.strictObject({
  file: z.string(),
  job: z.string(),
  at: z.string(),
  command: z.string().nullable(),
  action: z.string().nullable(),
  dockerfile: z.string().nullable(),
  context: z.string().nullable(),
  tags: Texts,
  push: z.boolean().nullable(),
})
export type ImageBuild = z.infer<typeof ImageBuild>

const Deploy = z.strictObject({
  file: z.string(),
  job: z.string(),
  at: z.string(),
  command: z.string().nullable(),
  action: z.string().nullable(),
  environment: z.string().nullable(),
})
export type Deploy = z.infer<typeof Deploy>

export const Ci = z.strictObject({
  providers: Texts,
  primary_workflow: z.string().nullable(),
  workflows: z.array(Workflow),
  node_matrix: Texts,
  test_commands: z.array(Run),
  build_commands: z.array(Run),
  lint_commands: z.array(Run),
  smoke_tests: z.array(Run),
  script_runs: z.array(ScriptRun),
  builds_image: z.boolean().nullable(),
  image_builds: z.array(ImageBuild),
  deploys: z.array(Deploy),
  secrets_referenced: Texts,
  reusable: z.array(z.strictObject({ path: z.string(), kind: z.string(), at: Texts })),
  unresolved: z.array(z.strictObject({ kind: z.string(), ref: z.string(), reason: z.string(), at: Texts })),
})
export type Ci = z.infer<typeof Ci>
