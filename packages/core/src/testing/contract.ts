import { isDeepStrictEqual } from 'node:util'
import { CORE_WARNINGS } from '../context.ts'
import { loadBlake3 } from '../hash.ts'
import { resolveInputs } from '../inputs.ts'
import { cacheKey } from '../key.ts'
import type { AnyProbe, Evidence, Json, Warning } from '../probe.ts'
import type { ProbeResult } from '../run.ts'
import { sliceJsonSchema } from '../schema.ts'
import { memorySource, type RunProbeOptions, runProbe, type TestFiles } from './run-probe.ts'

export interface ContractOptions extends RunProbeOptions {
  /** Text of the probe's README: every warning code that the probe gives must be in it. */
  readonly readme?: string
}

/**
 * What a probe does that the contract forbids, on these files; empty when nothing. Each line is `<check>: <what was found>`.
 * Checks: schema, run, skipped, determinism, plain_json, evidence, warnings, key.
 */
export async function contractViolations(probe: AnyProbe, files: TestFiles, options: ContractOptions = {}): Promise<string[]> {
  const violations = [...identity(probe), ...(await emptySchema(probe))]
  let first: Awaited<ReturnType<typeof runProbe>>
  try {
    first = await runProbe(probe, files, options)
  } catch (error) {
    return [...violations, `run: ${(error as Error).message}`]
  }
  if (first.status === 'skipped') return [...violations, 'skipped: no file matches the declared inputs; give the check files that do']
  const result = first as ProbeResult
  return [
    ...violations,
    ...(await differences(probe, files, options, result)),
    ...notPlain(result.slice, 'slice'),
    ...(result.raw === undefined ? [] : notPlain(result.raw, 'raw')),
    ...missingEvidence(result),
    ...brokenEvidence(result.evidence, files),
    ...unlistedWarnings(result.warnings, options.readme),
    ...(await keyFaults(probe, files)),
  ]
}

function identity({ name, slice, version }: AnyProbe): string[] {
  const bad = Object.entries({ name, slice }).filter(([, value]) => !/^[a-z][a-z0-9_]*$/.test(value))
  const wrong = bad.map(([field, value]) => `identity: ${field} ${JSON.stringify(value)} is not snake_case`)
  return /^\d+\.\d+\.\d+/.test(version) ? wrong : [...wrong, `identity: version ${JSON.stringify(version)} is not a semantic version`]
}

async function emptySchema(probe: AnyProbe): Promise<string[]> {
  try {
    await sliceJsonSchema(probe)
    return []
  } catch (error) {
    return [`schema: ${(error as Error).message}`]
  }
}

/** Once more, and once with the files in another order. */
async function differences(probe: AnyProbe, files: TestFiles, options: ContractOptions, first: ProbeResult): Promise<string[]> {
  const shuffled = Object.fromEntries(Object.entries(files).reverse())
  for (const again of [files, shuffled]) {
    const next = await runProbe(probe, again, options)
    if (!isDeepStrictEqual(next, first)) return ['determinism: two runs on the same files gave different answers']
  }
  return []
}

function notPlain(value: unknown, what: string): string[] {
  const text = JSON.stringify(value)
  const same = text !== undefined && isDeepStrictEqual(JSON.parse(text), value)
  return same ? [] : [`plain_json: ${what} is not plain JSON: it does not come back the same from a round trip`]
}

/** Every fact that claims something must have evidence at its path, or at one above it. */
function missingEvidence({ slice, evidence }: ProbeResult): string[] {
  const missing: string[] = []
  const visit = (value: Json, path: string) => {
    if (Object.hasOwn(evidence, path)) return
    if (value === null || value === false || value === 0 || value === '') return
    if (typeof value !== 'object') missing.push(`evidence: ${path || 'the slice'} has none`)
    else for (const [key, item] of Object.entries(value)) visit(item as Json, path ? `${path}.${key}` : key)
  }
  visit(slice, '')
  return missing
}

function brokenEvidence(evidence: Evidence, files: TestFiles): string[] {
  const places = Object.entries(evidence).flatMap(([fact, place]) => [place].flat().map((one) => [fact, one as string] as const))
  return places.flatMap(([fact, place]) => {
    if (Object.hasOwn(files, place)) return []
    const [, path = '', line] = /^(.*):(\d+)$/.exec(place) ?? []
    const lines = Object.hasOwn(files, path)
      ? Buffer.from(files[path] as string)
          .toString()
          .split('\n').length
      : 0
    return Number(line) >= 1 && Number(line) <= lines ? [] : [`evidence: ${fact} is said to stand at ${place}, which does not exist`]
  })
}

function unlistedWarnings(warnings: readonly Warning[], readme: string | undefined): string[] {
  if (readme === undefined) return []
  const known = new Set<string>(CORE_WARNINGS)
  const unlisted = new Set(warnings.map(({ code }) => code).filter((code) => !known.has(code) && !readme.includes(code)))
  return [...unlisted].map((code) => `warnings: ${code} is not listed in the README`)
}

/** The key must move with each declared file, and with nothing else. */
async function keyFaults(probe: AnyProbe, files: TestFiles): Promise<string[]> {
  const before = await keyOf(probe, files)
  const { reads } = resolveInputs({ reads: probe.inputs.reads ?? [], lists: [] }, await memorySource(files))
  const faults: string[] = []
  for (const path of reads.keys()) {
    const edited = { ...files, [path]: Buffer.concat([Buffer.from(files[path] as string), Buffer.from(' ')]) }
    if ((await keyOf(probe, edited)) === before) faults.push(`key: an edit of ${path} does not change the cache key`)
  }
  return faults
}

async function keyOf({ name, slice, version, inputs }: AnyProbe, files: TestFiles): Promise<string> {
  const { hash } = await loadBlake3()
  const globs = { reads: inputs.reads ?? [], lists: inputs.lists ?? [] }
  const description = { ...globs, name, slice, version, needs: [], timeoutMs: 0, budget: { ms: 0, mb: 0 }, digest: '' }
  return cacheKey(description, resolveInputs(globs, await memorySource(files)), [], '', hash)
}
