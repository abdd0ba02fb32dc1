import { nameOf } from './calls.ts'

/** What a call of a package manager or of a task runner comes to. */
export interface PackageCall {
  readonly manager: string
  readonly does: 'install' | 'script' | 'exec' | 'publish' | 'other'
  /** Names of the scripts (or tasks) that it runs. For `yarn x` and `pnpm x` it may be a binary as well: only a manifest can tell. */
  readonly scripts: readonly string[]
  /** For `exec`, the words of the program that it runs. */
  readonly words: readonly string[]
  /** Directory that it changes to first, as it is written. */
  readonly directory: string | null
  /** Names, paths and filters of workspace members, as they are written. */
  readonly members: readonly string[]
  /** In all members, or in those that `members` selects. */
  readonly isRecursive: boolean
}

interface Syntax {
  readonly install: readonly string[]
  readonly exec: readonly string[]
  /** Commands that are the scripts of the same name. */
  readonly shorthand: Readonly<Record<string, string>>
  /** Any other word is a script, unless it is one of these. */
  readonly builtin: readonly string[] | undefined
  readonly directory: readonly string[]
  readonly member: readonly string[]
  readonly recursive: readonly string[]
  /** Other options that take a value in the next word. */
  readonly valued: readonly string[]
}

const words = (text: string) => text.split(' ')

const SYNTAX: Readonly<Record<string, Syntax>> = {
  npm: {
    install: words('install i ci clean-install install-clean ic add install-ci-test it cit'),
    exec: words('exec x'),
    shorthand: { test: 'test', t: 'test', tst: 'test', start: 'start', stop: 'stop', restart: 'restart' },
    builtin: undefined,
    directory: words('--prefix -C'),
    member: words('-w --workspace'),
    recursive: words('-ws --workspaces'),
    valued: words('--loglevel --registry --cache --userconfig --tag --scope --include --omit'),
  },
  pnpm: {
    install: words('install i add update up fetch'),
    exec: words('exec dlx'),
    shorthand: { t: 'test', tst: 'test' },
    builtin: words(
      'audit config deploy env import init licenses link list ls node outdated pack patch prune publish rebuild remove rm root setup store unlink version view why',
    ),
    directory: words('-C --dir'),
    member: words('-F --filter --filter-prod'),
    recursive: words('-r --recursive'),
    valued: words('--workspace-concurrency --reporter --loglevel --store-dir --network-concurrency'),
  },
  yarn: {
    install: words('install add up upgrade'),
    exec: words('exec dlx'),
    shorthand: {},
    builtin: words(
      'audit bin cache config constraints create dedupe explain global info init licenses link login logout node npm outdated owner pack patch patch-commit plugin prune publish rebuild remove search set stage tag team unlink unplug version versions why',
    ),
    directory: words('--cwd'),
    member: [],
    recursive: [],
    valued: words('--network-timeout --cache-folder --mutex --modules-folder --registry'),
  },
  bun: {
    install: words('install i add update'),
    exec: words('x'),
    shorthand: {},
    builtin: words('build create init link outdated patch pm publish remove repl test unlink upgrade'),
    directory: words('--cwd'),
    member: words('--filter -F'),
    recursive: [],
    valued: words('--config --registry --cache-dir'),
  },
}

const RUNNERS: Readonly<Record<string, string>> = { npx: 'npm', pnpx: 'pnpm', bunx: 'bun' }

/** Reads a call of npm, pnpm, yarn or bun; `undefined` for any other program. */
export function packageCall(call: readonly string[]): PackageCall | undefined {
  const [program = '', ...rest] = call
  const name = nameOf(program)
  const runner = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined
  if (runner !== undefined) return { ...NOTHING, manager: runner, does: 'exec', words: skipOptions(rest, words('-p --package -c --call')) }
  const syntax = Object.hasOwn(SYNTAX, name) ? SYNTAX[name] : undefined
  return syntax && readCall(name, syntax, rest)
}

