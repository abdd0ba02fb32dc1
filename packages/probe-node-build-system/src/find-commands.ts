import type { testTools } from '@codegenie/catalogs/test-tools'
import { compareBytes } from '@codegenie/core'
import { type Invocation, installCommand, quote, runProgram, runScript, runsTool } from '@codegenie/workspaces'
import { type Followed, follower } from './follow.ts'
import type { Package, Project } from './projects.ts'
import type { Command, CommandName } from './schema.ts'
import type { TestedDirectories } from './test-files.ts'

type Scripted = Exclude<CommandName, 'install'>

/** Names that a script for a command goes by, the usual one first. */
const SCRIPTS: Readonly<Record<Scripted, readonly string[]>> = {
  build: ['build'],
  test: ['test'],
  lint: ['lint', 'test:lint', 'lint:check', 'lint:all'],
  typecheck: ['typecheck', 'type-check', 'check-types', 'check:types', 'types:check', 'test:typecheck', 'ts-check', 'tsc', 'test:types'],
  format: ['format', 'fmt', 'format:write', 'format:fix', 'prettier:write', 'prettify'],
  start: ['start'],
  dev: ['dev', 'develop', 'start:dev', 'serve'],
}

export interface FoundCommand {
  readonly name: CommandName
  readonly command: Command
  /** Name of the script in the package; undefined where a rule or a target gives the command. */
  readonly script: string | undefined
  /** Name of the target in the project of Nx, where that gives it. */
  readonly target?: string
}

/** What the rules of `findCommands` ask of the repository. */
export interface Surroundings {
  readonly tools: (typeof testTools)['tools']
  readonly tested: TestedDirectories
  /** Has the directory a configuration that may say where tests are? */
  hasConfig(directory: string): boolean
  has(path: string): boolean
}

/** The commands of every package of a project, found with one look at each of its scripts. */
export function commandFinder(project: Project, around: Surroundings): (of: Package) => FoundCommand[] {
  const follow = follower(project)
  return (of) => {
    const scripted = Object.entries(SCRIPTS).flatMap(([name, scripts]): FoundCommand[] => {
      const script = scripts.find((each) => Object.hasOwn(of.manifest.scripts, each))
      if (script === undefined) return nxTarget(name as Scripted, scripts, of)
      const text = of.manifest.scripts[script]!
      const judged = judge(name as Scripted, text, follow(of, script), of, around)
      return [{ name: name as Scripted, script, command: { ...place(project, of, script), script: text, ...judged } }]
    })
    return [...serverStart(project, of, around), ...scripted]
  }

  function nxTarget(name: Scripted, names: readonly string[], of: Package): FoundCommand[] {
    const target = names.find((each) => of.nx && Object.hasOwn(of.nx.targets, each))
    if (target === undefined || !of.nx) return []
    const { text, script } = of.nx.targets[target]!
    const run = runProgram(project.manager.name, `nx run ${quote(of.nx.name)}:${quote(target)}`)
    const judged = judge(name, text, follow(of, target, [], 'nx'), of, around)
    return [{ name, script: undefined, target, command: { run, cwd: project.root, script, ...judged } }]
  }
}

function place({ root, manager, isRush }: Project, of: Package, script: string): { run: string; cwd: string } {
  if (isRush && of.member) return { run: `rushx ${script}`, cwd: of.directory }
  return { run: runScript(manager.name, script, of.member), cwd: root }
}

/** Why a script may not do what its name says, and what it starts. */
function judge(
  name: Scripted,
  text: string,
  { invocations, problems }: Followed,
  of: Package,
  around: Surroundings,
): Pick<Command, 'proof' | 'reason' | 'events' | 'programs'> {
  const programs = [...new Set([...invocations.values()].map(({ program }) => program))].sort(compareBytes)
  return { ...doubt(name, text, { invocations, problems }, of, around), events: [], programs }
}

