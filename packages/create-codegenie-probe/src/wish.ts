import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { SIMPLE_GLOB } from './glob.ts'
import type { Wish } from './template.ts'

export const USAGE = `Usage: npm create codegenie-probe [directory] -- [options]

  --name <name>          what it is called, in kebab-case: go-modules (default: from the directory)
  --reads <glob>         the files that it reads: "**/go.mod" (default: "README.md")
  --description <text>   what it finds out, in one line
  --help                 this text

Writes a package codegenie-probe-<name> that builds and passes its tests; the directory must not be there, or be empty (default:
codegenie-probe-<name>). On a terminal it asks for what is not given.
`

/** Asks one question; answers with what is typed, which may be nothing. */
export type Ask = (question: string) => Promise<string>

export interface Plan {
  readonly directory: string
  readonly wish: Wish
}

/** From the command line, and from answers where somebody can be asked. Throws an error that is one line for who typed it. */
export async function planOf(argv: readonly string[], ask: Ask | undefined): Promise<Plan | 'help'> {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { name: text, reads: text, description: text, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
  if (values.help) return 'help'
  const [given, ...more] = positionals
  if (more.length > 0) throw new Error(`expected one directory, found ${positionals.join(' ')}`)
  const fallback = given === undefined ? '' : basename(given).replace(/^codegenie-probe-/, '')
  const asked = async (value: string | undefined, question: string, otherwise: string) =>
    value ?? ((await ask?.(`${question}${otherwise === '' ? '' : ` (${otherwise})`}: `)) || otherwise)
  const name = await asked(values.name, 'Name in kebab-case, as go-modules', fallback)
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
    throw new Error(
      name === ''
        ? 'it needs a name: npm create codegenie-probe -- --name go-modules'
        : `${JSON.stringify(name)} is no name in kebab-case, as go-modules`,
    )
  const reads = await asked(values.reads, 'Files that it reads, as **/go.mod', 'README.md')
  if (!SIMPLE_GLOB.test(reads))
    throw new Error(`${JSON.stringify(reads)} is no simple glob, as **/go.mod; begin with one, src/index.ts can have any`)
  const description = await asked(values.description, 'What it finds out, in one line', 'its files and their lines')
  if (/[\r\n*`\\]/.test(description)) throw new Error('the description is one line of plain text')
  return { directory: given ?? `codegenie-probe-${name}`, wish: { name, reads, description } }
}
