import type { Json } from '@codegenie/core'
import { nearest } from './nearest.ts'

/** A fact, or where the path stops: the last part that exists and what is there instead. */
export type Fact =
  | { readonly value: Json }
  | { readonly stopped: string; readonly there: readonly string[]; readonly meant: string | undefined }

/** Looks up `manifests.0.name` among own keys only. Keys may hold dots themselves: of several readings the one with the shortest keys holds. */
export function lookUp(root: Json, path: string): Fact {
  const parts = path.split('.')
  let deepest = { at: 0, value: root }
  const find = (value: Json, at: number): { value: Json } | undefined => {
    if (at === parts.length) return { value }
    if (at > deepest.at) deepest = { at, value }
    if (value === null || typeof value !== 'object') return undefined
    for (let end = at + 1; end <= parts.length; end++) {
      const key = parts.slice(at, end).join('.')
      const found = isKey(value, key) ? find((value as Readonly<Record<string, Json>>)[key]!, end) : undefined
      if (found) return found
    }
    return undefined
  }
  const found = find(root, 0)
  if (found) return found
  const there = keysOf(deepest.value)
  return {
    stopped: parts.slice(0, deepest.at).join('.'),
    there,
    meant: Array.isArray(deepest.value) ? undefined : nearest(parts[deepest.at] ?? '', there),
  }
}

function isKey(value: object, key: string): boolean {
  return Array.isArray(value) ? /^(?:0|[1-9][0-9]{0,9})$/.test(key) && Number(key) < value.length : Object.hasOwn(value, key)
}

function keysOf(value: Json): readonly string[] {
  if (value === null || typeof value !== 'object') return []
  return Array.isArray(value) ? value.map((_, i) => String(i)) : Object.keys(value)
}
