import { defineProbe } from '@codegenie/core'
import pkg from '../package.json' with { type: 'json' }
import { commandIn } from './commands.ts'
import { Documentation } from './schema.ts'
import { versionsIn } from './statements.ts'

export { Documentation, DocumentedCommand, VersionStatement } from './schema.ts'

/** Documents for those who work on a repository; those of its parts speak of their parts. */
const READS = [
  '{README,Readme,readme,CONTRIBUTING,Contributing,contributing,DEVELOPMENT,Development,HACKING,INSTALL,AGENTS,CLAUDE,GEMINI}{,.md,.markdown,.mdx,.rst,.txt}',
  '{.github,docs}/{README,CONTRIBUTING,Contributing,contributing,DEVELOPMENT,copilot-instructions,AGENTS}.md',
  '.github/instructions/*.md',
]
/** Of one kind; a document that says more than that is no document. */
const MAX_FOUND = 200

export default defineProbe({
  name: 'documentation',
  slice: 'documentation',
  version: pkg.version,
  schema: Documentation,
  inputs: { reads: READS },
  async run({ paths, text, warn }) {
    const slice: Documentation = { files: [...paths], versions: [], commands: [] }
    for (const path of paths) {
      const read = collect((await text(path)) ?? '', path)
      if (Math.max(read.versions.length, read.commands.length) > MAX_FOUND)
        warn({ code: 'documentation.cap_exceeded', message: `more than ${MAX_FOUND} versions or commands; the rest is left out`, path })
      slice.versions.push(...read.versions.slice(0, MAX_FOUND))
      slice.commands.push(...read.commands.slice(0, MAX_FOUND))
    }
    const evidence = Object.fromEntries([
      ...paths.map((path, i) => [`files.${i}`, path] as const),
      ...slice.versions.map(({ at }, i) => [`versions.${i}`, at] as const),
      ...slice.commands.map(({ at }, i) => [`commands.${i}`, at] as const),
    ])
    return { slice, evidence }
  },
})

const FENCE = /^\s{0,3}(?:>\s?)?\s{0,8}(?:```|~~~)/

function collect(text: string, path: string): Pick<Documentation, 'versions' | 'commands'> {
  const found: Pick<Documentation, 'versions' | 'commands'> = { versions: [], commands: [] }
  let isFenced = false
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const at = `${path}:${i + 1}`
    if (FENCE.test(line)) {
      isFenced = !isFenced
      continue
    }
    found.versions.push(...versionsIn(line).map((version) => ({ ...version, at })))
    const codes = isFenced || /^(?: {4}|\t)/.test(line) ? [line] : inlineCode(line)
    const commands = new Map(codes.flatMap((code) => commandIn(code) ?? []).map((command) => [command.run, command]))
    for (const command of commands.values()) found.commands.push({ ...command, at })
  }
  return found
}

/** What stands between backticks: every second piece of a line. */
function inlineCode(line: string): readonly string[] {
  return line.length > 2000 ? [] : line.split('`').filter((_, i) => i % 2 === 1)
}
