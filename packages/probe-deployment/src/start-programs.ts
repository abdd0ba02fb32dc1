import { simpleCommands } from './run-commands.ts'

const SHELLS = new Set('sh bash ash dash zsh ksh'.split(' '))
const MANAGERS = new Set('npm npx pnpm pnpx yarn yarnpkg bun bunx corepack npm-run-all npm-run-all2 run-s run-p'.split(' '))
/** Programs that run what follows, and how many words of their own stand before it. */
const WRAPPERS: ReadonlyMap<string, number> = new Map([
  ...'exec env sudo time nice ionice nohup stdbuf setsid tini tini-static docker-init catatonit dumb-init xvfb-run dotenv cross-env'
    .split(' ')
    .map((name) => [name, 0] as const),
  ...'gosu su-exec timeout chroot'.split(' ').map((name) => [name, 1] as const),
])
/** Options of theirs that take a value in the next word. */
const WITH_VALUE = new Set('-u -g -n -e -p -c -s -r -k --user --signal --reuid --regid --chdir --rewrite --kill-after'.split(' '))
/** Programs that run what follows `--`. */
const BEFORE_DASHES = new Set('doppler infisical op dotenvx setpriv chpst aws-vault chamber'.split(' '))
/** `npm-cli.js`, `.yarn/releases/yarn-4.1.0.cjs`. */
const MANAGER_FILE = /^(?:npm-cli|npx-cli|pnpm|yarn(?:-[\d.]{1,20})?)\.[cm]?js$/
const MAX_DEPTH = 4

/** Does a command line, by whatever it is started through, call a package manager of Node.js? Null where a script that is not read may. */
function callsPackageManager(words: readonly string[], depth = 0): boolean | null {
  let rest = words
  let isScript = false
  for (let round = 0; round < 20 && rest.length > 0; round++) {
    const [program = ''] = rest
    const name = nameOf(program)
    const own = WRAPPERS.get(name)
    if (/^[A-Za-z_]\w{0,100}=/.test(program)) rest = rest.slice(1)
    else if (SHELLS.has(name)) {
      const isCalled = isCalledByShell(rest.slice(1), depth)
      return isScript ? isCalled || null : isCalled
    } else if (BEFORE_DASHES.has(name) && rest.includes('--')) rest = rest.slice(rest.indexOf('--') + 1)
    else if (own !== undefined) rest = afterOptions(rest.slice(1)).slice(own)
    // A script of an image ends with `exec "$@"`; what it does before is not known.
    else if (SCRIPT.test(name)) {
      isScript = true
      rest = rest.slice(1)
    } else if (/^pm2/.test(name)) rest = afterOptions(rest.slice(1).filter((word) => word !== 'start'))
    else break
  }
  const [program = '', ...more] = rest
  const file = nameOf(program) === 'node' ? (more.find((word) => !word.startsWith('-')) ?? '') : program
  const isManager = MANAGER_FILE.test(nameOf(file)) || MANAGERS.has(nameOf(program))
  return isManager || (isScript ? null : false)
}

const SCRIPT = /\.sh$|entrypoint$/

/** `sh -c TEXT`, `bash -lc TEXT`; or a script, which ends with `exec "$@"`. */
function isCalledByShell(words: readonly string[], depth: number): boolean | null {
  const flag = words.findIndex((word) => /^-[a-z]{0,10}c$/.test(word))
  if (flag !== -1) return depth < MAX_DEPTH ? anyCalls(simpleCommands(words[flag + 1] ?? ''), depth + 1) : null
  const script = words.findIndex((word) => !word.startsWith('-'))
  return script === -1 ? false : callsPackageManager(words.slice(script + 1), depth) || null
}

/** Does any of some command lines? */
export function anyCalls(commands: readonly (readonly string[])[], depth = 0): boolean | null {
  const answers = commands.map((command) => callsPackageManager(command, depth))
  return answers.includes(true) || (answers.includes(null) ? null : false)
}

function afterOptions(words: readonly string[]): readonly string[] {
  let at = 0
  while (words[at]?.startsWith('-') && words[at] !== '--') at += WITH_VALUE.has(words[at]!) ? 2 : 1
  return words.slice(words[at] === '--' ? at + 1 : at)
}

function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1)
}
