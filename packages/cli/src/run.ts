import { serveProbe } from '@codegenie/coordinator'
import type { Seen } from '@codegenie/core'
import { bundledProbe } from './bundled.ts'
import type { Arguments } from './command.ts'
import type { CommandName } from './commands.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'
import { importProbe } from './third-party.ts'

/** For the entry, which does without all of core. */
export { makeDirectories } from '@codegenie/core'
export { work } from './work.ts'

type Run = (args: Arguments<never>, terminal: Terminal, seen: Seen | undefined) => Promise<ExitCode>

/** Each evaluates what it needs, and nothing of the others. */
const load: Readonly<Record<CommandName, () => Promise<{ readonly default: Run }>>> = {
  audit: () => import('./commands/audit.ts'),
  cache: () => import('./commands/cache.ts'),
  check: () => import('./commands/check.ts'),
  completion: () => import('./commands/completion.ts'),
  diff: () => import('./commands/diff.ts'),
  doctor: () => import('./commands/doctor.ts'),
  export: () => import('./commands/export.ts'),
  gather: () => import('./commands/gather.ts'),
  init: () => import('./commands/init.ts'),
  probe: () => import('./commands/probe.ts'),
  probes: () => import('./commands/probes.ts'),
  report: () => import('./commands/report.ts'),
  schema: () => import('./commands/schema.ts'),
  show: () => import('./commands/show.ts'),
  validate: () => import('./commands/validate.ts'),
  watch: () => import('./commands/watch.ts'),
  why: () => import('./commands/why.ts'),
}

/** Everything that `--version` and `--help` do without. */
export async function runCommand(name: CommandName, args: Arguments, terminal: Terminal, seen?: Seen): Promise<ExitCode> {
  const { default: run } = await load[name]()
  return run(args as Arguments<never>, terminal, seen)
}

/** In a worker thread: runs the probe that it was started for, of a bundled package by its name, else of a module by its path. */
export function serve(): Promise<void> {
  return serveProbe(async (probe) => (await bundledProbe(probe)) ?? importProbe(probe, probe))
}
