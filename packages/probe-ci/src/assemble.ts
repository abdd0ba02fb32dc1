import { compareBytes } from '@codegenie/core'
import { evidenceOf } from './evidence.ts'
import { buildsByName, deploysOf, imageBuildsOf, mayBuildImage } from './images.ts'
import type { Notes, Pipeline } from './model.ts'
import { valuesOf } from './node-version.ts'
import type { Ci, CiJob, Workflow } from './schema.ts'
import { type FoundJob, hasRole, isSmokeTest, runsOf, scriptRunsOf, united } from './summary.ts'

/** The slice of what was read, and where its facts stand. */
export function assemble(
  providers: ReadonlyMap<string, readonly string[]>,
  jobs: readonly FoundJob[],
  pipelines: readonly Pipeline[],
  notes: Notes,
) {
  const entries = jobs.filter(({ pipeline }) => pipeline.isEntry)
  const image_builds = imageBuildsOf(entries)
  const slice: Ci = {
    providers: [...providers.keys()].sort(compareBytes),
    primary_workflow: primary(pipelines),
    workflows: pipelines.map((pipeline) => workflow(pipeline, jobs)),
    node_matrix: united(
      entries.flatMap(({ job }) => job.nodeMatrix),
      [],
    ).sort(byNumber),
    test_commands: runsOf(entries, hasRole('test')),
    build_commands: runsOf(entries, hasRole('build')),
    lint_commands: runsOf(entries, hasRole('lint', 'format', 'typecheck')),
    smoke_tests: runsOf(entries, isSmokeTest),
    script_runs: scriptRunsOf(entries),
    builds_image:
      image_builds.length > 0 ||
      notes.unresolved.some(({ ref }) => buildsByName(ref)) ||
      (notes.unresolved.some(mayBuildImage) ? null : false),
    image_builds,
    deploys: deploysOf(entries),
    secrets_referenced: [...notes.secrets.keys()].sort(compareBytes),
    reusable: reusable(notes),
    unresolved: unresolved(notes),
  }
  return { slice, evidence: evidenceOf(slice, providers, pipelines, jobs, notes) }
}

/** The one named `ci`, by its file or by itself; else the first that runs by itself. */
function primary(pipelines: readonly Pipeline[]): string | null {
  const entries = pipelines.filter(({ isEntry, triggers, provider }) => isEntry && (provider !== 'github_actions' || triggers.length > 0))
  const isCi = ({ path, name }: Pipeline) => /(?:^|\/)ci\.ya?ml$/i.test(path) || name?.toLowerCase() === 'ci'
  return (entries.find(isCi) ?? entries[0])?.path ?? null
}

function workflow(pipeline: Pipeline, jobs: readonly FoundJob[]): Workflow {
  const own = jobs.filter((found) => found.pipeline === pipeline)
  return {
    path: pipeline.path,
    provider: pipeline.provider,
    name: pipeline.name,
    triggers: pipeline.triggers.map(({ event, filters }) => ({
      event,
      filters: Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, [...values]])),
    })),
    permissions: pipeline.permissions && united(pipeline.permissions, []),
    concurrency: pipeline.concurrency ?? null,
    jobs: own.map(ciJob),
  }
}

function ciJob({ job, commands }: FoundJob): CiJob {
  return {
    id: job.id,
    name: job.name,
    runs_on: united(job.runsOn, []),
    container: job.container,
    services: united(job.services, []),
    node_versions: united(valuesOf(job.nodeVersions), []).sort(byNumber),
    node_version_files: united(valuesOf(job.nodeVersionFiles), []),
    node_caches: united(job.nodeCaches ?? [], []),
    concurrency: job.concurrency ?? null,
    environment: job.environment,
    permissions: job.permissions && united(job.permissions, []),
    uses: united(
      job.steps.flatMap((step) => (step.kind === 'action' ? [step.ref] : [])),
      [],
    ),
    commands: commands.map(({ run, at, directory, roles, unresolved }) => ({ run, at, directory, roles: [...roles], unresolved })),
  }
}

/** 8 before 10; what is no version bytewise at the end. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => Number.parseFloat(text.replace(/^v/, ''))) as [number, number]
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1
  return x === y || Number.isNaN(x) ? compareBytes(a, b) : x - y
}

function reusable({ reused }: Notes): Ci['reusable'] {
  const found = new Map<string, Ci['reusable'][number]>()
  for (const { path, kind, place } of reused) found.set(path, { path, kind, at: united(found.get(path)?.at ?? [], [place]) })
  return [...found.values()].sort((a, b) => compareBytes(a.path, b.path))
}

function unresolved(notes: Notes): Ci['unresolved'] {
  const found = new Map<string, Ci['unresolved'][number]>()
  for (const { kind, ref, reason, place } of notes.unresolved) {
    const key = [kind, ref, reason].join('\0')
    found.set(key, { kind, ref, reason, at: united(found.get(key)?.at ?? [], [place]) })
  }
  return [...found.entries()].sort(([a], [b]) => compareBytes(a, b)).map(([, item]) => item)
}
