import type { testTools } from '@codegenie/catalogs/test-tools'
import { compareBytes } from '@codegenie/core'
import { type CiProof, type ProvenByCi, withCiProof } from './ci-proof.ts'
import { commandFinder, type FoundCommand, findInstall, rushBuild, type Surroundings } from './find-commands.ts'
import type { Context, Package, Project, Projects } from './projects.ts'
import { type BuildSystem, COMMAND_NAMES, type Command, type Commands, type PackageCommands } from './schema.ts'
import { taskTargets } from './task-files.ts'
import { configuredDirectories, SCRIPT_FILES, testedDirectories } from './test-files.ts'

type Evidence = Record<string, string | string[]>
type Turn = () => Promise<unknown>

/** A command and where it stands. */
interface Proved {
  readonly command: Command
  readonly source: string | string[]
}
type ProvedCommands = Partial<Record<keyof Commands, Proved>>

interface Collected {
  /** Path of its package.json, or what stands for it. */
  readonly path: string
  readonly entry: Omit<PackageCommands, 'commands'>
  readonly commands: ProvedCommands
}

/** The commands of the repository, those of every package, and what task runners have beside them. */
export async function commandFacts(
  ctx: Context,
  projects: Projects,
  tools: (typeof testTools)['tools'],
  ci: ProvenByCi,
  evidence: Evidence,
  turn: Turn,
): Promise<Pick<BuildSystem, 'commands' | 'alternatives' | 'packages'>> {
  const scripts = ctx.match(SCRIPT_FILES)
  const configured = configuredDirectories([...scripts, ...ctx.match('**/jest.config.json')])
  const around: Surroundings = {
    tools,
    tested: testedDirectories(scripts),
    hasConfig: (directory) => configured.has(directory),
    has: ctx.has,
  }
  const roots: ProvedCommands[] = []
  const collected: Collected[] = []
  for (const project of [...projects.main, ...projects.nested]) {
    await turn()
    const find = commandFinder(project, around)
    const isMain = projects.main.includes(project)
    const { install, ...others } = rootCommands(ctx, project, ci, find)
    // Without a lockfile of its own nothing says that somebody installs there.
    const commands = install && (isMain || project.manager.lockfile !== null) ? { install, ...others } : others
    if (isMain) roots.push(commands)
    if (!isMain || projects.main.length > 1) collected.push({ path: pathOf(project), entry: entryOf(project, project.main), commands })
    for (const [i, member] of project.members.entries()) {
      if (i % 100 === 99) await turn()
      collected.push({ path: member.path, entry: entryOf(project, member), commands: proved(ctx, project, member, ci, find(member)) })
    }
  }
  const main = agreed(roots)
  for (const name of COMMAND_NAMES) if (main[name]) evidence[`commands.${name}`] = main[name].source
  const { alternatives, packages } = { alternatives: await allTargets(ctx, projects), packages: sorted(collected, evidence) }
  for (const [i, { source }] of alternatives.entries()) evidence[`alternatives.${i}`] = source
  const commands = Object.fromEntries(COMMAND_NAMES.map((name) => [name, main[name]?.command ?? null])) as Commands
  return { commands, alternatives, packages }
}

function entryOf(project: Project, of: Package | undefined): Collected['entry'] {
  return {
    path: of?.directory ?? project.root,
    name: of?.manifest.name ?? of?.nx?.name ?? null,
    workspace_of: of?.member ? project.root : null,
  }
}

/** A workspace may have no package.json at its root. */
function pathOf({ root, main }: Project): string {
  return main?.path ?? (root === '.' ? 'package.json' : `${root}/package.json`)
}

function rootCommands(ctx: Context, project: Project, ci: ProvenByCi, find: (of: Package) => FoundCommand[]): ProvedCommands {
  const { manager, main, isRush, root } = project
  const rush = root === '.' ? 'rush.json' : `${root}/rush.json`
  const byLine = (command: Command, source: string | string[]) => withProof(command, source, ci.line(command.run, root))
  const lock = [...new Set([manager.by.source, ...(manager.lockfile ? [manager.lockfile] : [])])]
  const install = byLine(findInstall(project), isRush ? rush : lock)
  const scripted = main ? proved(ctx, project, main, ci, find(main)) : {}
  return { install, ...(isRush ? { build: byLine(rushBuild(project), rush) } : {}), ...scripted }
}

function proved(ctx: Context, { root }: Project, of: Package, ci: ProvenByCi, found: readonly FoundCommand[]): ProvedCommands {
  const serverFile = of.directory === '.' ? 'server.js' : `${of.directory}/server.js`
  return Object.fromEntries(
    found.map(({ name, command, script, target }) => {
      if (target !== undefined && of.nx)
        return [name, withProof(command, ctx.at(of.nx.path, 'targets', target), ci.script(of.directory, target))]
      if (script === undefined) return [name, withProof(command, serverFile, ci.line(command.run, root))]
      return [name, withProof(command, ctx.at(of.path, 'scripts', script), ci.script(of.directory, script))]
    }),
  )
}

function withProof(command: Command, source: string | string[], proof: CiProof | undefined): Proved {
  const judged = withCiProof(command, proof)
  return { command: judged, source: proof && judged.proof === 'proven' ? [source, proof.at].flat() : source }
}

/** Of several projects beside each other: what is the same for all, said of no directory in particular. */
function agreed(roots: readonly ProvedCommands[]): ProvedCommands {
  const [first = {}, ...rest] = roots
  if (rest.length === 0) return first
  const common = COMMAND_NAMES.flatMap((name) => {
    const all = roots.map((root) => root[name])
    const { command } = all[0] ?? {}
    const isSame = command && all.every((each) => each && each.command.run === command.run && each.command.script === command.script)
    if (!isSame) return []
    const weakest = all.find((each) => each?.command.proof !== 'proven')?.command ?? command
    return [[name, { command: { ...weakest, cwd: null }, source: all.flatMap((each) => each?.source ?? []) }] as const]
  })
  return Object.fromEntries(common)
}

async function allTargets(ctx: Context, { main }: Projects): Promise<BuildSystem['alternatives']> {
  const roots = [...new Set(['.', ...main.map(({ root }) => root)])]
  return (await Promise.all(roots.map((root) => taskTargets(ctx, root)))).flat()
}

/** Those that have commands, by path. */
function sorted(collected: readonly Collected[], evidence: Evidence): PackageCommands[] {
  const having = collected
    .filter(({ commands }) => Object.keys(commands).length > 0)
    .sort((a, b) => compareBytes(a.entry.path, b.entry.path))
  return having.map(({ path, entry, commands }, i) => {
    evidence[`packages.${i}`] = path
    for (const [name, { source }] of Object.entries(commands)) evidence[`packages.${i}.commands.${name}`] = source
    return { ...entry, commands: Object.fromEntries(Object.entries(commands).map(([name, { command }]) => [name, command])) }
  })
}
