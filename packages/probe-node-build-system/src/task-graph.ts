import { jsonLines, parseJson } from '@codegenie/core'
import { toJson } from '@codegenie/workspaces'
import { z } from 'zod'
import type { Context } from './projects.ts'
import type { Task } from './schema.ts'

/** Configuration of task runners: https://turborepo.com/docs/reference/configuration and https://nx.dev/reference/nx-json */
export const TASK_GRAPH_READS = ['**/nx.json', '**/turbo.json', '**/turbo.jsonc']

/** A task, and where its line stands. */
export interface FoundTask {
  readonly task: Task
  readonly source: string
}

const NONE: readonly string[] = []
const Rules = z.record(z.string(), z.object({ dependsOn: z.array(z.unknown()).optional().catch(undefined) }).catch({})).catch({})
const Turbo = z.object({ tasks: Rules, pipeline: Rules }).catch({ tasks: {}, pipeline: {} })
const Nx = z.object({ targetDefaults: Rules }).catch({ targetDefaults: {} })

/** The tasks that have something to wait for, and those that have other rules than most: of the root of a project, and of its members. */
export async function taskGraph(ctx: Context, root: string, members: readonly string[]): Promise<FoundTask[]> {
  const ofRoot = await turboTasks(ctx, root)
  const inherited = new Map(ofRoot.map(({ task }) => [task.name, task.depends_on]))
  const found = [...ofRoot, ...(await nxTasks(ctx, root))]
  for (const member of members) {
    if (member === root || found.length > MAX_TASKS) continue
    for (const each of await turboTasks(ctx, member, inherited)) found.push(each)
  }
  if (found.length > MAX_TASKS || found.some(({ task }) => task.depends_on.length >= MAX_DEPENDENCIES)) ctx.warn(cut(root))
  return found.slice(0, MAX_TASKS)
}

/** More tasks of a project, and more that one of them depends on, are left out. */
const MAX_TASKS = 2000
const MAX_DEPENDENCIES = 200

function cut(root: string) {
  const message = `more than ${MAX_TASKS} tasks, or a task with ${MAX_DEPENDENCIES} others before it; the rest was left out`
  return { code: 'tasks.cap_exceeded', path: root === '.' ? 'package.json' : below(root, 'package.json'), message }
}

/** `tasks`, which was `pipeline` before version 2. */
async function turboTasks(ctx: Context, where: string, inherited?: ReadonlyMap<string, readonly string[]>): Promise<FoundTask[]> {
  const path = ['turbo.json', 'turbo.jsonc'].map((name) => below(where, name)).find((each) => ctx.has(each))
  const file = path && (await readJson(ctx, path))
  if (!file) return []
  const { tasks, pipeline } = Turbo.parse(file.value)
  const all = [
    ...Object.entries(tasks).map(([name, rule]) => ['tasks', name, rule] as const),
    ...Object.entries(pipeline).map(([name, rule]) => ['pipeline', name, rule] as const),
  ]
  return all.flatMap(([field, name, { dependsOn }]) => {
    const expand = (each: unknown) => {
      if (each === '$TURBO_EXTENDS$') return inherited?.get(name) ?? NONE
      return typeof each === 'string' && !each.startsWith('$') ? [each] : []
    }
    // What a member says in its own file, or the root of one package, takes the place of the rule for all.
    const isOwn = name.includes('#') || (inherited !== undefined && dependsOn !== undefined)
    return found('turbo', where, name, (dependsOn ?? []).flatMap(expand), file.at(field, name, 'dependsOn'), isOwn)
  })
}

/** What holds for every project that has the target: https://nx.dev/reference/nx-json#targetdefaults */
async function nxTasks(ctx: Context, where: string): Promise<FoundTask[]> {
  const path = below(where, 'nx.json')
  const file = ctx.has(path) ? await readJson(ctx, path) : undefined
  if (!file) return []
  return Object.entries(Nx.parse(file.value).targetDefaults).flatMap(([name, { dependsOn }]) =>
    found('nx', where, name, (dependsOn ?? []).flatMap(asText), file.at('targetDefaults', name, 'dependsOn')),
  )
}

function found(
  runner: Task['runner'],
  where: string,
  name: string,
  dependsOn: readonly string[],
  source: string,
  isOwn = false,
): FoundTask[] {
  const depends_on = [...new Set(dependsOn)].slice(0, MAX_DEPENDENCIES)
  return depends_on.length === 0 && !isOwn ? [] : [{ task: { runner, name, where, depends_on }, source }]
}

const Dependency = z.object({
  target: z.string(),
  dependencies: z.boolean().optional(),
  projects: z.union([z.string(), z.array(z.string())]).optional(),
})

/** `{ target, projects }` of Nx as the text that means the same: `^target`, `project:target`. */
export function asText(dependency: unknown): string[] {
  if (typeof dependency === 'string') return [dependency]
  const { data } = Dependency.safeParse(dependency)
  if (!data) return []
  const projects = [data.projects ?? 'self'].flat()
  if (data.dependencies || projects.includes('dependencies')) return [`^${data.target}`]
  return projects.map((project) => (project === 'self' ? data.target : `${project}:${data.target}`))
}

function below(directory: string, name: string): string {
  return directory === '.' ? name : `${directory}/${name}`
}

/** JSON with comments, and where its keys stand; undefined and a warning for what is none. */
export async function readJson(ctx: Pick<Context, 'text' | 'warn'>, path: string) {
  const json = toJson((await ctx.text(path)) ?? '')
  const parsed = parseJson(json)
  if ('problem' in parsed) return void ctx.warn({ code: `file.${parsed.problem}`, path, message: parsed.message })
  const lineOf = jsonLines(json)
  const at = (...keys: string[]) => `${path}:${lineOf(keys) ?? lineOf(keys.slice(0, -1))}`
  return { value: parsed.value, at }
}
