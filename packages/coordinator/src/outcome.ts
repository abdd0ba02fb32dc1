import {
  applies,
  CacheMissError,
  cacheKey,
  type DeclaredInputs,
  decodeEntry,
  type Evidence,
  encodeEntry,
  type Hash,
  type Isolation,
  type LazyProbe,
  resolveInputs,
  runOnce,
  type Source,
  type Warning,
} from '@codegenie/core'
import { breaches, type Cost, clock, measured, type Reads, startReads, type Turns } from './cost.ts'
import type { GatherOptions, ProbeReport } from './gather.ts'
import { type IsolatedResult, isolationOf, runIsolated } from './isolated.ts'
import { jsonPieces } from './json-pieces.ts'
import { jsonText } from './json-text.ts'
import { type ProbeInputs, probeInputs } from './run-inputs.ts'
import { SANITIZER_VERSION, sanitize } from './sanitize.ts'
import { toYaml } from './yaml.ts'

/** Said by the coordinator of any slice. */
const TEXT_CUT: Warning = { code: 'slice.text_cut', message: 'holds a text that is too long to be kept whole; it says so at its end' }

/** Raised when `stored` below or the rendering of a slice changes. */
const RESULT_VERSION = 1

/** How one probe ended, with what it has to say. */
export interface Outcome {
  readonly slice: string
  readonly version: string
  readonly report: ProbeReport
  readonly key?: string
  /** Why it ran and was not taken from the cache. */
  readonly miss?: 'absent' | 'corrupt' | 'refresh' | 'no cache'
  /** A result that could not be kept; the answer stands. */
  readonly cacheError?: string
  /** There when it ran and came to an end. */
  readonly cost?: Cost
  /** How that was more than its budget. */
  readonly breaches?: readonly string[]
  /** What was read for its key. */
  readonly read?: Reads
  readonly filesSeen: number
  readonly reads: readonly string[]
  /** What the key was made of. */
  readonly inputs?: ProbeInputs
  /** There when the status is `ok` or `cached`. */
  readonly result?: Result
}

/** Sanitized and rendered: what goes into the artifact and into the cache. */
interface Result {
  readonly sliceJson: string
  readonly sliceYaml: string
  readonly said: { readonly warnings: readonly Warning[]; readonly evidence: Evidence }
  /** In pieces: it may be large. */
  readonly rawJson: readonly (string | Uint8Array)[] | undefined
}

/** How runs share the process: in the main thread, in one of their own because of their size, and in one of their own whatever they read. */
export type Lanes = Readonly<Record<'shared' | Isolation['when'], Turns>>

/** Cache or run. Whatever goes wrong with this probe stays with this probe; only a cache miss that is forbidden, or an abort, ends the gather. */
export async function runProbe(
  probe: LazyProbe,
  source: Source,
  before: ReadonlyMap<string, Outcome>,
  options: GatherOptions,
  lanes: Lanes,
): Promise<Outcome> {
  const started = clock()
  const about = { slice: probe.slice, version: probe.version, filesSeen: 0, reads: [] }
  let outcome: Outcome
  const report = (status: ProbeReport['status']) => ({ probe: probe.name, status, milliseconds: clock() - started })
  try {
    const reads = startReads(source)
    const inputs = resolveInputs(probe, source)
    const seen = { ...about, read: reads(), filesSeen: inputs.reads.size + inputs.lists.length, reads: [...inputs.reads.keys()] }
    const slices = new Map(probe.needs.flatMap((name) => (before.get(name)?.result ? [[name, undefined]] : [])))
    if (applies({ needs: probe.needs.map((name) => ({ name })) as never }, inputs, slices)) {
      const { status, ...rest } = await cacheOrRun(probe, inputs, source, before, options, lanes)
      outcome = { ...seen, ...rest, report: report(status) }
    } else outcome = { ...seen, report: report('skipped') }
  } catch (error) {
    if (error instanceof CacheMissError || options.signal?.aborted) throw error
    outcome = { ...about, report: { ...report('failed'), error: messageOf(error) } }
  }
  options.onProbe?.(outcome.report)
  return outcome
}

