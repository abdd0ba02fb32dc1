import type { ProbeContext } from '@codegenie/core'
import { quote, roleOf } from '@codegenie/workspaces'
import { z } from 'zod'
import { asText, readJson } from './task-graph.ts'

/** Projects of Nx: https://nx.dev/reference/project-configuration */
export const NX_READS = ['**/project.json']

const Options = z.object({
  command: z.string().optional(),
  commands: z.array(z.union([z.string(), z.object({ command: z.string() })])).optional(),
  script: z.string().optional(),
  cwd: z.string().optional(),
})
const TargetJson = z.object({
  executor: z.string().optional(),
  command: z.string().optional(),
  options: Options.optional(),
  dependsOn: z.array(z.unknown()).optional(),
})
type TargetJson = z.output<typeof TargetJson>
const ProjectJson = z.object({
  name: z.string().optional(),
  targets: z.record(z.string(), TargetJson).default({}),
})

/** What a task of a project does. */
interface Target {
  /** As a script would say it. */
  readonly text: string
  /** The command as it stands there, where there is one. */
  readonly script: string | null
  /** Where its command runs: the directory of the project, or that of nx.json. */
  readonly isAtRoot: boolean
  /** What runs before it, as in a `Task`; undefined where nx.json has a say. */
  readonly dependsOn?: readonly string[]
}

export interface NxProject {
  readonly directory: string
  /** Of its project.json. */
  readonly path: string
  readonly name: string
  readonly targets: Readonly<Record<string, Target>>
}

/** Root of a workspace of Nx -> the projects below it that have a project.json, sorted by directory. */
export async function nxProjects(
  ctx: Pick<ProbeContext, 'match' | 'json' | 'text' | 'warn'>,
): Promise<ReadonlyMap<string, readonly NxProject[]>> {
  const found = new Map<string, NxProject[]>(ctx.match('**/nx.json').map((path) => [directoryOf(path), []]))
  if (found.size === 0) return found
  const defaultsOf = new Map<string, Defaults>()
  for (const path of ctx.match('**/project.json')) {
    const directory = directoryOf(path)
    const root = rootOf(directory, found)
    const file = root !== undefined && roleOf(directory) === 'product' ? await ctx.json(path, ProjectJson) : undefined
    if (!file || root === undefined) continue
    let defaults = defaultsOf.get(root)
    if (!defaults) defaultsOf.set(root, (defaults = await readDefaults(ctx, root)))
    const targets = Object.entries(file.targets).flatMap(([name, target]) => {
      const read = readTarget(withDefaults(name, target, defaults), directory)
      const dependsOn = target.dependsOn?.flatMap(asText)
      return read ? [[name, dependsOn ? { ...read, dependsOn } : read] as const] : []
    })
    const name = file.name ?? directory.slice(directory.lastIndexOf('/') + 1)
    found.get(root)!.push({ directory, path, name, targets: Object.fromEntries(targets) })
  }
  return found
}

function rootOf(directory: string, roots: ReadonlyMap<string, unknown>): string | undefined {
  for (let at = directory; ; at = directoryOf(at)) {
    if (roots.has(at)) return at
    if (at === '.') return undefined
  }
}

function directoryOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
}

type Defaults = Readonly<Record<string, TargetJson>>
const NxJson = z.object({ targetDefaults: z.record(z.string(), TargetJson.catch({})) }).catch({ targetDefaults: {} })

async function readDefaults(ctx: Pick<ProbeContext, 'text' | 'warn'>, root: string): Promise<Defaults> {
  const file = await readJson(ctx, root === '.' ? 'nx.json' : `${root}/nx.json`)
  return file ? NxJson.parse(file.value).targetDefaults : {}
}

/** Those of its executor, else those of its name, where they are of the same kind: https://nx.dev/reference/nx-json#targetdefaults */
function withDefaults(name: string, target: TargetJson, defaults: Defaults): TargetJson {
  const key = target.executor !== undefined && Object.hasOwn(defaults, target.executor) ? target.executor : name
  const own = Object.hasOwn(defaults, key) ? defaults[key]! : {}
  const isOther = own.executor !== undefined && target.executor !== undefined && own.executor !== target.executor
  return isOther ? target : { ...own, ...target, options: { ...own.options, ...target.options } }
}

function readTarget({ executor, command, options = {} }: TargetJson, directory: string): Target | undefined {
  const commands = (options.commands ?? []).map((each) => (typeof each === 'string' ? each : each.command))
  const [script = null] = [command, options.command, commands.length === 1 ? commands[0] : undefined].filter((text) => text !== undefined)
  const cwd = options.cwd?.replace('{projectRoot}', directory).replace(/^\.\/|\/$/g, '')
  const isAtRoot = cwd !== directory
  if (command !== undefined || RUNS_COMMANDS.has(executor ?? '')) {
    const text = script ?? commands.join(' && ')
    return text === '' ? undefined : { text, script, isAtRoot }
  }
  if (executor === 'nx:run-script' && options.script) return { text: `npm run ${quote(options.script)}`, script: null, isAtRoot: false }
  return executor === undefined ? undefined : { text: programOf(executor), script: null, isAtRoot: false }
}

const RUNS_COMMANDS = new Set(['nx:run-commands', '@nx/workspace:run-commands', '@nrwl/workspace:run-commands'])

/** Executors that are not named after what they run; of the others it is the plugin: `@nx/webpack:webpack`, `@nx/vite:build`. */
const EXECUTORS: Readonly<Record<string, string>> = {
  'js:swc': 'swc',
  'js:tsc': 'tsc',
  'linter:eslint': 'eslint',
  'vite:test': 'vitest run',
  'vitest:test': 'vitest run',
}

function programOf(executor: string): string {
  const [plugin = '', what = ''] = executor.split(':')
  if (/^@angular(?:-devkit)?\//.test(plugin)) return `ng ${quote(what)}`
  const name = plugin.slice(plugin.lastIndexOf('/') + 1)
  const key = `${name}:${what}`
  return Object.hasOwn(EXECUTORS, key) ? EXECUTORS[key]! : `${quote(name)} ${quote(what)}`
}
