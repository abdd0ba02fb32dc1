import { compareBytes } from '@codegenie/core'
import type { FoundCommand } from './commands.ts'
import type { Job, Pipeline } from './model.ts'
import type { Role } from './role.ts'
import type { Run, ScriptRun } from './schema.ts'
import { scriptCalls } from './script-calls.ts'

/** A job with its commands, in the pipeline that runs it. */
export interface FoundJob {
  readonly pipeline: Pipeline
  readonly job: Job
  readonly commands: readonly FoundCommand[]
}

/** The commands that a test picks, each once with all places, jobs and events; sorted by command. */
export function runsOf(jobs: readonly FoundJob[], picks: (command: FoundCommand, job: FoundJob) => boolean): Run[] {
  const runs = new Map<string, Run>()
  for (const found of jobs) {
    for (const command of found.commands) {
      if (!picks(command, found)) continue
      const { run, directory } = command
      const key = `${run}\0${directory}`
      runs.set(key, { ...(runs.get(key) ?? { run, directory, ...NOWHERE }), ...joined(runs.get(key), found, command.at) })
    }
  }
  return [...runs.entries()].sort(([a], [b]) => compareBytes(a, b)).map(([, run]) => run)
}

const NOWHERE = { at: [], jobs: [], events: [] }

type Places = Pick<Run, 'at' | 'jobs' | 'events'>

function joined(places: Places = NOWHERE, { pipeline, job }: FoundJob, at: string): Places {
  return {
    at: united(places.at, [at]),
    jobs: united(places.jobs, [`${pipeline.path}#${job.id}`]),
    events: united(
      places.events,
      pipeline.triggers.map(({ event }) => event),
    ),
  }
}

/** Both, each once, sorted bytewise. */
export function united(some: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...some, ...more])].sort(compareBytes)
}

export function hasRole(...roles: readonly Role[]): (command: FoundCommand) => boolean {
  return (command) => command.roles.some((role) => roles.includes(role))
}

/** Commands of steps, jobs and workflows that call themselves smoke tests, and commands that do. */
export function isSmokeTest({ run, step, roles }: FoundCommand, { pipeline, job }: FoundJob): boolean {
  if (SMOKE.test(run) || SMOKE.test(step ?? '')) return true
  return roles.includes('test') && [job.id, job.name, pipeline.path, pipeline.name].some((name) => SMOKE.test(name ?? ''))
}

const SMOKE = /smoke/i

/** The scripts of package manifests that commands ask a package manager or a task runner for, each once with all places. */
export function scriptRunsOf(jobs: readonly FoundJob[]): ScriptRun[] {
  const runs = new Map<string, ScriptRun>()
  for (const found of jobs) {
    for (const command of found.commands) {
      for (const call of scriptCalls(command.calls, command.directory)) {
        const key = [call.script, call.directory ?? '', call.manager, call.recursive, ...call.members].join('\0')
        runs.set(key, { ...call, ...joined(runs.get(key), found, command.at) })
      }
    }
  }
  return [...runs.entries()].sort(([a], [b]) => compareBytes(a, b)).map(([, run]) => run)
}
