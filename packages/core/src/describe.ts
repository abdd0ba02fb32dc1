import { loadBlake3 } from './hash.ts'
import type { AnyProbe, Budget } from './probe.ts'
import { DEFAULT_BUDGET, DEFAULT_TIMEOUT_MS } from './run.ts'
import { sliceJsonSchema } from './schema.ts'

/** All that is to be known of a probe before it is loaded: plain JSON, so that it can be made ahead of time. */
export interface ProbeDescription {
  readonly name: string
  readonly slice: string
  readonly version: string
  readonly reads: readonly string[]
  readonly lists: readonly string[]
  /** Names of the probes in `needs`. */
  readonly needs: readonly string[]
  readonly timeoutMs: number
  readonly budget: Budget
  /** BLAKE3 of slice JSON Schema and `data`. */
  readonly digest: string
}

/** A module for a worker thread, which runs the probe that `probe` names to it (`serveProbe` of the coordinator). */
export interface Isolation {
  /** Absolute path. */
  readonly worker: string
  readonly probe: string
  /** `large`: only when its inputs are so large that what it does with them may take long. */
  readonly when: 'always' | 'large'
}

/** A probe that is loaded when it has to run: a cache hit never loads it. */
export interface LazyProbe extends ProbeDescription {
  load(): Promise<AnyProbe>
  /** How a worker thread comes to it, where it could keep this thread from all others; without it runs in this one. */
  readonly isolation?: Isolation | undefined
}

/** Describes a probe; throws `ConfigError` when its schema says nothing. */
export async function describeProbe(probe: AnyProbe): Promise<ProbeDescription> {
  const { hash } = await loadBlake3()
  const { name, slice, version, inputs, needs, timeoutMs = DEFAULT_TIMEOUT_MS, budget } = probe
  const digest = hash(JSON.stringify([await sliceJsonSchema(probe), inputs.data ?? null]))
  return {
    name,
    slice,
    version,
    reads: inputs.reads ?? [],
    lists: inputs.lists ?? [],
    needs: needs.map((needed) => needed.name),
    timeoutMs,
    budget: { ...DEFAULT_BUDGET, ...budget },
    digest,
  }
}
