import type { z } from 'zod'
import type { Json } from './probe.ts'

/** At most this many malformed fields of one file are named, the rest is counted. */
const MAX_NAMED = 10

/**
 * Checks a parsed file against a schema. A malformed field is left out and named, so that it does not cost the others; `value` is
 * `undefined` when what is left does not fit either.
 */
export function check<S extends z.ZodType>(value: Json, schema: S): { value: z.output<S> | undefined; malformed: readonly string[] } {
  const first = schema.safeParse(value)
  if (first.success) return { value: first.data, malformed: [] }
  let malformed: readonly Issue[] = []
  let rest: Json | undefined = value
  let issues: readonly Issue[] = first.error.issues
  for (let round = 0; round < 4; round++) {
    malformed = malformed.concat(issues)
    rest = without(rest, issues)
    if (rest === undefined) break
    const next = schema.safeParse(rest)
    if (next.success) return { value: next.data, malformed: named(malformed) }
    issues = next.error.issues
  }
  return { value: undefined, malformed: named(malformed) }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly code?: string | undefined
  readonly message: string
  readonly expected?: string
}

/** A copy without the fields that the issues name; `undefined` when an issue names the whole value. */
function without(value: Json, issues: readonly Issue[]): Json | undefined {
  const drop = new Map<PropertyKey, Issue[]>()
  for (const issue of issues) {
    const [key] = issue.path
    if (key === undefined) return undefined
    const below = drop.get(key) ?? []
    drop.set(key, below)
    below.push({ ...issue, path: issue.path.slice(1) })
  }
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => prune(item, drop.get(i)))
  const kept = Object.entries(value as Record<string, Json>).flatMap(([key, item]) =>
    prune(item, drop.get(key)).map((left) => [key, left] as const),
  )
  return Object.fromEntries(kept)
}

function prune(value: Json, issues: readonly Issue[] | undefined): Json[] {
  if (!issues) return [value]
  if (value === null || typeof value !== 'object') return []
  const left = without(value, issues)
  return left === undefined ? [] : [left]
}

/** Says what was expected where, and never what stands there. */
function describe({ path, expected, code, message }: Issue): string {
  const found = /received (\w+)$/.exec(message)?.[1]
  const where = path.length > 0 ? path.map(String).join('.') : 'the whole file'
  return `${where}: expected ${expected ?? code ?? 'another value'}${found ? `, found ${found}` : ''}`
}

function named(issues: readonly Issue[]): readonly string[] {
  const described = issues.slice(0, MAX_NAMED).map(describe)
  return issues.length > MAX_NAMED ? [...described, `${issues.length - MAX_NAMED} more`] : described
}
