import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { EXIT_CODES } from './exit-codes.ts'

/** What `codegenie --help` prints. */
export function overview(): string {
  const lines = Object.entries<Command>(commands).map(([name, { operands, summary }]) => [`${name} ${operands}`.trim(), summary] as const)
  return `codegenie reads a repository once and writes what is true about it, with proof.

Usage: codegenie <command> [options]

Commands
${columns([...lines, ['help <command>', 'options, examples and exit codes of a command']])}

Options
${columns([
  ['-h, --help', 'this, or the help of a command'],
  ['--version', 'the version'],
])}

Examples
${examples({
  'codegenie gather': 'gather the repository in the working directory',
  'codegenie show language_stack.primary': 'print one fact of it',
  'codegenie help gather': 'everything about a command',
})}

Exit codes
${exitCodes(Object.keys(EXIT_CODES))}

Data goes to stdout, everything else to stderr. There is no network access and no telemetry.
`
}

/** What `codegenie help <command>` and `codegenie <command> --help` print. */
export function commandHelp(name: string, command: Command): string {
  const options = Object.entries(command.options).map(([flag, { value, help }]) => [`--${flag}${value ? ` ${value}` : ''}`, help] as const)
  return `Usage: codegenie ${name} ${command.operands ? `${command.operands} ` : ''}[options]

${command.about}

Options
${columns([...options, ['-h, --help', 'this help']])}

Examples
${examples(command.examples)}

Exit codes
${exitCodes(command.exits.map(String))}
`
}

function examples(lines: Command['examples']): string {
  return Object.entries(lines)
    .map(([line, what]) => `  ${line}\n      ${what}`)
    .join('\n')
}

function exitCodes(codes: readonly string[]): string {
  const meanings: Readonly<Record<string, string>> = EXIT_CODES
  return columns(codes.map((code) => [code, meanings[code] ?? '']))
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
