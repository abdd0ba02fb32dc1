import type { Json } from '@codegenie/core'

type Row = Readonly<Record<string, Json>>

const MAX_CELL = 60

/** A list of things as a table of their short facts, or a map as one of two columns; `undefined` for what is neither. */
export function table(value: Json): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  if (!Array.isArray(value))
    return lines(
      ['FACT', 'VALUE'],
      Object.entries(value).map(([key, item]) => [key, cell(item)]),
    )
  if (value.length === 0 || !value.every(isRow)) return undefined
  const rows = value as readonly Row[]
  const keys = [...new Set(rows.flatMap(Object.keys))].filter((key) => rows.some((row) => isShort(row[key])))
  return lines(
    ['#', ...keys.map((key) => key.toUpperCase())],
    rows.map((row, i) => [`${i}`, ...keys.map((key) => cell(row[key]))]),
  )
}

function isRow(value: Json): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function isShort(value: Json | undefined): boolean {
  return (
    value !== undefined &&
    value !== null &&
    (typeof value !== 'object' || (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item !== 'object')))
  )
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return '-'
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object') ? short(value.join(', ')) : `${value.length} items`
  return typeof value === 'object' ? `${Object.keys(value).length} facts` : short(String(value))
}

function short(text: string): string {
  const one = text.replace(/\s+/g, ' ')
  return one.length > MAX_CELL ? `${one.slice(0, MAX_CELL - 1)}…` : one
}

function lines(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  return [head, ...rows]
    .map(
      (row) =>
        `${row
          .map((text, i) => text.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
