import { createContext } from './context.ts'
import { fitted, UNSURE } from './fitted.ts'
import { type DeclaredInputs, isApplicable } from './inputs.ts'
import type { AnyProbe, Budget, Evidence, Json, Warning } from './probe.ts'
import type { Source } from './source.ts'

/** A probe that takes longer, in milliseconds, is given up. */
export const DEFAULT_TIMEOUT_MS = 30_000

export const DEFAULT_BUDGET: Budget = { ms: 2000, mb: 200 }

/** What a probe said of a repository, validated. */
export interface ProbeResult {
  readonly slice: Json
  readonly evidence: Evidence
  readonly warnings: readonly Warning[]
  readonly raw?: Json
}

export interface RunOptions {
  /** Probe name -> validated slice, of the probes in `needs` that have one. */
  readonly slices: ReadonlyMap<string, unknown>
  readonly signal?: AbortSignal | undefined
}

/** Runs a probe on its declared inputs and validates what it returns. Throws whatever is wrong: a bug, a timeout, an undeclared read, a bad slice. */
export async function runOnce(
  probe: AnyProbe,
  inputs: DeclaredInputs,
  source: Pick<Source, 'index'>,
  { slices, signal }: RunOptions,
): Promise<ProbeResult> {
  const timeout = probe.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const stop = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error), { once: true })
  })
  const timer = setTimeout(() => stop.abort(new Error(`probe ${probe.name} took longer than ${timeout} ms`)), timeout)
  const cancel = () => stop.abort(signal?.reason)
  if (signal?.aborted) cancel()
  else signal?.addEventListener('abort', cancel, { once: true })
  try {
    const { ctx, warnings } = createContext(probe, inputs, source, slices, stop.signal)
    const running = Promise.resolve().then(() => probe.run(ctx as never))
    const result = await Promise.race([running, aborted])
    return {
      slice: validSlice(probe, result?.slice),
      evidence: validEvidence(probe, result.evidence),
      warnings: warnings.map(validWarning).sort(byPlace),
      ...(result.raw === undefined ? {} : { raw: result.raw }),
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
  }
}

/** Does the probe apply: did its globs match anything, or, without globs, is a slice that it needs there? */
export function applies(probe: Pick<AnyProbe, 'needs'>, inputs: DeclaredInputs, slices: ReadonlyMap<string, unknown>): boolean {
  if (inputs.globs.reads.length + inputs.globs.lists.length > 0) return isApplicable(inputs)
  return probe.needs.length === 0 || probe.needs.some(({ name }) => slices.has(name))
}

function validSlice(probe: AnyProbe, slice: unknown): Json {
  const given = fitted(probe.schema, slice)
  if (given !== UNSURE) return given as Json
  // A schema is used once in most processes: compiling it costs more than it saves.
  const checked = probe.schema.safeParse(slice, { jitless: true })
  if (checked.success) return checked.data as Json
  const first = checked.error.issues.slice(0, 3).map(({ path, message }) => `${path.map(String).join('.') || 'slice'}: ${message}`)
  throw new Error(`probe ${probe.name} returned a slice that its schema refuses: ${first.join('; ')}`)
}

function validEvidence(probe: AnyProbe, evidence: unknown): Evidence {
  if (
    evidence !== null &&
    typeof evidence === 'object' &&
    Object.values(evidence).every(
      (place) => typeof place === 'string' || (Array.isArray(place) && place.every((p) => typeof p === 'string')),
    )
  )
    return evidence as Evidence
  throw new Error(`probe ${probe.name} returned evidence that is not a record of places`)
}

const CODE = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/

function validWarning(warning: Warning): Warning {
  if (!CODE.test(warning.code))
    throw new Error(`warning code ${JSON.stringify(warning.code)} is not of the form what.problem in snake_case`)
  const { code, message, path } = warning
  return { code, message: String(message), ...(path === undefined ? {} : { path: String(path) }) }
}

function byPlace(a: Warning, b: Warning): number {
  const [x, y] = [a, b].map(({ code, path = '', message }) => `${path}\0${code}\0${message}`) as [string, string]
  return x < y ? -1 : x > y ? 1 : 0
}
