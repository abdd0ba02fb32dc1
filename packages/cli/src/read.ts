import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arguments } from './command.ts'
import { showWith } from './commands/show.ts'
import { whyWith } from './commands/why.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const commands = { show: showWith, why: whyWith } as const

/**
 * `show` and `why` without all that a gather loads; `undefined` where there is, or may be, a configuration: then the long way reads that.
 * A program of its own, with nothing in it but what these two need.
 */
export function readCommand(name: string, args: Arguments, terminal: Terminal): ExitCode | undefined {
  if (!Object.hasOwn(commands, name) || 'config' in args.flags || mayBeConfigured(terminal.cwd)) return undefined
  return commands[name as keyof typeof commands]({ config: {}, directory: terminal.cwd }, args as Arguments<never>, terminal)
}

function mayBeConfigured(cwd: string): boolean {
  if (['yaml', 'yml', 'json'].some((type) => lstatSync(join(cwd, `codegenie.config.${type}`), { throwIfNoEntry: false }))) return true
  const manifest = join(cwd, 'package.json')
  const stat = lstatSync(manifest, { throwIfNoEntry: false })
  if (!stat) return false
  return !stat.isFile() || stat.size > 1 << 20 || readFileSync(manifest).includes('codegenie')
}
