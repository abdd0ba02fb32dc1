import { buildsByName } from './images.ts'
import type { Notes, Pipeline } from './model.ts'
import type { Found } from './node-version.ts'
import type { Ci } from './schema.ts'
import { type FoundJob, united } from './summary.ts'

type Evidence = Record<string, string | string[]>

/** Where the facts of the slice stand. */
export function evidenceOf(
  slice: Ci,
  providers: ReadonlyMap<string, readonly string[]>,
  pipelines: readonly Pipeline[],
  jobs: readonly FoundJob[],
  notes: Notes,
): Evidence {
  const evidence: Evidence = {}
  for (const [i, name] of slice.providers.entries()) evidence[`providers.${i}`] = [...(providers.get(name) ?? [])]
  if (slice.primary_workflow !== null) evidence['primary_workflow'] = slice.primary_workflow
  for (const [i, { path }] of slice.workflows.entries()) {
    evidence[`workflows.${i}`] = path
    citeJobs(
      evidence,
      slice,
      i,
      jobs.filter(({ pipeline }) => pipeline === pipelines[i]),
    )
  }
  const matrices = jobs.filter(({ pipeline, job }) => pipeline.isEntry && job.nodeMatrix.length > 0)
  citeEach(
    evidence,
    'node_matrix',
    slice.node_matrix,
    matrices.flatMap(({ job }) => job.nodeVersions),
  )
  for (const field of LISTED) for (const [i, { at }] of slice[field].entries()) evidence[`${field}.${i}`] = at
  if (slice.builds_image) evidence['builds_image'] = builders(slice, notes)
  for (const [i, name] of slice.secrets_referenced.entries())
    evidence[`secrets_referenced.${i}`] = united(notes.secrets.get(name) ?? [], [])
  return evidence
}

/** Lists whose items say themselves where they stand. */
const LISTED = [
  'test_commands',
  'build_commands',
  'lint_commands',
  'smoke_tests',
  'script_runs',
  'reusable',
  'unresolved',
  'image_builds',
  'deploys',
] as const

function citeJobs(evidence: Evidence, { workflows }: Ci, i: number, found: readonly FoundJob[]): void {
  for (const [j, { node_versions, node_version_files }] of (workflows[i]?.jobs ?? []).entries()) {
    const job = found[j]?.job
    if (job === undefined) continue
    const path = `workflows.${i}.jobs.${j}`
    evidence[path] = job.place
    citeEach(evidence, `${path}.node_versions`, node_versions, job.nodeVersions)
    citeEach(evidence, `${path}.node_version_files`, node_version_files, job.nodeVersionFiles)
  }
}

/** Each value of a list by the places where it is written. */
function citeEach(evidence: Evidence, field: string, values: readonly string[], found: readonly Found[]): void {
  for (const [i, value] of values.entries()) {
    const own = found.filter((each) => each.value === value)
    const places = united(
      own.flatMap(({ at }) => at),
      [],
    )
    if (places.length > 0) evidence[`${field}.${i}`] = places.length === 1 ? places[0]! : places
  }
}

function builders({ image_builds }: Ci, { unresolved }: Notes): string[] {
  const named = unresolved.filter(({ ref }) => buildsByName(ref))
  return united(
    image_builds.map(({ at }) => at),
    named.map(({ place }) => place),
  )
}
