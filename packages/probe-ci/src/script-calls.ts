import { joinPath } from './model.ts'
import { packageCall } from './package-script.ts'
import type { ScriptRun } from './schema.ts'
import { taskCall } from './task-runner.ts'

/** A script that a command asks for, and of which manifests. */
export type ScriptCall = Pick<ScriptRun, 'script' | 'manager' | 'directory' | 'members' | 'recursive'>

/** The scripts of package manifests that calls of programs ask a package manager or a task runner for. */
export function scriptCalls(calls: readonly (readonly string[])[], directory: string | null): ScriptCall[] {
  return calls.flatMap((call) => scriptCall(call, directory, 0))
}

function scriptCall(call: readonly string[], directory: string | null, depth: number): ScriptCall[] {
  const tasks = taskCall(call)
  if (tasks) {
    const recursive = tasks.manager !== 'npm-run-all'
    return tasks.tasks.map((script) => ({ script, manager: tasks.manager, directory, members: [...tasks.members], recursive }))
  }
  const asked = packageCall(call)
  if (asked === undefined) return []
  const own = asked.scripts.map((script) => ({
    script,
    manager: asked.manager,
    directory: asked.directory === null ? directory : joinPath(directory, asked.directory),
    members: [...asked.members],
    recursive: asked.isRecursive,
  }))
  const inner = asked.words.length > 0 && depth < 3 && asked.words[0] !== 'run' ? scriptCall(asked.words, directory, depth + 1) : []
  return [...own, ...inner]
}
