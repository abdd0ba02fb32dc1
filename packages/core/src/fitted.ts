import type { z } from 'zod'

type Schema = z.core.$ZodType

/** What is looked at of a definition; which of it is there depends on the type. */
interface Definition {
  readonly type: string
  readonly format?: string
  readonly coerce?: boolean
  readonly checks?: readonly unknown[]
  readonly innerType?: Schema
  readonly element?: Schema
  readonly keyType?: Schema
  readonly valueType?: Schema
  readonly options?: readonly Schema[]
  readonly discriminator?: string
}

const definitionOf = (schema: Schema): Definition => schema._zod.def as Definition
const MAX_DEPTH = 100

/** The answer of which nothing is certain: then Zod has to say. */
export const UNSURE = Symbol('unsure')

/**
 * What Zod 4 would give back for a value that it takes as it is, its keys in the order of the schema; the value itself where they are. It
 * costs a fraction of what parsing does, which makes a parser for each schema and copies all that it passes.
 */
export function fitted(schema: z.ZodType, value: unknown): unknown {
  return '_zod' in schema ? fit(schema, value, 0) : UNSURE
}

function fit(schema: Schema, value: unknown, depth: number): unknown {
  const def = definitionOf(schema)
  if (depth > MAX_DEPTH || (def.checks !== undefined && def.checks.length > 0) || def.coerce === true) return UNSURE
  switch (def.type) {
    case 'nullable':
      return value === null ? null : fit(def.innerType!, value, depth)
    case 'optional':
      return value === undefined ? UNSURE : fit(def.innerType!, value, depth)
    case 'union':
      return fitOption(def, value, depth)
    case 'array':
      return Array.isArray(value) ? fitItems(def.element!, value, depth) : UNSURE
    case 'record':
      return isMap(value) ? fitEntries(def, value, depth) : UNSURE
    case 'object':
      return isMap(value) ? fitFields(fieldsOf(schema), value, depth) : UNSURE
    default:
      return isScalar(schema, def, value) ? value : UNSURE
  }
}

function isScalar(schema: Schema, { type, format }: Definition, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string' && format === undefined
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'null') return value === null
  if (type === 'number') return format === 'safeint' ? Number.isSafeInteger(value) : format === undefined && Number.isFinite(value)
  return (type === 'enum' || type === 'literal') && value !== undefined && schema._zod.values?.has(value as string) === true
}

/** What these refuse is refused, whatever else there is to say of it. */
const PLAIN = new Set(['string', 'boolean', 'null', 'number', 'enum', 'literal'])

/** Of the first option that takes the value: one that may take it and change it leaves it to Zod. */
function fitOption({ options, discriminator }: Definition, value: unknown, depth: number): unknown {
  if (discriminator !== undefined) {
    const told = isMap(value) ? value[discriminator] : undefined
    const isMeant = (option: Schema) =>
      definitionOf(option).type === 'object' &&
      fieldsOf(option).some(({ key, schema }) => key === discriminator && fit(schema, told, depth) !== UNSURE)
    const meant = options!.find(isMeant)
    return meant === undefined ? UNSURE : fit(meant, value, depth)
  }
  for (const option of options!) {
    const found = fit(option, value, depth)
    const { type, coerce } = definitionOf(option)
    if (found !== UNSURE || !PLAIN.has(type) || coerce === true) return found
  }
  return UNSURE
}

function fitItems(element: Schema, items: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | undefined
  for (let i = 0; i < items.length; i++) {
    const item = fit(element, items[i], depth + 1)
    if (item === UNSURE) return UNSURE
    if (item !== items[i]) copy ??= [...items]
    if (copy) copy[i] = item
  }
  return copy ?? items
}

function fitEntries({ keyType, valueType }: Definition, map: Readonly<Record<string, unknown>>, depth: number): unknown {
  if (definitionOf(keyType!).type !== 'string' || fit(keyType!, '', depth) === UNSURE) return UNSURE
  const keys = Object.keys(map)
  const values = fitItems(
    valueType!,
    keys.map((key) => (key === '__proto__' ? undefined : map[key])),
    depth,
  )
  if (values === UNSURE) return UNSURE
  return (values as unknown[]).every((value, i) => value === map[keys[i]!])
    ? map
    : Object.fromEntries(keys.map((key, i) => [key, (values as unknown[])[i]]))
}

function isMap(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

interface Field {
  readonly key: string
  readonly schema: Schema
  readonly isOptional: boolean
}

function fitFields(fields: readonly Field[], map: Readonly<Record<string, unknown>>, depth: number): unknown {
  const keys = Object.keys(map)
  const found: [string, unknown][] = []
  let isSame = true
  for (const { key, schema, isOptional } of fields) {
    const value = map[key]
    if (value === undefined && isOptional && !(key in map)) continue
    const field = fit(schema, value, depth + 1)
    if (field === UNSURE) return UNSURE
    isSame &&= field === value && keys[found.length] === key
    found.push([key, field])
  }
  if (found.length !== keys.length) return UNSURE
  return isSame ? map : Object.fromEntries(found)
}

const known = new WeakMap<Schema, readonly Field[]>()

/** Kept: the way from a schema to its fields is long. */
function fieldsOf(schema: Schema): readonly Field[] {
  const found = known.get(schema)
  if (found) return found
  const { shape } = schema._zod.def as unknown as { readonly shape: Readonly<Record<string, Schema>> }
  const fields = Object.keys(shape).map((key): Field => {
    const { type, innerType } = definitionOf(shape[key]!)
    return { key, schema: shape[key]!, isOptional: type === 'optional' && staysAway(innerType!) }
  })
  known.set(schema, fields)
  return fields
}

/** Nothing comes where nothing was: a default would. */
function staysAway(schema: Schema): boolean {
  const { type, innerType } = definitionOf(schema)
  return type === 'nullable' ? staysAway(innerType!) : PLAIN.has(type) || type === 'array' || type === 'object' || type === 'record'
}
