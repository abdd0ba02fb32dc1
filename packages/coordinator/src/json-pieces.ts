import type { Json } from '@codegenie/core'
import { jsonText } from './json-text.ts'
import { sanitize } from './sanitize.ts'

/** Items of a list that are rendered at once. */
const ITEMS = 1000

/**
 * `jsonText(sanitize(value))` in pieces: a long list is sanitized and rendered some items at a time, so that neither a copy of it nor its whole
 * text is in memory. Recursive: the caller bounds the depth.
 */
export function* jsonPieces(value: Json): Generator<string> {
  if (!hasLongList(value)) yield jsonText(sanitize(value))
  else if (isList(value)) {
    yield '['
    for (let at = 0; at < value.length; at += ITEMS) {
      if (at > 0) yield ','
      if (value.length > ITEMS) yield jsonText(sanitize(value.slice(at, at + ITEMS))).slice(1, -1)
      else yield* joined(value)
    }
    yield ']'
  } else {
    const values = Object.values(value as { readonly [key: string]: Json })
    const keys = Object.keys(sanitize(Object.fromEntries(Object.keys(value as object).map((key) => [key, null]))) as object)
    for (const [i, key] of keys.entries()) {
      yield `${i === 0 ? '{' : ','}${jsonText(key)}:`
      yield* jsonPieces(values[i]!)
    }
    yield '}'
  }
}

function* joined(items: readonly Json[]): Generator<string> {
  for (const [i, item] of items.entries()) {
    if (i > 0) yield ','
    yield* jsonPieces(item)
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function hasLongList(value: Json): boolean {
  if (value === null || typeof value !== 'object') return false
  return (isList(value) && value.length > ITEMS) || Object.values(value).some(hasLongList)
}
