import type { Json } from '@codegenie/core'

/** Fields that name the items of a list, first those that name them alone. */
const NAMES: readonly (readonly string[])[] = [
  ['path'],
  ['id'],
  ['chart_path'],
  ['where', 'name'],
  ['file', 'kind', 'name'],
  ['name'],
  ['script', 'manager', 'directory', 'members'],
  ['run', 'directory'],
  ['run', 'at'],
  ['at'],
  ['source'],
  ['where'],
  ['file'],
  ['code', 'path', 'message'],
  ['event'],
  ['port', 'protocol'],
]

/** One key for each item, that is the same in another version of the list; with a number where several have one. */
export function naturalKeys(list: readonly Json[], other: readonly Json[]): readonly string[] {
  const fields = NAMES.find((names) => isName(list, names) && isName(other, names))
  const seen = new Map<string, number>()
  return list.map((item) => {
    const key = fields ? fields.map((field) => textOf((item as Record<string, Json>)[field]!)).join(' ') : textOf(item)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? key : `${key} #${count}`
  })
}

/** All items have these fields, and no two of them the same in all. */
function isName(list: readonly Json[], fields: readonly string[]): boolean {
  const keys = list.map((item) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return undefined
    const map = item as Readonly<Record<string, Json>>
    return fields.every((field) => Object.hasOwn(map, field) && map[field] !== null)
      ? JSON.stringify(fields.map((field) => map[field]))
      : undefined
  })
  return !keys.includes(undefined) && new Set(keys).size === keys.length
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
