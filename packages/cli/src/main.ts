#!/usr/bin/env node
import pkg from '../package.json' with { type: 'json' }
import { parseArguments } from './arguments.ts'
import type { Arguments, Command } from './command.ts'
import { type CommandName, commands, isCommand } from './commands.ts'
import { UsageError } from './errors.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'
import { commandHelp, overview } from './help.ts'
import { suggestion } from './nearest.ts'
import { shownPath } from './shown-path.ts'
import { printTo, processTerminal, say, type Terminal } from './terminal.ts'
import { type Looked, lookAtLast } from './unchanged.ts'

async function run([first = '', ...rest]: readonly string[]): Promise<ExitCode> {
  if (first === '') throw new UsageError('expected a command, as in codegenie gather; codegenie --help lists them')
  if (first === '--version') return print(`${pkg.version}\n`)
  if (first === '--help' || first === '-h') return print(overview())
  if (first === 'help') return print(rest[0] === undefined ? overview() : commandHelp(rest[0], named(rest[0])))
  const command = named(first)
  const args = parseArguments(first, command, rest)
  if (args === 'help') return print(commandHelp(first, command))
  const terminal = await processTerminal()
  const looked = first === 'gather' ? look(args as Arguments<typeof commands.gather>, terminal) : undefined
  if (looked?.unchanged) return 0
  if (first === 'show' || first === 'why') {
    const { readCommand } = await import('./read.ts')
    const code = readCommand(first, args, terminal)
    if (code !== undefined) return code
  }
  optimizeLess()
  const { loadRun } = await import('./load-run.ts')
  const { runCommand, keep } = loadRun(terminal)
  const code = await runCommand(first as CommandName, args, terminal, looked?.seen)
  if (first === 'gather') keep()
  return code
}

/**
 * Most of what runs is over before the optimizing compiler of Node 20 has done its part of it: that was a quarter of all CPU time. Later
 * versions of V8 have other means, and no such flag.
 */
function optimizeLess(): void {
  if (process.versions.v8.startsWith('11.3.')) process.getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=600000')
}

/** The whole of a gather that has nothing to do. */
function look(args: Arguments<typeof commands.gather>, { cwd, env, isTty, say }: Terminal): Looked | undefined {
  const looked = lookAtLast(args, cwd, env)
  if (looked?.unchanged && isTty.stderr && !args.flags.quiet) say(`${shownPath(looked.unchanged.directory, cwd)}: unchanged`)
  return looked
}

function print(text: string): ExitCode {
  printTo(1, text)
  return 0
}

function named(name: string): Command {
  if (isCommand(name)) return commands[name]
  const kind = name.startsWith('-') ? 'option' : 'command'
  throw new UsageError(`${JSON.stringify(name)} is no ${kind}${suggestion(name, Object.keys(commands))}; codegenie --help lists them`)
}

/** One line for what was to be expected; a bug says that it is one. */
function fail(error: unknown): ExitCode {
  const code = exitCodeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (code !== 0) say(`codegenie: ${message}`)
  if (code !== undefined) return code
  const stack = process.argv.includes('--verbose') && error instanceof Error ? error.stack : undefined
  say(
    `this is a bug: please report it at ${pkg.repository.url.slice('git+'.length, -'.git'.length)}/issues${stack ? '' : ', with what --verbose adds'}`,
  )
  for (const line of stack?.split('\n') ?? []) say(line)
  return 1
}

const end = (error: unknown) => process.exit(fail(error))

process.on('uncaughtException', end) // a probe may throw where nobody waits for it
run(process.argv.slice(2)).then((code) => process.exit(code), end) // and may leave a timer behind
