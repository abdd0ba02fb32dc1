import type { Hash, Json, Warning } from '@codegenie/core'
import { type Confidence, confidence } from './confidence.ts'
import { jsonText } from './json-text.ts'
import type { Outcome } from './outcome.ts'
import { sanitize } from './sanitize.ts'
import { toYaml } from './yaml.ts'

/** Raised when a key outside the slices changes its meaning. */
export const SCHEMA_VERSION = '1'

/** What `probes.<name>` of the artifact says. */
export interface ProbeSection {
  readonly version: string
  readonly status: 'ok' | 'skipped' | 'failed'
  /** `null` when there is no slice to be confident in. */
  readonly confidence: Confidence | null
  readonly warnings: readonly Warning[]
  readonly evidence: Readonly<Record<string, string | readonly string[]>>
}

/** The artifact as text; identical inputs give identical bytes. */
export interface Artifact {
  readonly gatherId: string
  readonly status: 'complete' | 'partial'
  readonly failures: readonly { readonly probe: string; readonly error: string }[]
  readonly probes: Readonly<Record<string, ProbeSection>>
  /** `repo-context.yaml`, in pieces. */
  readonly yaml: readonly string[]
  /** `repo-context.json`, in pieces. */
  readonly json: readonly string[]
  /** Probe name -> `raw/<probe>.json`, in pieces, bytes where they are UTF-8 already. */
  readonly raw: ReadonlyMap<string, readonly (string | Uint8Array)[]>
}

/** Puts the outcomes together, in registration order whatever order they came in. `gather_id` is the BLAKE3 of all the rest. */
export function assemble(
  outcomes: readonly Outcome[],
  repo: { name: string | null; git_commit: string | null },
  moved: ReadonlySet<string>,
  hash: Hash,
): Artifact {
  const failures = outcomes.flatMap(({ report }) =>
    report.status === 'failed' ? [{ probe: report.probe, error: report.error ?? 'unknown error' }] : [],
  )
  const status = failures.length > 0 ? 'partial' : 'complete'
  const probes = Object.fromEntries(outcomes.map((outcome) => [outcome.report.probe, section(outcome, moved)]))
  const head = sanitize({ repo, gather_status: status, probe_failures: failures }) as Record<string, Json>
  const slices = outcomes.flatMap(({ slice, result }) => (result ? [{ slice, ...result }] : []))
  const body = slices.map(({ slice, sliceJson }) => `,\n${JSON.stringify(slice)}:${sliceJson}`)
  const tail = `,\n"probes":${jsonText(probes as never)}\n}\n`
  const gatherId = hash(JSON.stringify([SCHEMA_VERSION, head]) + body.join('') + tail)

  const { repo: repository, ...rest } = head
  const full = { schema_version: SCHEMA_VERSION, repo: repository as Json, gather_id: gatherId, ...rest }
  const fields = Object.entries(full).map(([key, value]) => `${JSON.stringify(key)}:${jsonText(value)}`)
  return {
    gatherId,
    status,
    failures,
    probes,
    yaml: [toYaml(full), ...slices.map(({ sliceYaml }) => sliceYaml), toYaml({ probes: probes as never })],
    json: [`{\n${fields.join(',\n')}`, ...body, tail],
    raw: new Map(outcomes.flatMap((outcome) => rawFile(outcome, gatherId))),
  }
}

/** Is `gather_id` that of the rest of `repo-context.json`? False for anything that `assemble` has not made. */
export function isOwnArtifact(json: string, hash: Hash): boolean {
  const start = json.indexOf('\n"probe_failures":')
  const end = start < 0 ? -1 : json.indexOf(',\n', start + 1)
  if (end < 0) return false
  const head = parsed(`${json.slice(0, end)}\n}`)
  if (head === undefined) return false
  const { schema_version, gather_id, repo, gather_status, probe_failures } = head
  return gather_id === hash(JSON.stringify([schema_version, { repo, gather_status, probe_failures }]) + json.slice(end))
}

function parsed(text: string): Readonly<Record<string, Json>> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function section({ version, report, result, filesSeen, reads }: Outcome, moved: ReadonlySet<string>): ProbeSection {
  if (!result) return { version, status: report.status === 'failed' ? 'failed' : 'skipped', confidence: null, warnings: [], evidence: {} }
  const { warnings, evidence } = result.said
  const all = [...warnings, ...reads.filter((path) => moved.has(path)).map(movedWarning)]
  return { version, status: 'ok', confidence: confidence(all, filesSeen), warnings: all, evidence }
}

function movedWarning(path: string): Warning {
  return { code: 'file.changed_during_gather', message: 'changed while the repository was read, twice; gather again', path }
}

function rawFile({ report, result }: Outcome, gatherId: string): [string, readonly (string | Uint8Array)[]][] {
  if (result?.rawJson === undefined) return []
  return [
    [
      report.probe,
      [`{\n"gather_id":${JSON.stringify(gatherId)},\n"probe":${JSON.stringify(report.probe)},\n"data":`, ...result.rawJson, '\n}\n'],
    ],
  ]
}
