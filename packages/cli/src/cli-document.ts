import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { commandHelp } from './help.ts'

/** `docs/cli.md`: what `codegenie help` says of each command, from the same table. */
export function cliDocument(): string {
  const all = Object.entries<Command>(commands)
  const rows = all.map(
    ([name, { operands, summary }]) => `| [\`${`${name} ${operands}`.trim().replaceAll('|', '\\|')}\`](#${name}) | ${summary} |`,
  )
  const helps = all.map(([name, command]) => `## ${name}\n\n\`\`\`text\n${commandHelp(name, command)}\`\`\`\n`)
  const codes = Object.entries(EXIT_CODES).map(([code, meaning]) => `| ${code} | ${meaning} |`)
  return `# The command line

Made from the table that the parser and \`codegenie help\` read. Data goes to stdout, everything else to stderr.

| command | |
|---|---|
${rows.join('\n')}

| exit code | meaning |
|---|---|
${codes.join('\n')}

${helps.join('\n')}`
}
