import type { Json } from '@codegenie/core'
import { asInt, asList, asMap, asText, asTexts, get, isMap, type Key } from './documents.ts'
import type { Patchable } from './patch.ts'

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/ */
export interface Replacement {
  readonly source: Json
  readonly targets: readonly Json[]
  readonly place: string
}

/** Copies a field of one object into others; false when it could not be told which, or to where. */
export function applyReplacement(objects: readonly Patchable[], { source, targets, place }: Replacement): boolean {
  const from = objects.filter((object) => isSelected(object, source))
  const path = fieldPath(asText(get(source, 'fieldPath')) ?? 'metadata.name')
  const found = from.length === 1 && path ? pathsTo(from[0]!.value, path)[0] : undefined
  const value = found === undefined ? undefined : pieceOf(get(from[0]!.value, ...found), get(source, 'options'))
  if (value === undefined) return false
  let isDone = true
  for (const target of targets) {
    const selected = objects.filter(
      (object) =>
        isSelected(object, get(target, 'select') ?? null) && !asList(get(target, 'reject')).some((reject) => isSelected(object, reject)),
    )
    const fields = asTexts(get(target, 'fieldPaths')).map(fieldPath)
    if (fields.length === 0) isDone &&= setIn(selected, ['metadata', 'name'], value, target, place)
    for (const field of fields) isDone &&= field !== undefined && setIn(selected, field, value, target, place)
  }
  return isDone
}

function isSelected({ value: object, names }: Patchable, select: Json): boolean {
  const fits = (wanted: string | null, found: Json | undefined) => wanted === null || wanted === asText(found)
  return (
    isMap(select) &&
    fits(asText(select['kind'] ?? null), get(object, 'kind')) &&
    [get(object, 'metadata', 'name'), ...names].some((name) => fits(asText(select['name'] ?? null), name)) &&
    fits(asText(select['namespace'] ?? null), get(object, 'metadata', 'namespace'))
  )
}

function setIn(objects: readonly Patchable[], field: readonly string[], value: Json, target: Json, place: string): boolean {
  let isSet = false
  for (const object of objects)
    for (const keys of pathsTo(object.value, field, get(target, 'options', 'create') === true)) {
      object.value = withValue(object.value, keys, intoPiece(get(object.value, ...keys), value, get(target, 'options')))
      object.changed.set(keys.join('\0'), place)
      isSet = true
    }
  return isSet
}

const MAX_PARTS = 30

/** `spec.containers.[name=web].image` in its parts; a dot behind a backslash separates nothing. */
function fieldPath(text: string): string[] | undefined {
  const parts = text
    .slice(0, 1000)
    .match(/(?:\[[^\]]{0,300}\]|\\.|[^.\\[]){1,300}/g)
    ?.map((part) => part.replaceAll('\\.', '.'))
  return parts && parts.length <= MAX_PARTS ? parts : undefined
}

/** Where the path leads in a value: to what is there, or, with `create`, may come there. */
function pathsTo(value: Json, parts: readonly string[], create = false): Key[][] {
  let paths: Key[][] = [[]]
  for (const [i, part] of parts.entries())
    paths = paths.flatMap((keys) => {
      const at = get(value, ...keys)
      const isLast = i === parts.length - 1
      if (Array.isArray(at)) return itemsOf(at as readonly Json[], part).map((index) => [...keys, index])
      const isThere = isMap(at) && Object.hasOwn(at, part)
      return isThere || (create && part !== '__proto__' && (isMap(at) || (!isLast && at === undefined))) ? [[...keys, part]] : []
    })
  return paths
}

function itemsOf(list: readonly Json[], part: string): number[] {
  const [, key, wanted] = /^\[([^=\]]{1,100})=(.{0,200})\]$/.exec(part) ?? []
  return [...list.keys()].filter((index) =>
    key === undefined ? part === '*' || part === String(index) : asText(get(list[index], key)) === wanted,
  )
}

function pieceOf(value: Json | undefined, options: Json | undefined): Json | undefined {
  const delimiter = asText(get(options, 'delimiter'))
  return delimiter === null || typeof value !== 'string' ? value : value.split(delimiter)[asInt(get(options, 'index')) ?? 0]
}

function intoPiece(old: Json | undefined, value: Json, options: Json | undefined): Json {
  const delimiter = asText(get(options, 'delimiter'))
  if (delimiter === null || typeof old !== 'string') return value
  const pieces = old.split(delimiter)
  const index = asInt(get(options, 'index')) ?? 0
  if (index < 0 || index >= pieces.length) return [...pieces, asText(value) ?? ''].join(delimiter)
  return pieces.map((piece, i) => (i === index ? (asText(value) ?? '') : piece)).join(delimiter)
}

export function withValue(value: Json, [key, ...rest]: readonly Key[], to: Json): Json {
  if (key === undefined) return to
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, i) => (i === key ? withValue(item, rest, to) : item))
  const map = asMap(value)
  return { ...map, [key]: withValue(map[key] ?? null, rest, to) }
}
