import type { Json } from '@codegenie/core'
import { GAP } from './documents.ts'

const UNKNOWN = Symbol('unknown')

/** What only a cluster, a release or somebody else's chart can tell. */
export interface Unknown {
  /** What it would take: `.Capabilities.KubeVersion`, `include "library.labels"`. Never a literal: it may be a secret. */
  readonly [UNKNOWN]: string
}
/** A value in a template. Maps have no prototype: their keys are data. */
export type Value = string | number | boolean | null | readonly Value[] | ValueMap | Unknown
export interface ValueMap {
  [key: string]: Value
}

export const unknown = (needs: string): Unknown => ({ [UNKNOWN]: needs })
export const isUnknown = (value: Value | undefined): value is Unknown => value !== null && typeof value === 'object' && UNKNOWN in value
export const isValueMap = (value: Value | undefined): value is ValueMap =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !isUnknown(value)
export const isValueList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value)

/** It, or a part of its text, is not known. */
export const isOpen = (value: Value | undefined): boolean => isUnknown(value) || (typeof value === 'string' && value.includes(GAP))
export const needsOf = (value: Value | undefined): string => (isUnknown(value) ? value[UNKNOWN] : 'a part of it')

export function valueMap(entries: Iterable<readonly [string, Value]> = []): ValueMap {
  const map = Object.create(null) as ValueMap
  for (const [key, value] of entries) map[key] = value
  return map
}

/** A parsed file as template values; core has capped its depth. */
export function fromJson(json: Json): Value {
  if (json === null || typeof json !== 'object') return json
  if (Array.isArray(json)) return json.map(fromJson)
  return valueMap(Object.entries(json).map(([key, value]) => [key, fromJson(value as Json)]))
}

export const fieldOf = (value: Value | undefined, key: string): Value | undefined => {
  if (isValueMap(value)) return value[key]
  return isUnknown(value) ? value : undefined
}

/** Go's truth: the zero value of each type is false. */
export function isTrue(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false
  if (isValueList(value)) return value.length > 0
  return !isValueMap(value) || Object.keys(value).length > 0
}

/** Later values win, maps are merged key by key, null removes a key: as Helm lays values over values. */
export function overlay(base: Value, over: Value, depth = 0): Value {
  if (!isValueMap(base) || !isValueMap(over) || depth > 64) return over
  const merged = valueMap(Object.entries(base))
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete merged[key]
    else merged[key] = key in merged ? overlay(merged[key]!, value, depth + 1) : value
  }
  return merged
}

/** What one function may be given: maps that hold each other, and texts that are doubled again and again, have no end. */
export const MAX_SIZE = 200_000

/** Values within values, and eighths of the length of texts, up to the cap; what is there twice counts twice. */
export function sizeOf(values: readonly Value[]): number {
  let size = 0
  const stack: Value[] = [...values]
  for (let value = stack.pop(); value !== undefined && size < MAX_SIZE; value = stack.pop()) {
    size += typeof value === 'string' ? 1 + (value.length >> 3) : 1
    if (isValueList(value)) for (const item of value) stack.push(item)
    else if (isValueMap(value)) for (const item of Object.values(value)) stack.push(item)
  }
  return size
}

/** As `{{ }}` prints it; what is not known, and maps, which no template prints on purpose, are a gap. */
export function print(value: Value | undefined, gap: (needs: string) => string, depth = 0): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  if (depth > 64) return gap('a value that is nested too deep')
  if (isValueList(value)) return `[${value.map((item) => print(item, gap, depth + 1)).join(' ')}]`
  return gap(isUnknown(value) ? needsOf(value) : 'a map as text')
}

const PLAIN = /^[A-Za-z/][A-Za-z0-9_./-]{0,200}$/
const KEYWORD = /^(true|false|null|yes|no|on|off|y|n)$/i

/** Block YAML that reads back as the value; keys sorted, as Helm's `toYaml` gives them. */
export function toYaml(value: Value, gap: (needs: string) => string, depth = 0): string {
  const indent = '  '.repeat(depth)
  if (depth > 64) return gap('a value that is nested too deep')
  if (isValueList(value)) {
    if (value.length === 0) return '[]'
    return value.map((item) => `${indent}- ${toYaml(item, gap, depth + 1).trimStart()}`).join('\n')
  }
  if (!isValueMap(value)) return typeof value === 'string' ? scalar(value) : value === null ? 'null' : print(value, gap)
  const keys = Object.keys(value).sort()
  if (keys.length === 0) return '{}'
  return keys.map((key) => `${indent}${scalar(key)}:${entry(value[key]!, gap, depth)}`).join('\n')
}

function entry(value: Value, gap: (needs: string) => string, depth: number): string {
  const isNested = (isValueList(value) && value.length > 0) || (isValueMap(value) && Object.keys(value).length > 0)
  return isNested ? `\n${toYaml(value, gap, depth + 1)}` : ` ${toYaml(value, gap, 0)}`
}

const scalar = (text: string): string => (PLAIN.test(text) && !KEYWORD.test(text) ? text : JSON.stringify(text))
