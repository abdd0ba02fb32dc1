import type { ProbeContext } from '@codegenie/core'
import { quote, roleOf } from '@codegenie/workspaces'
import { z } from 'zod'

/** Projects of Nx: https://nx.dev/reference/project-configuration */
export const NX_READS = ['**/project.json']

const Options = z.object({
  command: z.string().optional(),
  commands: z.array(z.union([z.string(), z.object({ command: z.string() })])).optional(),
  script: z.string().optional(),
  cwd: z.string().optional(),
})
const ProjectJson = z.object({
  name: z.string().optional(),
  targets: z
    .record(z.string(), z.object({ executor: z.string().optional(), command: z.string().optional(), options: Options.optional() }))
    .default({}),
})

/** What a task of a project does. */
interface Target {
  /** As a script would say it. */
  readonly text: string
  /** The command as it stands there, where there is one. */
  readonly script: string | null
  /** Where its command runs: the directory of the project, or that of nx.json. */
  readonly isAtRoot: boolean
}

export interface NxProject {
  readonly directory: string
  /** Of its project.json. */
  readonly path: string
  readonly name: string
  readonly targets: Readonly<Record<string, Target>>
}

/** Root of a workspace of Nx -> the projects below it that have a project.json, sorted by directory. */
export async function nxProjects(ctx: Pick<ProbeContext, 'match' | 'json'>): Promise<ReadonlyMap<string, readonly NxProject[]>> {
  const found = new Map<string, NxProject[]>(ctx.match('**/nx.json').map((path) => [directoryOf(path), []]))
  if (found.size === 0) return found
  for (const path of ctx.match('**/project.json')) {
    const directory = directoryOf(path)
    const root = rootOf(directory, found)
    const file = root !== undefined && roleOf(directory) === 'product' ? await ctx.json(path, ProjectJson) : undefined
    if (!file || root === undefined) continue
    const targets = Object.entries(file.targets).flatMap(([name, target]) => {
      const read = readTarget(target, directory)
      return read ? [[name, read] as const] : []
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

function readTarget(
  { executor, command, options = {} }: z.output<typeof ProjectJson>['targets'][string],
  directory: string,
): Target | undefined {
  const commands = (options.commands ?? []).map((each) => (typeof each === 'string' ? each : each.command))
  const [script = null] = [command, options.command, commands.length === 1 ? commands[0] : undefined].filter((text) => text !== undefined)
  const isAtRoot = options.cwd === undefined || options.cwd.replace(/^\.\/|\/$/g, '') !== directory
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
