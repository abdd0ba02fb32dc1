import { parseArgs } from 'node:util'
import type { Arguments, Command, Option } from './command.ts'
import { UsageError } from './errors.ts'
import { suggestion } from './nearest.ts'

const HELP = { type: 'boolean', short: 'h' } as const

/** Reads what follows the command's name; `help` when it asks for that. Where an option is given twice, the last one holds. Throws `UsageError`. */
export function parseArguments<C extends Command>(name: string, command: C, argv: readonly string[]): Arguments<C> | 'help' {
  const known: Readonly<Record<string, Option>> = command.options
  const types = Object.entries(known).map(([flag, { value }]) => [flag, { type: value ? 'string' : 'boolean' } as const] as const)
  const { tokens } = parseArgs({
    args: [...argv],
    options: { ...Object.fromEntries(types), help: HELP },
    allowPositionals: true,
    strict: false,
    tokens: true,
  })

  const flags = new Map<string, string | boolean>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    if (token.name === 'help') return 'help'
    if (!Object.hasOwn(known, token.name)) throw unknownOption(name, token.rawName, command)
    flags.set(token.name, valueFor(token, known[token.name]!))
  }
  if (operands.length > command.maxOperands) throw tooMany(name, command, operands)
  return { operands, flags: Object.fromEntries(flags) as Arguments<C>['flags'] }
}

interface OptionToken {
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function valueFor({ rawName, value, inlineValue }: OptionToken, option: Option): string | boolean {
  if (!option.value) {
    if (value !== undefined) throw new UsageError(`${rawName} is a switch and takes no value, found ${JSON.stringify(value)}`)
    return true
  }
  if (value === undefined || value === '') throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}`)
  if (!inlineValue && value.startsWith('-')) {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}; for one that starts with a dash write ${rawName}=${value}`)
  }
  return value
}

function unknownOption(name: string, rawName: string, { options, operands }: Command): UsageError {
  const isPath = rawName === '--repo' && operands === '[path]'
  const meant = isPath
    ? `, it takes the path alone: codegenie ${name} <path>`
    : suggestion(rawName.replace(/^--?/, ''), Object.keys(options), '--')
  return new UsageError(`${rawName} is no option of codegenie ${name}${meant}; codegenie help ${name} lists them`)
}

function tooMany(name: string, { operands, maxOperands }: Command, found: readonly string[]): UsageError {
  const expected = maxOperands === 0 ? 'nothing' : maxOperands === 1 ? `one ${operands}` : operands
  return new UsageError(`codegenie ${name} takes ${expected}, found ${found.map((operand) => JSON.stringify(operand)).join(' ')}`)
}
