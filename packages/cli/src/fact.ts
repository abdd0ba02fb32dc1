import type { Json } from '@codegenie/core'
import { lookUpFact } from '@codegenie/views/fact'
import { nearest } from './nearest.ts'

/** A fact, or where the path stops: the last part that exists and what is there instead. */
export type Fact =
  | { readonly value: Json }
  | { readonly stopped: string; readonly there: readonly string[]; readonly meant: string | undefined }

/** Looks up `manifests.0.name`; see `lookUpFact`. */
export function lookUp(root: Json, path: string): Fact {
  const found = lookUpFact(root, path)
  if ('value' in found) return found
  const parts = path.split('.')
  const there = keysOf(found.deepest)
  return {
    stopped: parts.slice(0, found.parts).join('.'),
    there,
    meant: Array.isArray(found.deepest) ? undefined : nearest(parts[found.parts] ?? '', there),
  }
}

function keysOf(value: Json): readonly string[] {
  if (value === null || typeof value !== 'object') return []
  return Array.isArray(value) ? value.map((_, i) => String(i)) : Object.keys(value)
}
