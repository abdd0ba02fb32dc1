import { invocations, scriptCalls } from '@codegenie/workspaces'
import type { Command } from './schema.ts'

/** A command that a job of CI runs. */
export interface CiCommand {
  /** As it stands there: one or more shell commands. */
  readonly run: string
  /** Where that is: `path:line`. */
  readonly source: string
}

/** The part of a command that CI can prove, and the name of its script. */
interface Provable {
  readonly command: Command
  /** Name of the script that the command runs; undefined where it runs none. */
  readonly script: string | undefined
  /** Name of the workspace member whose script it is; undefined for that of the root. */
  readonly member: string | undefined
}

/**
 * Where CI runs a command: the same words in whatever shell around them, or the same script by whatever package manager. Undefined where
 * none of the jobs does.
 */
function proveByCi({ command, script, member }: Provable, jobs: readonly CiCommand[]): string | undefined {
  const words = wordsOf(command.run)
  return jobs.find(({ run }) => {
    const started = invocations(run)
    if (started.some(({ program, args }) => startsWith([program, ...args], words))) return true
    return script !== undefined && started.flatMap(scriptCalls).some((call) => call.script === script && isSame(call.of, member))
  })?.source
}

/** The command as proven where a job runs it. A placeholder stays what it is, whoever runs it. */
export function withCiProof(provable: Provable, jobs: readonly CiCommand[]): { command: Command; source: string | undefined } {
  const source = provable.command.reason === 'placeholder' ? undefined : proveByCi(provable, jobs)
  return { command: source === undefined ? provable.command : { ...provable.command, proof: 'proven', reason: null }, source }
}

function wordsOf(run: string): readonly string[] {
  const [first] = invocations(run)
  return first ? [first.program, ...first.args] : [run]
}

function startsWith(words: readonly string[], start: readonly string[]): boolean {
  return start.every((word, i) => words[i] === word)
}

function isSame(of: ReturnType<typeof scriptCalls>[number]['of'], member: string | undefined): boolean {
  if (typeof of === 'string') return member === undefined ? of === 'here' : of === 'members'
  return 'name' in of && of.name === member
}
