/** Plain JSON, as it is in an artifact. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A fact, or how far its path leads: the deepest value that is there, and how many parts of the path lead to it. */
export type Looked = { readonly value: Json } | { readonly deepest: Json; readonly parts: number }

/**
 * Looks up `manifests.0.name` among own keys only. Keys may hold dots themselves: of several readings the one with the shortest keys holds.
 * Work is bounded by the length of the path, which the caller chooses.
 */
export function lookUpFact(root: Json, path: string): Looked {
  const parts = path.split('.')
  let deepest: { parts: number; deepest: Json } = { parts: 0, deepest: root }
  const find = (value: Json, at: number): { value: Json } | undefined => {
    if (at === parts.length) return { value }
    if (at > deepest.parts) deepest = { parts: at, deepest: value }
    if (value === null || typeof value !== 'object') return undefined
    for (let end = at + 1; end <= parts.length; end++) {
      const key = parts.slice(at, end).join('.')
      const found = isKey(value, key) ? find((value as Readonly<Record<string, Json>>)[key]!, end) : undefined
      if (found) return found
    }
    return undefined
  }
  return find(root, 0) ?? deepest
}

function isKey(value: object, key: string): boolean {
  return Array.isArray(value) ? /^(?:0|[1-9][0-9]{0,9})$/.test(key) && Number(key) < value.length : Object.hasOwn(value, key)
}
