import { type ShellCommand, shellWords, splitShell } from './shell.ts'

const ASSIGNMENT = /^[A-Za-z_]\w*\+?=/
/** Programs that run another one, options before it. */
const WRAPPERS = new Set(
  'sudo env time exec command nohup nice cross-env cross-env-shell corepack winpty xvfb-run timeout stdbuf c8 nyc retry travis_retry shippable_retry'.split(
    ' ',
  ),
)
/** Options of theirs that take a value in the next word. */
const WITH_VALUE = new Set(
  '-u --user -s --server-args -n --server-num -e --error-file -f --auth-file -k --kill-after --signal --reporter'.split(' '),
)
/** Programs that run what follows `--`. */
const BEFORE_DASHES = new Set('dotenv dotenvx doppler op percy env-cmd infisical with-env mise nix-shell'.split(' '))
const SHELLS = new Set(['bash', 'sh', 'zsh', 'dash', 'ash'])
/** What is looked for in the arguments of `docker run`, to tell the command from the image. */
const IN_CONTAINER = new Set('npm npx yarn pnpm bun bunx node make go'.split(' '))
const MAX_DEPTH = 3

/**
 * The programs that a command runs, each with its arguments: those of a pipeline, of `bash -c '…'`, of a here-document for a shell, behind
 * wrappers and within containers.
 */
export function callsIn(command: Pick<ShellCommand, 'text' | 'heredocs'>, depth = 0): string[][] {
  const calls: string[][] = []
  for (const part of parts(shellWords(command.text))) {
    const words = unwrap(part)
    const [program = ''] = words
    if (words.length === 0) continue
    calls.push(words)
    if (depth >= MAX_DEPTH) continue
    const script = SHELLS.has(nameOf(program)) ? shellScript(words) : undefined
    if (script !== undefined) for (const inner of splitShell(script)) for (const one of callsIn(inner, depth + 1)) calls.push(one)
    if (SHELLS.has(nameOf(program)) || program === 'ssh')
      for (const { text } of command.heredocs)
        for (const inner of splitShell(text)) for (const one of callsIn(inner, depth + 1)) calls.push(one)
    if (nameOf(program) === 'concurrently')
      for (const text of words.slice(1).filter((word) => word.includes(' ')))
        for (const inner of splitShell(text)) for (const one of callsIn(inner, depth + 1)) calls.push(one)
    const inside = insideContainer(words)
    if (inside) calls.push(unwrap(inside))
  }
  return calls
}

/** The last component of a program's path. */
export function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1).replace(/\.(?:exe|cmd)$/i, '')
}

function parts(words: readonly string[]): string[][] {
  const all: string[][] = [[]]
  for (const word of words) {
    if (word === '|') all.push([])
    else all.at(-1)!.push(word)
  }
  return all
}

function unwrap(words: readonly string[]): string[] {
  let rest = [...words]
  for (let round = 0; round < 20; round++) {
    const [program = ''] = rest
    if (ASSIGNMENT.test(program)) rest = rest.slice(1)
    else if (BEFORE_DASHES.has(nameOf(program)) && rest.includes('--')) rest = rest.slice(rest.indexOf('--') + 1)
    else if (WRAPPERS.has(nameOf(program))) rest = afterOptions(rest.slice(1), program === 'timeout')
    else break
  }
  return rest
}

function afterOptions(words: readonly string[], hasDuration: boolean): string[] {
  let at = 0
  while (words[at]?.startsWith('-')) at += WITH_VALUE.has(words[at]!) ? 2 : 1
  return words.slice(hasDuration ? at + 1 : at)
}

/** The text behind `-c`. */
function shellScript(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => /^-[a-z]*c$/.test(word))
  return at === -1 ? undefined : words[at + 1]
}

function insideContainer([program = '', ...words]: readonly string[]): string[] | undefined {
  if (!['docker', 'docker-compose', 'podman'].includes(nameOf(program))) return undefined
  const run = words.findIndex((word) => word === 'run' || word === 'exec')
  const at = run === -1 ? -1 : words.findIndex((word, i) => i > run + 1 && IN_CONTAINER.has(nameOf(word)))
  return at === -1 ? undefined : words.slice(at)
}
