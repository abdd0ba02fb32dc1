import { type Instruction, splitWords } from './dockerfile-lines.ts'

/** What the RUN instructions of a stage install and call. Names only: arguments may hold secrets. */
export interface RunFacts {
  readonly apt: readonly string[]
  readonly apk: readonly string[]
  /** `npm ci --omit=dev`, `yarn run build`: calls of a Node package manager, without what could be a value. */
  readonly packageManager: readonly string[]
  /** Names of `--mount=type=secret`. */
  readonly secretMounts: readonly string[]
}

const MANAGERS = new Set(['npm', 'npx', 'pnpm', 'pnpx', 'yarn', 'bun', 'bunx', 'corepack'])
const PREFIXES = new Set(['sudo', 'exec', 'env', 'time', 'set', 'then', 'do'])
/** Options of `apk add` whose value is the next word. */
const APK_VALUES = new Set(['-t', '--virtual', '-X', '--repository', '-p', '--root', '--keys-dir', '--repositories-file'])

export function runFacts(runs: readonly Instruction[]): RunFacts {
  const commands = runs.flatMap(commandsOf)
  return {
    apt: unique(commands.flatMap(aptPackages)),
    apk: unique(commands.flatMap(apkPackages)),
    packageManager: unique(commands.flatMap(managerCall)),
    secretMounts: unique(runs.flatMap(secretMounts)),
  }
}

/** Each simple command as its words, variables before it left out. */
function commandsOf({ args, heredocs }: Instruction): string[][] {
  const argv = parseExec(args)
  const scripts = argv ? [argv.length === 3 && argv[1] === '-c' ? argv[2]! : argv.join(' ')] : [args, ...heredocs]
  return scripts.flatMap(simpleCommands)
}

/** The simple commands of a shell script, as their words. */
export function simpleCommands(script: string): string[][] {
  return script
    .split(/&&|\|\||[;\n|(){}]/)
    .map((command) => splitWords(command).map(({ text }) => text))
    .map((words) => words.slice(words.findIndex((word) => !isPrefix(word))))
    .filter((words) => words.length > 0 && !isPrefix(words[0]!))
}

const isPrefix = (word: string): boolean => PREFIXES.has(word) || /^[A-Za-z_]\w{0,100}=/.test(word)

/** The exec form, a JSON array of strings; `undefined` for the shell form. */
export function parseExec(args: string): readonly string[] | undefined {
  if (!args.startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(args)
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
  } catch {
    return undefined
  }
}

function aptPackages(words: readonly string[]): string[] {
  if (!/^(apt|apt-get|aptitude)$/.test(words[0]!)) return []
  const install = words.indexOf('install')
  return install === -1 ? [] : words.slice(install + 1).flatMap(packageName)
}

function apkPackages(words: readonly string[]): string[] {
  const add = words[0] === 'apk' ? words.indexOf('add') : -1
  return add === -1 ? [] : words.slice(add + 1).flatMap((word, i, rest) => (APK_VALUES.has(rest[i - 1] ?? '') ? [] : packageName(word)))
}

/** `curl=8.5.0-2`, `nodejs@edge`, `python3~3.12` -> the name. A word starting with `.` groups apk packages. */
function packageName(word: string): string[] {
  const name = /^[a-z0-9][a-z0-9+.-]{0,100}(?=$|[=@~<>:])/.exec(word)?.[0]
  return name === undefined ? [] : [name]
}

function managerCall(words: readonly string[]): string[] {
  if (!MANAGERS.has(words[0]!)) return []
  const kept = words.slice(1, 12).filter((word) => /^(--?[a-z][a-z-]{0,40}(=[a-z]{1,20})?|[a-z@][\w@/.:-]{0,80})$/.test(word))
  const safe = kept[0] === 'config' || kept[0] === 'set' ? kept.slice(0, 2) : kept
  return [[words[0]!, ...safe.filter((word) => !/token|auth|passw|secret/i.test(word))].join(' ')]
}

function secretMounts({ flags }: Instruction): string[] {
  return flags.flatMap(([name, value]) => {
    const options = new Map(value.split(',').map((option) => option.split('=', 2) as [string, string]))
    if (name !== 'mount' || options.get('type') !== 'secret') return []
    const id = options.get('id') ?? options.get('target')?.split('/').pop()
    return id === undefined ? [] : [id]
  })
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)]
}
