import { compareBytes } from '@codegenie/core'
import type { FoundCommand } from './commands.ts'
import type { Job, Pipeline } from './model.ts'
import type { Role } from './role.ts'
import type { Run, ScriptRun } from './schema.ts'
import { type ScriptCall, scriptCalls } from './script-calls.ts'

/** A job with its commands, in the pipeline that runs it. */
export interface FoundJob {
  readonly pipeline: Pipeline
  readonly job: Job
  readonly commands: readonly FoundCommand[]
  /** `<path of the workflow>#<id of the job>`, and what starts it. */
  readonly key: string
  readonly events: readonly string[]
}

/** The commands that a test picks, each once with all places, jobs and events; sorted by command. */
export function runsOf(jobs: readonly FoundJob[], picks: (command: FoundCommand, job: FoundJob) => boolean): Run[] {
  const groups = new Map<string, Group<Pick<Run, 'run' | 'directory'>>>()
  for (const found of jobs) {
    for (const command of found.commands) {
      const { run, directory, at } = command
      if (picks(command, found)) add(groups, `${run}\0${directory}`, { run, directory }, found, at)
    }
  }
  return sorted(groups)
}

/** Something that is found in several places. */
interface Group<T> {
  readonly value: T
  readonly at: Set<string>
  readonly jobs: Set<string>
  readonly events: Set<string>
}

function add<T>(groups: Map<string, Group<T>>, key: string, value: T, job: FoundJob, at: string): void {
  let group = groups.get(key)
  if (group === undefined) groups.set(key, (group = { value, at: new Set(), jobs: new Set(), events: new Set() }))
  group.at.add(at)
  if (group.jobs.has(job.key)) return
  group.jobs.add(job.key)
  for (const event of job.events) group.events.add(event)
}

function sorted<T>(groups: ReadonlyMap<string, Group<T>>): (T & Pick<Run, 'at' | 'jobs' | 'events'>)[] {
  return inOrder(groups.keys()).map((key) => {
    const { value, at, jobs, events } = groups.get(key)!
    return { ...value, at: inOrder(at), jobs: inOrder(jobs), events: inOrder(events) }
  })
}

/** Sorted bytewise. Where no unit reaches the surrogates, the engine's own order of units is that of the bytes. */
function inOrder(texts: Iterable<string>): string[] {
  const list = [...texts]
  if (list.length < 2) return list
  return list.some((text) => HIGH.test(text)) ? list.sort(compareBytes) : list.sort()
}

const HIGH = /[\ud800-\uffff]/

/** Both, each once, sorted bytewise. */
export function united(some: readonly string[], more: readonly string[]): string[] {
  return inOrder(new Set([...some, ...more]))
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
  const groups = new Map<string, Group<ScriptCall>>()
  for (const found of jobs) {
    for (const { calls, directory, at } of found.commands) {
      for (const call of scriptCalls(calls, directory)) {
        const key = [call.script, call.directory ?? '', call.manager, call.recursive, ...call.members].join('\0')
        add(groups, key, call, found, at)
      }
    }
  }
  return sorted(groups)
}
