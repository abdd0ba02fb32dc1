import type { Arguments, Command } from '../command.ts'
import { commands } from '../commands.ts'
import { completions, SHELLS } from '../completions.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export default async function completion(
  { operands: [named] }: Arguments<typeof commands.completion>,
  terminal: Terminal,
): Promise<ExitCode> {
  const shell = SHELLS.find((each) => each === named)
  if (!shell)
    throw new UsageError(
      `expected codegenie completion ${SHELLS.join('|')}, found ${named === undefined ? 'none of these' : JSON.stringify(named)}`,
    )
  terminal.print(completions(shell, commands as Readonly<Record<string, Command>>))
  return 0
}
