import { setImmediate } from 'node:timers/promises'
import type { Result } from '@codegenie/core'
import { assemble } from './assemble.ts'
import { commandsOf, type KnownCalls, MAX_COMMANDS } from './commands.ts'
import { findEntries } from './detect.ts'
import type { Context } from './index.ts'
import type { Pipeline, Repo } from './model.ts'
import { type Node, openDoc } from './node.ts'
import { READERS } from './readers.ts'
import type { Ci } from './schema.ts'
import type { FoundJob } from './summary.ts'

/** Characters of all scripts of a repository, those that a matrix repeats counted each time. */
const MAX_SCRIPTS = 20_000_000
/** Of all pipelines together: each takes half a millisecond here, and as long in the rest of a gather. */
const MAX_JOBS = 5_000
/** Definitions that use each other twice, in a long row, would take for ever. */
const MAX_FOLLOWED = 5_000

/** What the probe does when it runs. */
export async function readCi(ctx: Context): Promise<Result<typeof Ci>> {
  const providers = findEntries(ctx, ctx.data.ciProviders)
  const repo = openRepo(ctx)
  const pipelines: Pipeline[] = []
  for (const [name, read] of Object.entries(READERS)) {
    const paths = providers.get(name) ?? []
    const found = await read(repo, paths)
    for (const one of found) pipelines.push(one)
    const own = found.map(({ path }) => path)
    if (paths.length + own.length > 0) providers.set(name, [...new Set([...paths, ...own])])
  }
  return assemble(providers, await findCommands(ctx, pipelines), pipelines, repo)
}

/** Commands of all jobs; timeouts and siblings get their turn. */
async function findCommands(ctx: Context, pipelines: readonly Pipeline[]): Promise<FoundJob[]> {
  const jobs: FoundJob[] = []
  const known: KnownCalls = new Map()
  let left = MAX_SCRIPTS
  for (const pipeline of pipelines) {
    await setImmediate(undefined, { signal: ctx.signal })
    if (jobs.length + pipeline.jobs.length > MAX_JOBS) {
      const message = `expected at most ${MAX_JOBS} jobs in all pipelines, found more; those that come later were not read`
      ctx.warn({ code: 'ci.job_cap_exceeded', path: pipeline.path, message })
    }
    for (const job of pipeline.jobs.slice(0, MAX_JOBS - jobs.length)) {
      left -= job.steps.reduce((size, step) => size + (step.kind === 'script' ? step.text.length : 0), 0)
      const commands = left < 0 ? [] : commandsOf(job, known)
      const message = `expected fewer than ${MAX_COMMANDS} commands in a job, and ${MAX_SCRIPTS} characters of scripts in all; the others were not read`
      if (commands.length >= MAX_COMMANDS || left < 0) ctx.warn({ code: 'ci.command_cap_exceeded', path: pipeline.path, message })
      const events = job.events ?? pipeline.triggers.map(({ event }) => event)
      jobs.push({ pipeline, job, commands, key: `${pipeline.path}#${job.id}`, events })
    }
  }
  return jobs
}

function openRepo(ctx: Context): Repo {
  const paths = new Set(ctx.paths)
  const docs = new Map<string, Promise<Node | undefined>>()
  let followed = 0
  return {
    ctx,
    paths: ctx.paths,
    has: (path) => paths.has(path),
    warn: (warning) => ctx.warn(warning),
    open: async (path) => {
      await setImmediate(undefined, { signal: ctx.signal })
      if (!paths.has(path)) return undefined
      const doc = docs.get(path) ?? openDoc(ctx, path)
      docs.set(path, doc)
      return doc
    },
    follow: (path) => {
      if (++followed <= MAX_FOLLOWED) return true
      const message = `expected at most ${MAX_FOLLOWED} uses of actions, templates and commands of this repository, found more`
      if (followed === MAX_FOLLOWED + 1) ctx.warn({ code: 'ci.follow_cap_exceeded', path, message })
      return false
    },
    unresolved: [],
    reused: [],
    secrets: new Map(),
  }
}
