import { commandName, shellWords } from './shell-words.ts'

/** One program that a script starts. */
export interface Invocation {
  /** Its bare name: `jest` for `node --inspect ./node_modules/jest/bin/jest.js`, `npx jest`, and `CI=1 cross-env A=b jest`. */
  readonly program: string
  readonly args: readonly string[]
}

/** What starts the rest of its words as a command of its own; the value names options that take a word. */
const STARTERS: Readonly<Record<string, readonly string[]>> = {
  bunx: [],
  command: [],
  'cross-env': [],
  'cross-env-shell': [],
  dotenv: ['-e', '-c', '-v', '-p'],
  'dotenv-run-script': [],
  dotenvx: ['-f', '--env-file'],
  env: ['-u'],
  'env-cmd': ['-f', '-e', '-r', '--file', '--environments'],
  exec: [],
  npx: ['-p', '--package', '-c'],
  pnpx: [],
  time: [],
}

/** `npm exec` and the like: the second word that makes a package manager start what follows. */
const EXECUTES: Readonly<Record<string, readonly string[]>> = {
  bun: ['x'],
  npm: ['exec', 'x'],
  pnpm: ['exec', 'dlx'],
  yarn: ['exec', 'dlx'],
}

/** Programs that measure another one, which comes after options of any kind. */
const WRAPPERS = new Set(['c8', 'istanbul', 'nyc'])
const WRAPPED = new Set('ava jasmine jest karma mocha node npm npx pnpm tap tape ts-mocha vitest yarn _mocha'.split(' '))
const RUNTIMES = new Set(['babel-node', 'bun', 'deno', 'node', 'nodemon', 'ts-node', 'ts-node-dev', 'tsx'])

/** Commands beyond this number are not read. */
const MAX_COMMANDS = 200

/** The programs that a script of a package.json starts, in the order in which they stand there, whatever joins them. */
export function invocations(script: string): readonly Invocation[] {
  let known = remembered.get(script)
  if (!known) {
    known = readAll(script)
    if (script.length <= MAX_REMEMBERED && remembered.size < MAX_REMEMBERED) remembered.set(script, known)
  }
  return known
}

/** Packages of a workspace have the same scripts, and several probes read them. */
const remembered = new Map<string, readonly Invocation[]>()
const MAX_REMEMBERED = 1000

function readAll(script: string): Invocation[] {
  return shellWords(script)
    .slice(0, MAX_COMMANDS)
    .flatMap((words) => read(words, 0))
}

/** Starters may be nested: `cross-env A=b npx dotenv -- vitest`. */
function read(words: readonly string[], depth: number): Invocation[] {
  const at = words.findIndex((word) => !ASSIGNMENT.test(word))
  if (at === -1 || depth > 8) return []
  const first = words[at]!
  const args = words.slice(at + 1)
  const program = commandName(first)
  if (Object.hasOwn(STARTERS, program)) return read(afterOptions(args, STARTERS[program]!), depth + 1)
  if (EXECUTES[program]?.includes(args[0] ?? '')) return read(afterOptions(args.slice(1), []), depth + 1)
  const own = { program, args }
  if (WRAPPERS.has(program)) return [own, ...read(fromWrapped(args), depth + 1)]
  if (RUNTIMES.has(program)) return ofInstalled(own)
  return [own]
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/

function afterOptions(words: readonly string[], takeWord: readonly string[]): readonly string[] {
  let at = 0
  while (at < words.length && words[at]!.startsWith('-')) {
    if (words[at] === '--') return words.slice(at + 1)
    at += takeWord.includes(words[at]!) ? 2 : 1
  }
  // The last starter's own first word: `dotenvx run -- x`.
  return words[at] === 'run' && words[at + 1] === '--' ? words.slice(at + 2) : words.slice(at)
}

function fromWrapped(args: readonly string[]): readonly string[] {
  const at = args.findIndex((word) => WRAPPED.has(commandName(word)))
  return at === -1 ? [] : args.slice(at)
}

/** `node ./node_modules/.bin/jest --ci` runs jest. */
function ofInstalled(own: Invocation): Invocation[] {
  const at = own.args.findIndex((word) => word.includes('node_modules/'))
  return at === -1 ? [own] : [{ program: commandName(own.args[at]!), args: own.args.slice(at + 1) }]
}
