import type { Json } from '@codegenie/core'
import { publishedPorts, volumeTarget } from './compose.ts'
import { asList, asText, asTexts, isMap, type JsonMap, type Key } from './documents.ts'

/** A service as fields with the places that each was said at; one form where compose allows several. */
export interface RawService {
  readonly fields: ReadonlyMap<string, Json>
  /** Field -> `path:line`s; '' is the service itself. */
  readonly places: ReadonlyMap<string, readonly string[]>
  /** Fields, and names below a field, that take back (`!reset`) or replace (`!override`) what a file before says. */
  readonly tags: ReadonlyMap<string, 'reset' | 'override'>
}

/** Maps that may be written as lists of `NAME=value`. */
const NAMED = new Set(['annotations', 'environment', 'extra_hosts', 'labels', 'sysctls'])
/** Lists that a later file adds to may be written as one text. */
const LISTS = new Set(['dns', 'dns_search', 'env_file', 'tmpfs'])
/** What a later file says of them is all there is. */
const REPLACED = new Set(['command', 'entrypoint', 'test'])

export function rawService(
  service: JsonMap,
  at: (...keys: readonly Key[]) => string,
  tagOf: (...keys: readonly Key[]) => 'reset' | 'override' | undefined,
): RawService {
  const fields = new Map<string, Json>()
  const places = new Map<string, readonly string[]>([['', [at()]]])
  const tags = new Map<string, 'reset' | 'override'>()
  for (const [field, value] of Object.entries(service)) {
    fields.set(field, normal(field, value))
    places.set(field, [at(field)])
    const tag = tagOf(field)
    if (tag) tags.set(field, tag)
    for (const name of isMap(value) ? Object.keys(value) : []) {
      const inner = tagOf(field, name)
      if (inner) tags.set(`${field}\0${name}`, inner)
    }
  }
  return { fields, places, tags }
}

function normal(field: string, value: Json): Json {
  if (field === 'build') return normalBuild(value)
  if (NAMED.has(field)) return namedValues(value)
  if (field === 'depends_on' || field === 'networks')
    return Array.isArray(value) ? Object.fromEntries(asTexts(value).map((name) => [name, null])) : value
  return LISTS.has(field) && !Array.isArray(value) && value !== null ? [value] : value
}

function normalBuild(value: Json): Json {
  if (typeof value === 'string') return { context: value }
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'args' || key === 'labels' ? namedValues(item) : item]),
  )
}

function namedValues(value: Json): Json {
  if (!Array.isArray(value)) return value
  const pairs = asTexts(value).map((item): [string, Json] => {
    const equals = item.indexOf('=')
    return equals === -1 ? [item, null] : [item.slice(0, equals), item.slice(equals + 1)]
  })
  return Object.fromEntries(pairs)
}

/** A later file laid over an earlier one: https://github.com/compose-spec/compose-spec/blob/main/13-merge.md */
export function mergeServices(base: RawService, over: RawService): RawService {
  const fields = new Map(base.fields)
  const places = new Map(base.places)
  places.set('', [...(base.places.get('') ?? []), ...(over.places.get('') ?? [])])
  for (const [field, value] of over.fields) {
    const place = over.places.get(field) ?? []
    const tag = over.tags.get(field)
    if (tag === 'reset') {
      fields.delete(field)
      places.delete(field)
    } else if (tag === 'override' || !fields.has(field)) {
      fields.set(field, value)
      places.set(field, place)
    } else {
      const merged = mergeField(field, fields.get(field)!, value)
      fields.set(field, withoutReset(field, merged, over.tags))
      places.set(field, merged === value ? place : [...(places.get(field) ?? []), ...place])
    }
  }
  return { fields, places, tags: new Map() }
}

function withoutReset(field: string, value: Json, tags: RawService['tags']): Json {
  if (tags.size === 0 || !isMap(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => tags.get(`${field}\0${name}`) !== 'reset'))
}

const MAX_DEPTH = 20

function mergeField(field: string, base: Json, over: Json, depth = 0): Json {
  if (over === null && base !== null) return base
  if (REPLACED.has(field) || depth > MAX_DEPTH) return over
  if (Array.isArray(base) && Array.isArray(over)) return mergeLists(field, base as readonly Json[], over as readonly Json[])
  if (!isMap(base) || !isMap(over)) return over
  const merged = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(over))
    merged.set(key, merged.has(key) && !NAMED.has(field) ? mergeField(key, merged.get(key)!, value, depth + 1) : value)
  return Object.fromEntries(merged)
}

/** Ports and mounts are told apart by what they publish or where they are mounted; of the same one the later holds. Others are added. */
function mergeLists(field: string, base: readonly Json[], over: readonly Json[]): Json {
  const keyed = new Map<string, Json>()
  for (const item of [...base, ...over]) keyed.set(itemKey(field, item), item)
  return [...keyed.values()]
}

function itemKey(field: string, item: Json): string {
  if (field === 'volumes') return asText(volumeTarget(item)[0]) ?? JSON.stringify(item)
  if (field === 'ports') {
    const address = typeof item === 'string' && asList(item.split(':')).length > 2 ? item.slice(0, item.indexOf(':')) : ''
    const ports = publishedPorts(item)
    return ports.length > 0 ? JSON.stringify([address, ports]) : JSON.stringify(item)
  }
  const target = isMap(item) ? (asText(item['target']) ?? asText(item['source'])) : asText(item)
  return target ?? JSON.stringify(item)
}