type Answer = Pick<Outcome, 'key' | 'miss' | 'cacheError' | 'cost' | 'breaches' | 'inputs' | 'result'> & { status: 'ok' | 'cached' }

async function cacheOrRun(
  probe: LazyProbe,
  inputs: DeclaredInputs,
  source: Source,
  before: ReadonlyMap<string, Outcome>,
  { cache, freshness = 'use', signal }: GatherOptions,
  lanes: Lanes,
): Promise<Answer> {
  const { hash } = source
  const needs = probe.needs.map((name): [string, string] => {
    const needed = before.get(name)!
    return [name, needed.result ? hash(needed.result.sliceJson) : needed.report.status]
  })
  const salt = `${RESULT_VERSION} ${SANITIZER_VERSION}`
  const key = cacheKey(
    probe,
    inputs,
    needs.map((need) => need.join(' ')),
    salt,
    hash,
  )
  const found = { key, inputs: probeInputs(probe, inputs, needs, salt) }
  const entry = freshness === 'refresh' ? undefined : await cache?.get(key)
  const hit = entry && restore(key, entry, hash)
  if (hit) return { ...found, status: 'cached', result: hit }
  if (freshness === 'only') throw new CacheMissError(probe.name)

  const miss = !cache ? 'no cache' : freshness === 'refresh' ? 'refresh' : entry ? 'corrupt' : 'absent'
  const slices = neededSlices(probe, before)
  const isolation = isolationOf(probe, inputs)
  const { value, cost } = isolation
    ? await lanes[isolation.when](() => measured(source, () => runIsolated(probe, isolation, inputs, source, { slices, signal })))
    : await lanes.shared(async () => {
        const loaded = await probe.load()
        return measured(source, (): Promise<IsolatedResult> => runOnce(loaded, inputs, source, { slices, signal }))
      })
  const { slice, evidence, warnings, raw, rawJson } = value
  let isCut = false
  const clean = sanitize(slice, () => (isCut = true))
  const result: Result = {
    ...render(probe.slice, clean),
    said: sanitize({ warnings: isCut ? [...warnings, TEXT_CUT] : warnings, evidence } as never) as never,
    rawJson: raw === undefined ? rawJson : [...jsonPieces(raw)],
  }
  const stable = [...inputs.reads.values()].every(({ changed }) => !changed)
  const cacheError = cache && stable ? await keep(cache, key, probe.name, result, hash) : undefined
  const ran = { ...found, status: 'ok', miss, result, cost, breaches: breaches(cost, probe.budget) } as const
  return { ...ran, ...(cacheError ? { cacheError } : {}) }
}

function render(name: string, slice: ReturnType<typeof sanitize>) {
  return { sliceJson: jsonText(slice), sliceYaml: toYaml({ [name]: slice }) }
}

async function keep(
  cache: NonNullable<GatherOptions['cache']>,
  key: string,
  probe: string,
  result: Result,
  hash: Hash,
): Promise<string | undefined> {
  const parts = [
    result.sliceJson,
    result.sliceYaml,
    jsonText(result.said as never),
    ...(result.rawJson === undefined ? [] : [result.rawJson]),
  ]
  try {
    await cache.put(key, encodeEntry(key, probe, parts, hash))
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function restore(key: string, entry: Uint8Array, hash: Hash): Result | undefined {
  const parts = decodeEntry(key, entry, hash)
  if (!parts) return undefined
  const [sliceJson = '', sliceYaml = '', said = '', rawJson] = parts
  const parsed = parseSaid(said)
  return parsed && { sliceJson, sliceYaml, said: parsed, rawJson: rawJson === undefined ? undefined : [rawJson] }
}

/** An entry may be whole and still not be what this version keeps. */
function parseSaid(text: string): Result['said'] | undefined {
  try {
    const said = JSON.parse(text)
    return Array.isArray(said?.warnings) && typeof said.evidence === 'object' ? said : undefined
  } catch {
    return undefined
  }
}

function neededSlices(probe: LazyProbe, before: ReadonlyMap<string, Outcome>): Map<string, unknown> {
  const there = probe.needs.flatMap((name) => {
    const result = before.get(name)?.result
    return result ? [[name, JSON.parse(result.sliceJson)] as const] : []
  })
  return new Map(there)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
