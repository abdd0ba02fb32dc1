import type { Json } from '@codegenie/core'
import { citedLine } from './cited-line.ts'
import type { ExitCode } from './exit-codes.ts'
import { lookUp } from './fact.ts'
import { findFact } from './find-fact.ts'
import { freshness, sayFreshness } from './freshness.ts'
import { meaningOf } from './meaning.ts'
import { type ArtifactPlace, readArtifactJson, readFacts } from './read-artifact.ts'
import { type Terminal, visibleLine } from './terminal.ts'

type JsonMap = Readonly<Record<string, Json>>

/** More places than that are counted; --json has them all. */
const MAX_PLACES = 10
const MAX_VALUE = 300

/** Is it the name of something at the top of the artifact, or of what is made of it? */
export function isSlice(name: string, place: ArtifactPlace, root: string): boolean {
  return 'value' in lookUp(readFacts(place, root, name), name)
}

/** Prints a fact with the lines that prove it, and who found it. Throws `UsageError` where there is no such fact. */
export function whyFact(path: string, place: ArtifactPlace, root: string, isJson: boolean, terminal: Terminal): ExitCode {
  const artifact = readArtifactJson(place, root, 'repo-context.json') as JsonMap
  const value = findFact(/^(?:views|conflicts)(?:\.|$)/.test(path) ? readFacts(place, root, path) : artifact, path)
  const found = sourceOf(artifact, path, value)
  const state = freshness(root, place.directory, terminal)
  const commit = (artifact['repo'] as JsonMap | undefined)?.['git_commit'] as string | null
  const evidence = found.places.map((at) => ({ at, line: citedLine(root, at) ?? null }))
  const answer = { fact: path, value, evidence, ...found.by, meaning: meaningOf(path) ?? null, commit, freshness: state }
  terminal.print(isJson ? `${JSON.stringify(answer)}\n` : text(answer))
  sayFreshness(state, commit, terminal)
  return 0
}

interface By {
  readonly probe: string | null
  readonly version: string | null
  readonly confidence: string | null
}

interface Source {
  readonly places: readonly string[]
  readonly by: By
}

/** Of a fact of a slice the evidence of its probe; of a conflict or a flag, the places that it names itself. */
function sourceOf(artifact: JsonMap, path: string, value: Json): Source {
  const none: By = { probe: null, version: null, confidence: null }
  const own = placesIn(value)
  const cut = path.indexOf('.')
  const [slice, fact] = cut < 0 ? [path, ''] : [path.slice(0, cut), path.slice(cut + 1)]
  if (slice === 'views' || slice === 'conflicts') return { places: own, by: none }
  const probes = (artifact['probes'] ?? {}) as Readonly<Record<string, JsonMap>>
  const name = probeOf(slice, probes)
  const section = name === undefined ? undefined : probes[name]
  if (name === undefined || !section) return { places: own, by: none }
  const by = { probe: name, version: section['version'] as string, confidence: section['confidence'] as string | null }
  return { places: evidenceFor((section['evidence'] ?? {}) as JsonMap, fact), by }
}

/** Slices of the bundled probes that are not called as their probes. */
const PROBES: Readonly<Record<string, string>> = {
  language_stack: 'language_detection',
  build_system: 'node_build_system',
  manifests: 'node_manifest',
}

function probeOf(slice: string, probes: Readonly<Record<string, JsonMap>>): string | undefined {
  const name = Object.hasOwn(PROBES, slice) ? PROBES[slice]! : slice
  return Object.hasOwn(probes, name) ? name : undefined
}

/** Its own evidence, else that of what holds it, and else all of what it holds. */
function evidenceFor(evidence: JsonMap, fact: string): string[] {
  for (let at = fact; at !== ''; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    if (Object.hasOwn(evidence, at)) return texts(evidence[at]!)
    const below = at === fact ? Object.keys(evidence).filter((key) => key.startsWith(`${at}.`)) : []
    if (below.length > 0) return [...new Set(below.flatMap((key) => texts(evidence[key]!)))]
  }
  return fact === '' ? [...new Set(Object.values(evidence).flatMap(texts))] : []
}

function texts(value: Json): string[] {
  return [value].flat().filter((item) => typeof item === 'string')
}

function placesIn(value: Json): string[] {
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) return [...new Set(value.flatMap(placesIn))]
  const { at, sides } = value as JsonMap
  const below = at === undefined && sides === undefined ? Object.values(value as JsonMap).flatMap(placesIn) : []
  return [...new Set([...(at === undefined ? [] : texts(at)), ...(sides === undefined ? [] : placesIn(sides)), ...below])]
}

function text({
  fact,
  value,
  evidence,
  probe,
  version,
  confidence,
  meaning,
}: By & { fact: string; value: Json; evidence: readonly { at: string; line: string | null }[]; meaning: string | null }): string {
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  const width = Math.min(60, Math.max(0, ...evidence.slice(0, MAX_PLACES).map(({ at }) => at.length)))
  const rows = [
    `${fact}: ${visibleLine(shown.length > MAX_VALUE ? `${shown.slice(0, MAX_VALUE - 1)}…` : shown)}`,
    ...evidence.slice(0, MAX_PLACES).map(({ at, line }) => `  ${visibleLine(line === null ? at : `${at.padEnd(width)}  ${line}`)}`),
    ...(evidence.length > MAX_PLACES ? [`  and ${evidence.length - MAX_PLACES} more places`] : []),
    ...(evidence.length === 0 ? ['  no place: nothing was found, or it is not about a file'] : []),
    ...(meaning === null ? [] : [`  meaning: ${meaning}`]),
    ...(probe === null ? [] : [`  found by ${probe} ${version}, confidence ${confidence ?? 'none'}`]),
  ]
  return rows.map((row) => `${row}\n`).join('')
}
