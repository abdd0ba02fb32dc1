import { z } from 'zod'

const Text = z.string()
const Path = Text.nullable()

const ManagerName = z.enum(['npm', 'pnpm', 'yarn_classic', 'yarn_berry', 'bun'])

const PackageManager = z.strictObject({
  name: ManagerName,
  version: Text.nullable().meta({ description: 'As declared: exact, or a range' }),
  decided_by: Text.meta({
    description: 'declared, release, lockfile, settings, engines, image, script, or default (nothing says one: npm)',
  }),
  source: Text.meta({ description: 'Where that stands' }),
  lockfile: Path.meta({ description: 'The one that installs use' }),
  others: z
    .array(z.strictObject({ name: Text, version: Text.nullable(), kind: Text, source: Text }))
    .meta({ description: 'Evidence for another package manager, strongest first' }),
})

const NodeSource = z.strictObject({
  role: z.enum(['supports', 'dev']).meta({ description: 'What it runs on, or what it is developed with' }),
  kind: Text.meta({ description: 'engines, devEngines, volta, nvmrc, node-version, tool-versions, mise, proto, devcontainer' }),
  value: Text,
  source: Text,
})
export type NodeSource = z.infer<typeof NodeSource>

export const NodeVersions = z.strictObject({
  constraint: Text.nullable().meta({ description: 'What all `supports` allow together; null also when they contradict each other' }),
  pinned: Text.nullable().meta({ description: 'The version to develop with, without a leading v' }),
  sources: z.array(NodeSource),
  conflicts: z.array(z.strictObject({ kind: Text, message: Text, sources: z.array(Text) })),
})
export type NodeVersions = z.infer<typeof NodeVersions>

export const COMMAND_NAMES = ['install', 'build', 'test', 'lint', 'typecheck', 'format', 'start', 'dev'] as const
export type CommandName = (typeof COMMAND_NAMES)[number]

export const Command = z.strictObject({
  run: Text.meta({ description: 'What to type' }),
  cwd: Text.nullable().meta({ description: 'In which directory; null: in every one of `roots`' }),
  script: Text.nullable().meta({ description: 'Text of the script, where it is one' }),
  proof: z.enum(['proven', 'derived', 'declared', 'unproven', 'unknown']).meta({
    description: 'A CI job runs it; a rule gives it; a script says so; something speaks against it; it cannot be followed to its end',
  }),
  reason: Text.nullable().meta({
    description:
      'Why unproven or unknown: placeholder, missing_script, no_member, watches, no_test_files; cycle, too_long. Of a proven one, watches: on a terminal it does not end; no_test_files: a job runs it all the same',
  }),
  events: z
    .array(Text)
    .meta({ description: 'What starts the CI jobs that run it, as far as the repository tells; empty unless it is proven' }),
  programs: z.array(Text).meta({ description: 'What it starts in the end, all scripts that it runs followed' }),
})
export type Command = z.infer<typeof Command>

const commandOf = Command.nullable()
export const Commands = z.strictObject({
  install: commandOf,
  build: commandOf,
  test: commandOf,
  lint: commandOf,
  typecheck: commandOf,
  format: commandOf,
  start: commandOf,
  dev: commandOf,
})
export type Commands = z.infer<typeof Commands>

const Alternative = z.strictObject({ name: z.enum(COMMAND_NAMES), run: Text, cwd: Text, source: Text })
export type Alternative = z.infer<typeof Alternative>

export const Task = z.strictObject({
  runner: z.enum(['turbo', 'nx']),
  name: Text.meta({ description: 'As written: `package#task` is that of one package' }),
  where: Text.meta({ description: 'Directory of the configuration' }),
  depends_on: z.array(Text).meta({ description: 'As written: `^` stands for the packages that a package depends on' }),
})
export type Task = z.infer<typeof Task>

const PackageCommands = z.strictObject({
  path: Text.meta({ description: 'Directory' }),
  name: Text.nullable(),
  workspace_of: Path,
  commands: Commands.partial().meta({ description: 'Those that it has' }),
})
export type PackageCommands = z.infer<typeof PackageCommands>

export const Bundler = z.strictObject({
  name: Text,
  version_range: Text.nullable(),
  where: Text.meta({ description: 'Directory of the package' }),
  role: z.enum(['build', 'dev', 'test']).meta({ description: 'What its scripts use it for' }),
  used_by: z.array(Text).meta({ description: 'Names of the scripts that run it' }),
  config: Path,
  entry: Text.nullable().meta({ description: 'Where its configuration has one literal for it, as the following two' }),
  output: Text.nullable(),
  port: z.int().nullable(),
})
export type Bundler = z.infer<typeof Bundler>

export const TypeScript = z.strictObject({
  enabled: z.literal(true),
  version_range: Text.nullable(),
  config: Path.meta({ description: 'The tsconfig that stands for the project' }),
  target: Text.nullable(),
  module: Text.nullable(),
  module_resolution: Text.nullable(),
  out_dir: Path.meta({ description: 'Relative to the directory of `config`' }),
  strict: z.boolean().nullable(),
  extends: z.array(Text).meta({ description: 'As written in it' }),
  references: z.array(Text).meta({ description: 'As written in it' }),
})
export type TypeScript = z.infer<typeof TypeScript>

export const BuildSystem = z.strictObject({
  roots: z.array(Text).meta({ description: 'Directories that installs are made from' }),
  package_manager: PackageManager.nullable(),
  node: NodeVersions,
  commands: Commands,
  alternatives: z.array(Alternative).meta({ description: 'Targets of make, just and task with the names of commands' }),
  tasks: z.array(Task).meta({ description: 'What task runners run before what, where it is configured' }),
  packages: z.array(PackageCommands).meta({ description: 'All other packages with commands, sorted by path' }),
  bundlers: z.array(Bundler),
  transpilers: z.array(Bundler),
  output_artifacts: z.array(z.strictObject({ path: Text, source: Text })),
  typescript: TypeScript.nullable(),
})
export type BuildSystem = z.infer<typeof BuildSystem>
