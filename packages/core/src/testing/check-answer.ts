import { isDeepStrictEqual } from 'node:util'
import { CORE_WARNINGS } from '../context.ts'
import { decodeEntry, encodeEntry } from '../entry.ts'
import { compileGlob } from '../glob.ts'
import { loadBlake3 } from '../hash.ts'
import type { AnyProbe, Evidence, Json, Warning } from '../probe.ts'
import type { ProbeResult } from '../run.ts'
import type { Subject } from './contract.ts'
import type { TestFiles } from './run-probe.ts'

export async function plainJson({ probe, answer: { slice, raw } }: Subject): Promise<readonly string[]> {
  const bad = [...notPlain(slice, 'slice'), ...(raw === undefined ? [] : notPlain(raw, 'raw'))]
  if (bad.length > 0) return bad
  const { hash } = await loadBlake3()
  const [text = ''] = decodeEntry('0'.repeat(64), encodeEntry('0'.repeat(64), probe.name, [JSON.stringify(slice)], hash), hash) ?? []
  const again = probe.schema.safeParse(JSON.parse(text))
  return again.success && isDeepStrictEqual(again.data, slice) ? [] : ['the slice is another one after a round trip through the cache']
}

function notPlain(value: unknown, what: string): string[] {
  const text = JSON.stringify(value)
  const same = text !== undefined && isDeepStrictEqual(JSON.parse(text), value)
  return same ? [] : [`${what} is not plain JSON: it does not come back the same from a round trip`]
}

export function evidence({ probe, answer, files }: Subject): readonly string[] {
  const globs = declaredGlobs(probe).map(compileGlob)
  const isDeclared = (path: string) => globs.length === 0 || globs.some((matches) => matches(path))
  return [...missingEvidence(answer), ...brokenEvidence(answer.evidence, files, isDeclared), ...strayEvidence(answer)]
}

/** Its own, and those of the probes that it needs: their slices say where their facts stand. */
function declaredGlobs({ inputs, needs }: AnyProbe): string[] {
  return [...(inputs.reads ?? []), ...(inputs.lists ?? []), ...needs.flatMap(declaredGlobs)]
}

/** Every fact that claims something must have evidence at its path, or at one above it. */
function missingEvidence({ slice, evidence }: ProbeResult): string[] {
  const missing: string[] = []
  const visit = (value: Json, path: string) => {
    if (Object.hasOwn(evidence, path)) return
    if (value === null || value === false || value === 0 || value === '') return
    if (typeof value !== 'object') missing.push(`${path || 'the slice'} has none`)
    else for (const [key, item] of Object.entries(value)) visit(item as Json, path ? `${path}.${key}` : key)
  }
  visit(slice, '')
  return missing
}

export function brokenEvidence(evidence: Evidence, files: TestFiles, isDeclared: (path: string) => boolean = () => true): string[] {
  const lines = new Map<string, number>()
  const linesOf = (path: string) => {
    if (!Object.hasOwn(files, path)) return 0
    let count = lines.get(path)
    if (count === undefined)
      lines.set(
        path,
        (count = Buffer.from(files[path] as string)
          .toString()
          .split('\n').length),
      )
    return count
  }
  const places = Object.entries(evidence).flatMap(([fact, place]) => [place].flat().map((one) => [fact, one as string] as const))
  return places.flatMap(([fact, place]) => {
    const [, path = '', line] = Object.hasOwn(files, place) ? ['', place, undefined] : (/^(.*):(\d+)$/.exec(place) ?? [])
    const exists = line === undefined ? Object.hasOwn(files, path) : Number(line) >= 1 && Number(line) <= linesOf(path)
    if (!exists) return [`${fact} is said to stand at ${place}, which does not exist`]
    return isDeclared(path) ? [] : [`${fact} is said to stand in ${path}, which the inputs do not declare`]
  })
}

/** Evidence of what the slice does not have. */
function strayEvidence({ slice, evidence }: ProbeResult): string[] {
  const paths = new Set<string>([''])
  const visit = (value: Json, path: string) => {
    paths.add(path)
    if (value !== null && typeof value === 'object')
      for (const [key, item] of Object.entries(value)) visit(item as Json, path ? `${path}.${key}` : key)
  }
  visit(slice, '')
  return Object.keys(evidence).flatMap((fact) => (paths.has(fact) ? [] : [`${fact} is no fact of the slice`]))
}

export function warnings({ answer, options }: Subject): readonly string[] {
  return unlistedWarnings(answer.warnings, options.readme)
}

export function unlistedWarnings(given: readonly Warning[], readme: string | undefined): string[] {
  if (readme === undefined) return []
  const known = new Set<string>(CORE_WARNINGS)
  const unlisted = new Set(given.map(({ code }) => code).filter((code) => !known.has(code) && !readme.includes(code)))
  return [...unlisted].map((code) => `${code} is not listed in the README`)
}
