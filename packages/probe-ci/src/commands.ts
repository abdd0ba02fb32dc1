import { callsIn } from './calls.ts'
import { type Job, joinPath, type Script } from './model.ts'
import { type Role, rolesOf } from './role.ts'
import { type ShellCommand, shellWords, splitShell } from './shell.ts'

/** A command of a job, and what is needed to say more of it. */
export interface FoundCommand {
  readonly run: string
  readonly at: string
  readonly directory: string | null
  readonly roles: readonly Role[]
  readonly unresolved: boolean
  /** Name of the step. */
  readonly step: string | null
  /** The programs that it runs, with their arguments. */
  readonly calls: readonly string[][]
}

/** Longer commands are cut off there. */
const MAX_LENGTH = 20_000
/** Commands of one job. */
export const MAX_COMMANDS = 5_000

/** Placeholders of CI systems, other than variables of a shell. */
const PLACEHOLDER = /\$\{\{|\$\[\[|<<\s*(?:parameters|pipeline|matrix)\.|\{\{\s*(?:checksum|\.)/

/** What commands run, by their text: jobs, and the runs of a matrix, repeat them. */
export type KnownCalls = Map<string, Pick<FoundCommand, 'calls' | 'roles'>>

/** The commands of all scripts of a job in their order; one that stands at one place is there once, however often a matrix repeats it. */
export function commandsOf(job: Job, known: KnownCalls): FoundCommand[] {
  const found = new Map<string, FoundCommand>()
  let left: string | null = '.'
  for (const step of job.steps) {
    if (step.kind !== 'script') continue
    const { commands, end } = commandsIn(step.continues ? { ...step, directory: left } : step, known)
    left = end
    for (const command of commands) {
      if (found.size >= MAX_COMMANDS) return [...found.values()]
      const key = `${command.at}\0${command.directory}\0${command.run}`
      if (!found.has(key)) found.set(key, command)
    }
  }
  return [...found.values()]
}

/** The commands of a script, and the directory that its shell is in after them. */
function commandsIn(script: Script, known: KnownCalls): { commands: FoundCommand[]; end: string | null } {
  const directories = [script.directory]
  const commands = split(script).map((shell) => {
    const depth = shell.depth + 1
    while (directories.length < depth) directories.push(directories.at(-1) ?? null)
    directories.length = depth
    const directory = directories.at(-1) ?? null
    const run = shell.text.length > MAX_LENGTH ? `${shell.text.slice(0, MAX_LENGTH)}…` : shell.text
    directories[depth - 1] = changed(directory, shell.text)
    const about = script.dialect === 'opaque' ? { calls: [], roles: [] } : callsOf(shell, known)
    const at = script.place(shell.line, shell.text)
    return { run, at, directory, unresolved: PLACEHOLDER.test(run), step: script.name, ...about }
  })
  return { commands, end: directories[0] ?? null }
}

function callsOf(shell: ShellCommand, known: KnownCalls): Pick<FoundCommand, 'calls' | 'roles'> {
  const found = shell.heredocs.length === 0 ? known.get(shell.text) : undefined
  if (found) return found
  const calls = callsIn(shell)
  const about = { calls, roles: rolesOf(calls) }
  if (shell.heredocs.length === 0) known.set(shell.text, about)
  return about
}

function split({ text, dialect }: Script): ShellCommand[] {
  if (dialect === 'posix') return splitShell(text)
  if (dialect === 'lines') return splitLines(text)
  const whole = text.trim()
  return whole === '' ? [] : [{ text: whole, line: 0, depth: 0, heredocs: [] }]
}

/** PowerShell and cmd.exe: a line is a command, unless it goes on; simple lines are split at `&&` and `;` too. */
function splitLines(script: string): ShellCommand[] {
  const commands: ShellCommand[] = []
  let text = ''
  let start = 0
  for (const [line, raw] of script.split('\n').entries()) {
    const part = raw.trim()
    if (text === '') start = line
    const isContinued = /[`^]$/.test(part)
    text += (text === '' ? '' : ' ') + (isContinued ? part.slice(0, -1).trimEnd() : part)
    if (isContinued) continue
    if (text !== '' && !/^(?:#|::|rem\s|[{}()@'"\]]+$)/i.test(text)) for (const one of splitLine(text, start)) commands.push(one)
    text = ''
  }
  return text === '' ? commands : [...commands, ...splitLine(text, start)]
}

function splitLine(text: string, line: number): ShellCommand[] {
  if (/[`{}\\]|\$\(|@\(/.test(text)) return [{ text, line, depth: 0, heredocs: [] }]
  return splitShell(text).map((command) => ({ ...command, line, depth: 0 }))
}

/** The directory after a command; `null` when it is not known. */
function changed(directory: string | null, text: string): string | null {
  if (!/^(?:cd|pushd|popd|Set-Location|chdir)\b/.test(text)) return directory
  const [program, path, ...more] = shellWords(text)
  if (program === 'popd' || path === undefined || path === '-' || (more.length > 0 && path !== '/d')) return null
  return joinPath(directory, path === '/d' ? (more[0] ?? '') : path)
}