/** Only what is certain counts. */
function doubt(
  name: Scripted,
  text: string,
  { invocations, problems }: Followed,
  of: Package,
  around: Surroundings,
): Pick<Command, 'proof' | 'reason'> {
  if (/\bno tests? (?:specified|defined)\b/i.test(text)) return { proof: 'unproven', reason: 'placeholder' }
  for (const reason of ['missing_script', 'no_member'] as const) if (problems.has(reason)) return { proof: 'unproven', reason }
  const all = [...invocations.values()]
  if (name !== 'dev' && name !== 'start' && all.some((each) => isWatching(each, around.tools)))
    return { proof: 'unproven', reason: 'watches' }
  if (name === 'test' && findsNothing(all, of, around)) return { proof: 'unproven', reason: 'no_test_files' }
  for (const reason of ['cycle', 'too_long'] as const) if (problems.has(reason)) return { proof: 'unknown', reason }
  return { proof: 'declared', reason: null }
}

/** Are there no tests for the tools that it runs? Only tools that are not told otherwise look at names alone. */
function findsNothing(all: readonly Invocation[], of: Package, { tools, tested, hasConfig }: Surroundings): boolean {
  const used = tools.filter((tool) => all.some((each) => runsTool(tool.programs, each)))
  if (used.length === 0) return false
  const [only] = used
  const told = [
    of.manifest.jest?.['testMatch'],
    of.manifest.jest?.['testRegex'],
    of.manifest.jest?.['projects'],
    of.manifest.jest?.['preset'],
  ]
  const isUsual = told.every((value) => value === undefined || (typeof value === 'string' && /\\\.\(?(?:spec|test)/.test(value)))
  const args = all.flatMap((each) => each.args)
  const isTold = args.some((arg) => /^(?:-c|--config|--projects?|--testRegex|--testMatch|--dir|--root|--rootDir)(?:=|$)/.test(arg))
  const byName = used.length === 1 && only!.by_name && isUsual && !isTold && !hasConfig(of.directory)
  return !(byName ? tested.named : tested.any).has(of.directory)
}

/** Does it never end, at least on a terminal? */
function isWatching(invocation: Invocation, tools: Surroundings['tools']): boolean {
  const { program, args } = invocation
  if (args.some((arg) => WATCH.test(arg)) || program === 'nodemon' || (program === 'turbo' && args[0] === 'watch')) return true
  const tool = tools.find(({ watches, programs }) => watches && runsTool(programs, invocation))
  return tool !== undefined && !tool.once.some((word) => args.includes(word))
}

const WATCH = /^(?:--watch|--watchAll|--watch=true|--watchAll=true|--no-single-run)$/

/** `npm start` without such a script runs server.js: https://docs.npmjs.com/cli/commands/npm-start */
function serverStart({ root, manager }: Project, of: Package, { has }: Surroundings): FoundCommand[] {
  const isRule = manager.name === 'npm' || manager.name === 'pnpm' || manager.name === 'yarn_classic'
  const file = of.directory === '.' ? 'server.js' : `${of.directory}/server.js`
  if (of.member || !isRule || Object.hasOwn(of.manifest.scripts, 'start') || !has(file)) return []
  const run = `${manager.name === 'yarn_classic' ? 'yarn' : manager.name} start`
  const command = { run, cwd: root, script: 'node server.js', proof: 'derived' as const, reason: null, events: [], programs: ['node'] }
  return [{ name: 'start', script: undefined, command }]
}

export function findInstall({ root, manager, isRush }: Project): Command {
  const run = isRush ? 'rush install' : installCommand(manager)
  return { run, cwd: root, script: null, proof: 'derived', reason: null, events: [], programs: [run.split(' ')[0]!] }
}

/** https://rushjs.io/pages/commands/rush_build: Rush has it without being told. */
export function rushBuild({ root }: Project): Command {
  return { run: 'rush build', cwd: root, script: null, proof: 'derived', reason: null, events: [], programs: ['rush'] }
}
