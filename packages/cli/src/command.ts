import type { ExitCode } from './exit-codes.ts'

/** A command as the help shows it and the parser reads it. */
export interface Command {
  /** After the name: `[path]`. */
  readonly operands: string
  readonly maxOperands: number
  /** One line. */
  readonly summary: string
  /** Whole lines, below the usage. */
  readonly about: string
  readonly options: Readonly<Record<string, Option>>
  /** Command line -> what it is for. */
  readonly examples: Readonly<Record<string, string>>
  readonly exits: readonly ExitCode[]
}

export interface Option {
  /** `<dir>`; an option without one is a switch. */
  readonly value?: string
  readonly help: string
}

/** What a command gets: its operands and the options that were given. */
export interface Arguments<C extends Command = Command> {
  readonly operands: readonly string[]
  readonly flags: { readonly [K in keyof C['options']]?: C['options'][K] extends { value: string } ? string : boolean }
}
