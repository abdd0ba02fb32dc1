import { z } from 'zod'
import type { Context } from './projects.ts'
import { type Alternative, COMMAND_NAMES, type CommandName } from './schema.ts'

const MAKE = ['GNUmakefile', 'Makefile', 'makefile']
const JUST = ['.justfile', 'Justfile', 'justfile']
const TASK = ['Taskfile.yaml', 'Taskfile.yml', 'taskfile.yaml', 'taskfile.yml']

/** At the root, and one directory below it. */
export const TASK_READS = [...MAKE, ...JUST, ...TASK].flatMap((name) => [name, `*/${name}`])

const Taskfile = z.object({ tasks: z.record(z.string(), z.unknown()).nullish() })

/** Targets of make, just and task in a directory that have the name of a command, each with its line. */
export async function taskTargets(ctx: Context, directory: string): Promise<Alternative[]> {
  if (directory.includes('/')) return []
  const found: Alternative[] = []
  const add = (name: CommandName, run: string, source: string) => {
    if (!found.some((other) => other.run === run)) found.push({ name, run, cwd: directory, source })
  }
  for (const [names, program, target] of [
    [MAKE, 'make', /^([a-z]+)\s*:(?!=)/],
    [JUST, 'just', /^@?([a-z]+)(?:\s[^:=]*)?:(?!=)/],
  ] as const) {
    for (const path of names.map((name) => below(directory, name)).filter((each) => ctx.has(each))) {
      for (const [i, line] of ((await ctx.text(path)) ?? '').split('\n').entries()) {
        const name = COMMAND_NAMES.find((each) => each === target.exec(line.slice(0, 200))?.[1])
        if (name) add(name, `${program} ${name}`, `${path}:${i + 1}`)
      }
    }
  }
  for (const path of TASK.map((name) => below(directory, name)).filter((each) => ctx.has(each))) {
    const tasks = (await ctx.yaml(path, Taskfile))?.tasks ?? {}
    for (const name of COMMAND_NAMES) if (Object.hasOwn(tasks, name)) add(name, `task ${name}`, ctx.at(path, 'tasks', name))
  }
  return found
}

function below(directory: string, name: string): string {
  return directory === '.' ? name : `${directory}/${name}`
}
