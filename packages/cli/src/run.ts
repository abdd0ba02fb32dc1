import type { Arguments } from './command.ts'
import audit from './commands/audit.ts'
import cache from './commands/cache.ts'
import check from './commands/check.ts'
import completion from './commands/completion.ts'
import diff from './commands/diff.ts'
import doctor from './commands/doctor.ts'
import exportTo from './commands/export.ts'
import gather from './commands/gather.ts'
import init from './commands/init.ts'
import probes from './commands/probes.ts'
import report from './commands/report.ts'
import schema from './commands/schema.ts'
import show from './commands/show.ts'
import validate from './commands/validate.ts'
import why from './commands/why.ts'
import type { CommandName } from './commands.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const run: Readonly<Record<CommandName, (args: Arguments<never>, terminal: Terminal) => Promise<ExitCode>>> = {
  audit,
  cache,
  check,
  completion,
  diff,
  doctor,
  export: exportTo,
  gather,
  init,
  probes,
  report,
  schema,
  show,
  validate,
  why,
}

/** Everything that `--version` and `--help` do without. */
export function runCommand(name: CommandName, args: Arguments, terminal: Terminal): Promise<ExitCode> {
  return run[name](args as Arguments<never>, terminal)
}
