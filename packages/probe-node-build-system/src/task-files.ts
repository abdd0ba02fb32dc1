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
  for (const [names, program, targetsOf] of [
    [MAKE, 'make', makeTargets],
    [JUST, 'just', justRecipes],
  ] as const) {
    for (const path of names.map((name) => below(directory, name)).filter((each) => ctx.has(each))) {
      for (const [i, line] of ((await ctx.text(path)) ?? '').split('\n').entries()) {
        const targets = line.length <= MAX_LINE ? targetsOf(line) : []
        for (const name of COMMAND_NAMES) if (targets.includes(name)) add(name, `${program} ${name}`, `${path}:${i + 1}`)
      }
    }
  }
  for (const path of TASK.map((name) => below(directory, name)).filter((each) => ctx.has(each))) {
    const tasks = (await ctx.yaml(path, Taskfile))?.tasks ?? {}
    for (const name of COMMAND_NAMES) if (Object.hasOwn(tasks, name)) add(name, `task ${name}`, ctx.at(path, 'tasks', name))
  }
  return found
}

const MAX_LINE = 2000

/** `build test: deps`, `lint::`; no recipe, no assignment: https://www.gnu.org/software/make/manual/html_node/Rule-Syntax.html */
function makeTargets(line: string): readonly string[] {
  const colon = line.indexOf(':')
  const targets = line.slice(0, colon)
  const isCall = targets.split('(').length !== targets.split(')').length
  if (colon < 1 || isCall || OTHER.test(targets) || /^:{1,3}=/.test(line.slice(colon, colon + 4))) return []
  return targets.trim().split(/\s+/)
}

/** Recipes, comments, assignments, directives. */
const OTHER = /^(?:\s|-?include\b|define\b|export\b|if(?:n?eq|n?def)\b)|[#=,"']/

/** `@test target="all": build`; no assignment, alias or setting: https://just.systems/man/en/ */
function justRecipes(line: string): readonly string[] {
  const plain = line.replaceAll(/"[^"]*"|'[^']*'/g, '')
  const colon = plain.indexOf(':')
  const [name = ''] = plain.replace(/^@/, '').split(/[\s:]/, 1)
  return colon < 1 || plain[colon + 1] === '=' ? [] : [name]
}

function below(directory: string, name: string): string {
  return directory === '.' ? name : `${directory}/${name}`
}
