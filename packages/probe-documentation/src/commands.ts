import type { DocumentedCommand } from './schema.ts'

type Command = Omit<DocumentedCommand, 'at'>

const MAX_RUN = 200
/** Words of package managers that are no scripts, where a script needs no `run`. */
const BUILT_IN = new Set(
  'access add audit autoclean bin cache changeset ci config constraints create dedupe deploy dlx doctor exec explain explore fetch fund generate global help import info init install-completion licenses link list login logout ls node npm outdated owner pack patch plugin policies prune publish rebuild remove rm root self-update server set stage store tag team uninstall unlink unplug update up upgrade upgrade-interactive version versions view whoami why workspace workspaces x'.split(
    ' ',
  ),
)
const INSTALLS = new Set(['install', 'i', 'ci', 'clean-install'])

/** A command of a package manager that works with the project: an install of all, or a script. Adding a package is neither. */
export function commandIn(text: string): Command | undefined {
  const run = text
    .replace(/^\s*[$>%#]?\s+|^\s*\$/, '')
    .split(/\s#/, 1)[0]!
    .trim()
  if (run.length > MAX_RUN) return undefined
  const [first = ''] = run.split(/&&|\|\||[;|]/)
  const [program = '', ...words] = first.trim().split(/\s+/)
  if (program !== 'npm' && program !== 'pnpm' && program !== 'yarn' && program !== 'bun') return undefined
  if (words.some((word) => word === '-g' || word === '--global' || word.startsWith('<') || word.startsWith('['))) return undefined
  const script = scriptOf(program, words)
  return script === undefined ? undefined : { run, manager: program, script }
}

/** `null`: an install; `undefined`: neither. */
function scriptOf(program: Command['manager'], words: readonly string[]): string | null | undefined {
  const names = words.filter((word) => !word.startsWith('-'))
  const [verb, second] = names
  if (verb === undefined) return program === 'yarn' && words.length === 0 ? null : undefined
  if (words[0]!.startsWith('-')) return undefined // a prefix, a filter or a directory: other projects than this one
  if (INSTALLS.has(verb)) return names.length === 1 ? null : undefined
  if (verb === 'run' || verb === 'run-script') return second !== undefined && isScriptName(second) ? second : undefined
  if (verb === 'test' || verb === 't') return program === 'bun' ? undefined : 'test'
  if (verb === 'start') return 'start'
  const isShort = program === 'pnpm' || program === 'yarn'
  return isShort && !BUILT_IN.has(verb) && isScriptName(verb) ? verb : undefined
}

function isScriptName(word: string): boolean {
  return /^[a-z][\w:.-]{0,80}$/i.test(word)
}
