import { type Invocation, invocations } from './script.ts'

/** A script of a package.json that another script runs. */
export interface ScriptCall {
  /** Its name; `build:*` stands for all that begin so. */
  readonly script: string
  /** Whose: that of the same package, of every member of the workspace, of the member with this name, or of the package in this directory. */
  readonly of: 'here' | 'members' | { readonly name: string } | { readonly directory: string }
  /** A program of this name is started where there is no such script (`yarn jest`), or nothing is done (a task runner). */
  readonly isOptional: boolean
  /** What is handed on to it: `--run` of `npm test -- --run`. */
  readonly args: readonly string[]
}

/** The scripts that one command runs; empty for a command that is no script runner. */
export function scriptCalls(invocation: Invocation): ScriptCall[] {
  return Object.hasOwn(RUNNERS, invocation.program) ? RUNNERS[invocation.program]!(invocation.args) : []
}

const RUNNERS: Readonly<Record<string, (args: readonly string[]) => ScriptCall[]>> = {
  bun: (args) => packageManager(args, ['test', 'build', 'install', 'add', 'x', 'publish', 'pm', 'init']),
  concurrently,
  lerna: (args) => (args[0] === 'run' && args[1] ? members([args[1]]) : []),
  npm: (args) => npm(args),
  'npm-run-all': scriptList,
  'npm-run-all2': scriptList,
  nx,
  pnpm: (args) => packageManager(args, ['install', 'i', 'add', 'publish', 'pack', 'exec', 'dlx', 'update', 'prune', 'store', 'deploy']),
  'run-p': scriptList,
  'run-s': scriptList,
  turbo,
  yarn,
}

function members(scripts: readonly string[]): ScriptCall[] {
  return scripts.map((script) => ({ script, of: 'members', isOptional: true, args: [] }))
}

/** What comes after the name of the script; npm takes options for itself up to `--`. */
function handedOn(args: readonly string[], script: string): readonly string[] {
  const rest = args.slice(args.indexOf(script) + 1)
  return rest[0] === '--' ? rest.slice(1) : rest
}

/** Options that are followed by a word. */
const TAKES_WORD = new Set(
  '-w --workspace --prefix -C --dir --cwd -F --filter --concurrency --cache-dir --scope --include --exclude --from -j --jobs'.split(' '),
)

/** Words that are no options, and the values of options, up to `--`. */
function sort(args: readonly string[]): { words: string[]; option: (...names: string[]) => string | undefined } {
  const words: string[] = []
  const options = new Map<string, string>()
  for (let at = 0; at < args.length && args[at] !== '--'; at++) {
    const word = args[at]!
    if (!word.startsWith('-')) words.push(word)
    else if (word.includes('=')) options.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1))
    else if (TAKES_WORD.has(word)) options.set(word, args[++at] ?? '')
    else options.set(word, '')
  }
  return { words, option: (...names) => names.map((name) => options.get(name)).find((value) => value !== undefined) }
}

const NPM_SCRIPTS: Readonly<Record<string, string>> = {
  test: 'test',
  t: 'test',
  tst: 'test',
  start: 'start',
  stop: 'stop',
  restart: 'restart',
}

function npm(args: readonly string[]): ScriptCall[] {
  const { words, option } = sort(args)
  const [verb = '', named] = words
  const script = verb === 'run' || verb === 'run-script' ? named : NPM_SCRIPTS[verb]
  if (!script) return []
  const directory = option('--prefix', '-C')
  const workspace = option('-w', '--workspace')
  const call = {
    script,
    isOptional: option('--if-present') !== undefined,
    args: args.includes('--') ? args.slice(args.indexOf('--') + 1) : [],
  }
  return [{ ...call, of: option('-ws', '--workspaces') !== undefined ? 'members' : target(workspace, directory) }]
}

/** pnpm and bun: `run` may be left out. */
function packageManager(args: readonly string[], builtIn: readonly string[]): ScriptCall[] {
  const { words, option } = sort(args)
  const isRun = words[0] === 'run'
  const script = words[isRun ? 1 : 0]
  if (!script || script.includes('/') || /\.[cm]?[jt]sx?$/.test(script) || (!isRun && builtIn.includes(script))) return []
  const isOptional = !isRun
  if (option('-r', '--recursive') !== undefined) return members([script])
  const filter = option('-F', '--filter')
  if (filter !== undefined && /[*!.[\]{}^]/.test(filter)) return members([script])
  const of = target(filter, option('-C', '--dir', '--cwd', '--prefix'))
  return [{ script, of, isOptional, args: handedOn(args, script) }]
}

