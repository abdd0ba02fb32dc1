import { serveProbe } from '@codegenie/coordinator'
import { bundledProbe } from './bundled.ts'
import type { Arguments } from './command.ts'
import cache from './commands/cache.ts'
import gather from './commands/gather.ts'
import probe from './commands/probe.ts'
import probes from './commands/probes.ts'
import schema from './commands/schema.ts'
import show from './commands/show.ts'
import why from './commands/why.ts'
import type { CommandName } from './commands.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'
import { importProbe } from './third-party.ts'

const run: Readonly<Record<CommandName, (args: Arguments<never>, terminal: Terminal) => Promise<ExitCode>>> = {
  cache,
  gather,
  probe,
  probes,
  schema,
  show,
  watch: async (args, terminal) => (await import('./commands/watch.ts')).default(args, terminal),
  why,
}

/** Everything that `--version` and `--help` do without. */
export function runCommand(name: CommandName, args: Arguments, terminal: Terminal): Promise<ExitCode> {
  return run[name](args as Arguments<never>, terminal)
}

/** In a worker thread: runs the probe that it was started for, of a bundled package by its name, else of a module by its path. */
export function serve(): Promise<void> {
  return serveProbe(async (probe) => (await bundledProbe(probe)) ?? importProbe(probe, probe))
}
