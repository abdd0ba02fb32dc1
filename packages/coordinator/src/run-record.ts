import type { Source } from '@codegenie/core'
import type { Artifact } from './artifact.ts'
import { clock } from './cost.ts'
import type { Outcome } from './outcome.ts'
import type { ProbeInputs } from './run-inputs.ts'

/** Everything about one gather that is not about the repository: `runs/<utc>-<id>.json`. */
export interface RunRecord {
  readonly record_version: '1'
  readonly gather_id: string
  readonly gather_status: Artifact['status']
  readonly started_at: string
  readonly duration_ms: number
  readonly node: string
  readonly platform: string
  readonly blake3: 'wasm' | 'javascript'
  readonly peak_rss_bytes: number
  readonly cpu_ms: number
  readonly phases: Readonly<Record<string, number>>
  readonly source: Source['stats']
  /** Files that were not the same any more when the gather ended. */
  readonly files_moved: number
  readonly cache: { readonly hits: number; readonly misses: number; readonly errors: readonly string[] }
  readonly probes: readonly ProbeRecord[]
  /** Of the probes that have a key. Written beside the record, and for the last two gathers only: it names every file. */
  readonly inputs: readonly ProbeInputs[]
}

export interface ProbeRecord {
  readonly probe: string
  readonly version: string
  readonly status: Outcome['report']['status']
  /** From its turn to its answer, waiting for others included. */
  readonly duration_ms: number
  /** While it ran; 0 when it did not. What others did while it waited is in it. */
  readonly cpu_ms: number
  readonly rss_growth_bytes: number
  /** By this probe first: what one has read, no other reads again. */
  readonly files_read: number
  readonly bytes_read: number
  /** How it was dearer than its budget. */
  readonly warnings: readonly string[]
  readonly key: string | null
  /** Why it ran; `null` when it did not. */
  readonly miss: string | null
  readonly error: string | null
}

interface Finished {
  readonly artifact: Artifact
  readonly outcomes: readonly Outcome[]
  readonly source: Source['stats']
  readonly blake3: RunRecord['blake3']
  readonly moved: number
}

/** Starts the clocks of a run; `phase` times a step, `finish` makes the record. */
export function startRecord() {
  const startedAt = new Date().toISOString()
  const started = clock()
  const cpu = process.cpuUsage()
  const phases: Record<string, number> = {}
  return {
    phase<T>(name: string, step: () => T): T {
      const begin = clock()
      const result = step()
      phases[name] = rounded(clock() - begin)
      return result
    },
    finish({ artifact, outcomes, source, blake3, moved }: Finished): RunRecord {
      const { user, system } = process.cpuUsage(cpu)
      const probes = outcomes.map(toRecord)
      return {
        record_version: '1',
        gather_id: artifact.gatherId,
        gather_status: artifact.status,
        started_at: startedAt,
        duration_ms: rounded(clock() - started),
        node: process.version,
        platform: `${process.platform}-${process.arch}`,
        blake3,
        peak_rss_bytes: process.resourceUsage().maxRSS * 1024,
        cpu_ms: rounded((user + system) / 1000),
        phases,
        source: { ...source },
        files_moved: moved,
        cache: {
          hits: probes.filter(({ status }) => status === 'cached').length,
          misses: probes.filter(({ miss }) => miss !== null).length,
          errors: outcomes.flatMap(({ cacheError }) => (cacheError ? [cacheError] : [])),
        },
        probes,
        inputs: outcomes.flatMap(({ inputs }) => inputs ?? []),
      }
    },
  }
}

function toRecord({ report, version, key, miss, cost, read, breaches }: Outcome): ProbeRecord {
  const { probe, status, milliseconds, error } = report
  return {
    probe,
    version,
    status,
    duration_ms: rounded(milliseconds),
    cpu_ms: rounded(cost?.cpuMs ?? 0),
    rss_growth_bytes: cost?.rssGrowth ?? 0,
    files_read: (read?.files ?? 0) + (cost?.read.files ?? 0),
    bytes_read: (read?.bytes ?? 0) + (cost?.read.bytes ?? 0),
    warnings: breaches ?? [],
    key: key ?? null,
    miss: miss ?? null,
    error: error ?? null,
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