const YARN = new Set(
  'add bin cache config create dlx exec global info init install link login node npm pack publish remove set up upgrade version why'.split(
    ' ',
  ),
)

function yarn(args: readonly string[]): ScriptCall[] {
  const { words, option } = sort(args)
  if (words[0] === 'workspaces') {
    const run = words.indexOf('run')
    return run > 0 && words[run + 1] ? members([words[run + 1]!]) : []
  }
  const isMember = words[0] === 'workspace'
  const rest = isMember ? words.slice(2) : words
  const isRun = rest[0] === 'run'
  const script = rest[isRun ? 1 : 0]
  if (!script || (!isRun && YARN.has(script))) return []
  const of = target(isMember ? words[1] : undefined, option('--cwd'))
  return [{ script, of, isOptional: !isRun, args: handedOn(args, script) }]
}

function target(name: string | undefined, directory: string | undefined): ScriptCall['of'] {
  if (name) return name.startsWith('.') || (name.includes('/') && !name.startsWith('@')) ? { directory: name } : { name }
  return directory ? { directory } : 'here'
}

/** https://turborepo.com/docs/reference/run: `run` may be left out, several tasks may be given. */
function turbo(args: readonly string[]): ScriptCall[] {
  const [first = '', ...rest] = sort(args).words
  if (first === 'run' || first === 'watch') return members(rest)
  return TURBO.has(first) || !first ? [] : members([first, ...rest])
}

const TURBO = new Set(
  'bin completion daemon docs gen generate info link login logout ls prune query scan telemetry unlink boundaries'.split(' '),
)

/** https://nx.dev/nx-api/nx/documents/run-many */
function nx(args: readonly string[]): ScriptCall[] {
  const many = args[0] === 'run-many' || args[0] === 'affected' || args[0]?.startsWith('affected:')
  if (!many) return oneProject(sort(args).words)
  if (args[0]!.startsWith('affected:')) return members([args[0]!.slice('affected:'.length)])
  const targets = args.flatMap((word, at) => {
    const [, given] = /^--targets?=(.*)$/.exec(word) ?? []
    if (given !== undefined) return given.split(',')
    if (word !== '-t' && word !== '--target' && word !== '--targets') return []
    const end = args.findIndex((later, i) => i > at && later.startsWith('-'))
    return args.slice(at + 1, end === -1 ? undefined : end).flatMap((names) => names.split(','))
  })
  return members(targets.filter(Boolean))
}

/** `nx run web:build:production`, `nx build web`, `nx build`: https://nx.dev/nx-api/nx/documents/run */
function oneProject([verb = '', name]: readonly string[]): ScriptCall[] {
  const [project, target] = verb === 'run' ? (name ?? '').split(':') : [name, NX.has(verb) ? '' : verb]
  if (!target) return []
  return [{ script: target, of: project ? { name: project } : 'here', isOptional: true, args: [] }]
}

const NX = new Set(
  'add connect daemon dep-graph exec format:check format:write g generate graph import init list login migrate new print-affected register release repair report reset show sync sync:check view-logs watch'.split(
    ' ',
  ),
)

/** `run-s clean build:*`, `run-p "test -- --run" lint`: https://github.com/mysticatea/npm-run-all */
function scriptList(args: readonly string[]): ScriptCall[] {
  return args.flatMap((word): ScriptCall[] => {
    const [script = '', ...rest] = word.split(' ')
    return script === '' || script.startsWith('-') ? [] : [{ script, of: 'here', isOptional: false, args: handedOn(rest, '') }]
  })
}

/** `concurrently "npm:watch-*" "node server.js"`: https://github.com/open-cli-tools/concurrently */
function concurrently(args: readonly string[]): ScriptCall[] {
  return args.flatMap((word): ScriptCall[] => {
    const [, script] = /^(?:npm|yarn|pnpm|bun):(\S+)/.exec(word) ?? []
    if (script) return [{ script, of: 'here', isOptional: false, args: [] }]
    return word.includes(' ') && !word.includes('concurrently') ? invocations(word).flatMap(scriptCalls) : []
  })
}
