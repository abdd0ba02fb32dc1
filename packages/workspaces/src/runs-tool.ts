import type { Invocation } from './script.ts'

/** Is it one of the programs, with the option (`node --test`) or as the subcommand (`bun build`, never `bun run build`) that goes with it? */
export function runsTool(programs: readonly string[], { program, args }: Invocation): boolean {
  return programs.some((each) => {
    const space = each.indexOf(' ')
    if (space === -1) return program === each
    const word = each.slice(space + 1)
    return (
      program === each.slice(0, space) && (word.startsWith('-') ? args.includes(word) : args.find((arg) => !arg.startsWith('-')) === word)
    )
  })
}
