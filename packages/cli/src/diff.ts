import type { Json } from '@codegenie/core'
import { naturalKeys } from './natural-keys.ts'

type JsonMap = Readonly<Record<string, Json>>

export interface Change {
  /** Path of the fact; items of lists by what they are called: `manifests[packages/a].version`. */
  readonly fact: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly before?: Json
  readonly after?: Json
}

/** Who gathered and where facts stand is not what they say. */
const NO_FACTS = new Set(['gather_id', 'schema_version'])

/** What two artifacts say that is not the same. Order of the first, then what is new in the second. */
export function diffArtifacts(before: JsonMap, after: JsonMap): readonly Change[] {
  return compare('', factsOf(before), factsOf(after))
}

function factsOf(artifact: JsonMap): JsonMap {
  const entries = Object.entries(artifact).filter(([key]) => !NO_FACTS.has(key))
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === 'repo') return [key, without(value as JsonMap, ['git_commit'])]
      if (key !== 'probes') return [key, value]
      return [
        key,
        Object.fromEntries(Object.entries(value as JsonMap).map(([name, section]) => [name, without(section as JsonMap, ['evidence'])])),
      ]
    }),
  )
}

function without(value: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([key]) => !keys.includes(key)))
}

/** The depth of slices is bounded by their schemas. */
function compare(path: string, a: Json | undefined, b: Json | undefined): Change[] {
  if (a === undefined || b === undefined) return a === b ? [] : [oneSided(path, a, b)]
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(path, a, b)
  if (isMap(a) && isMap(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    return keys.flatMap((key) => compare(path === '' ? key : `${path}.${key}`, own(a, key), own(b, key)))
  }
  return a === b ? [] : [{ fact: path, kind: 'changed', before: a, after: b }]
}

function compareLists(path: string, a: readonly Json[], b: readonly Json[]): Change[] {
  const [left, right] = [naturalKeys(a, b), naturalKeys(b, a)]
  const [before, after] = [new Map(left.map((key, i) => [key, a[i]!])), new Map(right.map((key, i) => [key, b[i]!]))]
  return [...new Set([...left, ...right])].flatMap((key) => compare(`${path}[${key}]`, before.get(key), after.get(key)))
}

function oneSided(fact: string, before: Json | undefined, after: Json | undefined): Change {
  return before === undefined ? { fact, kind: 'added', after: after! } : { fact, kind: 'removed', before }
}

function isMap(value: Json): value is JsonMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function own(map: JsonMap, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}