const NOTHING = { does: 'other', scripts: [], words: [], directory: null, members: [], isRecursive: false } as const

function readCall(manager: string, syntax: Syntax, all: readonly string[]): PackageCall {
  const { plain, directory, members, isRecursive } = readOptions(syntax, all)
  const call = { ...NOTHING, manager, directory, members, isRecursive }
  const [command, ...rest] = plain
  const [next] = rest
  if (command === undefined) return { ...call, does: manager === 'yarn' ? 'install' : 'other' }
  if (manager === 'yarn' && command === 'workspace' && next !== undefined) {
    const inner = readCall('yarn', syntax, rest.slice(1))
    return { ...inner, members: [next, ...inner.members] }
  }
  if (manager === 'yarn' && command === 'workspaces') {
    const at = rest.indexOf('run')
    const inner = rest.slice(at === -1 ? 1 : at)
    return { ...readCall('yarn', syntax, inner), members: foreachMembers(all), isRecursive: true }
  }
  if (syntax.install.includes(command)) return { ...call, does: 'install' }
  if (syntax.exec.includes(command)) return { ...call, does: 'exec', words: rest[0] === '--' ? rest.slice(1) : rest }
  if (command === 'publish' || (command === 'npm' && next === 'publish')) return { ...call, does: 'publish' }
  if (command === 'run' || command === 'run-script')
    return next === undefined ? call : { ...call, does: 'script', scripts: [next], words: rest }
  const script = Object.hasOwn(syntax.shorthand, command) ? syntax.shorthand[command] : undefined
  if (script !== undefined) return { ...call, does: 'script', scripts: [script], words: plain }
  if (syntax.builtin === undefined || syntax.builtin.includes(command) || /[./\\$]/.test(command)) return call
  return { ...call, does: 'script', scripts: [command], words: plain }
}

/** https://yarnpkg.com/cli/workspaces/foreach */
function foreachMembers(all: readonly string[]): string[] {
  const end = all.indexOf('run')
  return all.slice(0, end === -1 ? undefined : end).flatMap((word, i) => {
    const [option = '', inline] = splitOption(word)
    const value = inline ?? all[i + 1] ?? ''
    if (option === '--exclude') return [`!${value}`]
    return option === '--include' || option === '--from' ? [value] : []
  })
}

/** Options before and after the command, up to `--`; what is left are the plain words. */
function readOptions(syntax: Syntax, all: readonly string[]) {
  const plain: string[] = []
  const members: string[] = []
  let directory: string | null = null
  let isRecursive = false
  for (let i = 0; i < all.length; i++) {
    const word = all[i]!
    const [option = '', inline] = word.startsWith('--') ? splitOption(word) : [word, undefined]
    const value = () => inline ?? all[++i] ?? ''
    if (word === '--' || plain.length > MAX_WORDS) {
      plain.push(...all.slice(word === '--' ? i : i))
      break
    }
    if (syntax.member.includes(option)) members.push(value())
    else if (syntax.directory.includes(option)) directory = value()
    else if (syntax.recursive.includes(option)) isRecursive = true
    else if (syntax.valued.includes(option) && plain.length === 0) value()
    else if (!word.startsWith('-') || isScriptArgument(plain)) plain.push(word)
  }
  return { plain, members, directory, isRecursive: isRecursive || members.length > 0 }
}

const MAX_WORDS = 1000

/** Once a script is named, what follows are its arguments. */
function isScriptArgument(plain: readonly string[]): boolean {
  return plain.length > 1 && (plain[0] === 'run' || plain[0] === 'exec' || plain[0] === 'dlx')
}

function splitOption(word: string): [string, string | undefined] {
  const at = word.indexOf('=')
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function skipOptions(list: readonly string[], valued: readonly string[]): string[] {
  let at = 0
  while (list[at]?.startsWith('-')) at += valued.includes(list[at]!) ? 2 : 1
  return list.slice(at)
}
