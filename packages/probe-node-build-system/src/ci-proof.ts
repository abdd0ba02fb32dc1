import { type Ci, linkScripts, type Member } from '@codegenie/probe-ci'
import { invocations, scriptTexts } from '@codegenie/workspaces'
import type { FoundCommand } from './find-commands.ts'
import type { Package, Projects } from './projects.ts'
import { isSameCommand } from './same-command.ts'

/** That a job of CI runs a command. */
export interface CiProof {
  /** `path:line` of the first command of CI that comes to it. */
  readonly at: string
  /** What starts the jobs that run it, sorted. */
  readonly events: readonly string[]
}

/** Where CI runs commands. */
export interface ProvenByCi {
  /** A script of the package in a directory, by whatever package manager or task runner, alone or for all members. */
  script(directory: string, script: string): CiProof | undefined
  /** A command line in a directory, with further options or without. */
  line(run: string, directory: string): CiProof | undefined
}

/** Joins the jobs of CI with the packages. Without a slice of the probe nothing is proven. */
export function ciProof(ci: Ci | undefined, { main, nested }: Projects): ProvenByCi {
  if (!ci) return { script: () => undefined, line: () => undefined }
  const members = [...main, ...nested].flatMap((project) =>
    [...(project.main ? [project.main] : []), ...project.members].map((of) => memberOf(of, project.root)),
  )
  const links = new Map(linkScripts(ci.script_runs, members).map((link) => [`${link.directory}\0${link.script}`, link]))
  const lines = linesOf(ci)
  return {
    script: (directory, script) => {
      const link = links.get(`${directory}\0${script}`)
      return link && { at: link.at[0]!, events: link.events }
    },
    line: (run, directory) => {
      const found = (lines.get(directory) ?? []).filter(({ words }) => isSameCommand(words, run.split(' ')))
      const events = [...new Set(found.flatMap((each) => each.events))].sort()
      return found[0] && { at: found[0].at, events }
    },
  }
}

/** Scripts as wireit runs them. */
function memberOf({ directory, manifest, nx }: Package, workspace: string): Member {
  const scripts = Object.keys(manifest.scripts).map((name) => [name, scriptTexts(manifest, name).join(' && ')])
  const own = { directory, workspace, name: manifest.name ?? null, scripts: Object.fromEntries(scripts) }
  return nx ? { ...own, nx: { name: nx.name, targets: nx.targets } } : own
}

interface Line {
  readonly words: readonly string[]
  readonly at: string
  readonly events: readonly string[]
}

/** Directory -> the programs that jobs start there. What a workflow runs that others call stands in theirs. */
function linesOf({ workflows, reusable }: Ci): ReadonlyMap<string, readonly Line[]> {
  const called = new Set(reusable.map(({ path }) => path))
  const lines = new Map<string, Line[]>()
  for (const { path, triggers, jobs } of workflows) {
    const events = triggers.map(({ event }) => event)
    if (called.has(path) && events.every((event) => event === 'workflow_call')) continue
    for (const { run, at, directory } of jobs.flatMap(({ commands }) => commands)) {
      if (directory === null || !/\b(?:npm|pnpm|yarn|bun|rush)\b/.test(run)) continue
      const started = invocations(run).map(({ program, args }) => ({ words: [program, ...args], at, events }))
      const known = lines.get(directory)
      if (known) known.push(...started)
      else lines.set(directory, started)
    }
  }
  return lines
}

/** The command as proven, where it is. A placeholder does nothing, whoever runs it; what watches on a terminal still does, and no tests are no tests. */
export function withCiProof(command: FoundCommand['command'], proof: CiProof | undefined): FoundCommand['command'] {
  if (!proof || command.reason === 'placeholder') return command
  const stays = command.reason === 'watches' || command.reason === 'no_test_files'
  return { ...command, proof: 'proven', reason: stays ? command.reason : null, events: [...proof.events] }
}
