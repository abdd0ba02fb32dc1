import { MAX_DEPTH } from './json.ts'
import type { Json } from './probe.ts'

/** Carriage returns, control characters and line breaks of Unicode: nothing for a reader of lines. */
const ODD = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/
export const isOdd = (text: string): boolean => ODD.test(text)

/** What cannot begin a plain scalar, or begins something else. */
const INDICATOR = /^[\s,[\]{}#&*!|>'"%@`]|^[-?:](?:\s|$)/

/** A plain scalar of one line, its comment cut off, by YAML 1.2's core schema; `undefined` where it is more than that. */
export function plainScalar(written: string): Json | undefined {
  const comment = written.indexOf(' #')
  const text = trimEnd(comment === -1 ? written : written.slice(0, comment))
  if ((!isLetter(text.charCodeAt(0)) && INDICATOR.test(text)) || text.includes('\t') || text.includes(': ') || text.endsWith(':'))
    return undefined
  return resolve(text)
}

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90)

function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 32) end--
  return end === text.length ? text : text.slice(0, end)
}

const WORDS = new Map<string, Json>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
])
const INTEGER = /^[-+]?[0-9]+$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/

/** https://yaml.org/spec/1.2.2/#1032-tag-resolution; the rare forms of numbers are left to a real parser. */
function resolve(text: string): Json | undefined {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  const c = text.charCodeAt(0)
  const isNumeric = (c >= 48 && c <= 57) || c === 43 || c === 45 || c === 46
  if (!isNumeric) return text
  if (INTEGER.test(text)) return text.length > 15 ? undefined : Number(text)
  if (FLOAT.test(text)) return text.length > 15 ? undefined : Number.parseFloat(text)
  return /^(?:0[ox]|[-+]?\.(?:inf|nan))|^[-+]?[\d.]+e/i.test(text.slice(0, 40)) ? undefined : text
}

/** A quoted scalar or a flow collection from `start` to the end of its line. */
export function readFlow(line: string, start: number): Json | undefined {
  const read = readNode(line, start, 0)
  if (!read) return undefined
  const rest = skip(line, read.end)
  return rest === line.length || (line.charCodeAt(rest) === 35 && rest > read.end) ? read.value : undefined
}

type Read = { readonly value: Json; readonly end: number } | undefined

function readNode(line: string, at: number, depth: number): Read {
  const c = line[at]
  if (c === '"' || c === "'") return readQuoted(line, at, c)
  if (depth > MAX_DEPTH) return undefined
  if (c === '[') return readItems(line, skip(line, at + 1), depth)
  if (c === '{') return readPairs(line, skip(line, at + 1), depth)
  return readPlain(line, at)
}

const DOUBLE = /"(?:[^"\\\t]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y
const SINGLE = /'(?:[^'\t]|'')*'/y

function readQuoted(line: string, at: number, quote: string): Read {
  const pattern = quote === '"' ? DOUBLE : SINGLE
  pattern.lastIndex = at
  const written = pattern.exec(line)?.[0]
  if (written === undefined) return undefined
  const value =
    quote === "'"
      ? written.slice(1, -1).replaceAll("''", "'")
      : written.includes('\\')
        ? (JSON.parse(written) as string)
        : written.slice(1, -1)
  return { value, end: at + written.length }
}

const PLAIN = /[A-Za-z0-9_./$*+-][\w./$@+*=-]*(?: [\w./$@+*=-]+)*/y

/** Within brackets, plain scalars of the plainest characters. */
function readPlain(line: string, at: number): Read {
  PLAIN.lastIndex = at
  const written = PLAIN.exec(line)?.[0]
  const value = written === undefined ? undefined : plainScalar(written)
  return written === undefined || value === undefined ? undefined : { value, end: at + written.length }
}

function readItems(line: string, from: number, depth: number): Read {
  const items: Json[] = []
  for (let at = from; ; ) {
    if (line[at] === ']') return { value: items, end: at + 1 }
    const item = readNode(line, at, depth + 1)
    if (!item) return undefined
    items.push(item.value)
    at = skip(line, item.end)
    if (line[at] === ',') at = skip(line, at + 1)
    else if (line[at] !== ']') return undefined
  }
}

const FLOW_KEY = /(?:[A-Za-z_][\w./$@-]*|"[^"\\]{0,200}"|'[^']{0,200}'): /y

function readPairs(line: string, from: number, depth: number): Read {
  const map: Record<string, Json> = {}
  for (let at = from; ; ) {
    if (line[at] === '}') return { value: map, end: at + 1 }
    FLOW_KEY.lastIndex = at
    const written = FLOW_KEY.exec(line)?.[0]
    if (written === undefined) return undefined
    const key = /^["']/.test(written) ? written.slice(1, -3) : written.slice(0, -2)
    const value = readNode(line, skip(line, at + written.length), depth + 1)
    // Words such as `null` and `true` are no texts, and as keys they are rare.
    if (!value || Object.hasOwn(map, key) || key === '__proto__' || WORDS.has(key)) return undefined
    map[key] = value.value
    at = skip(line, value.end)
    if (line[at] === ',') at = skip(line, at + 1)
    else if (line[at] !== '}') return undefined
  }
}

function skip(line: string, from: number): number {
  let at = from
  while (line.charCodeAt(at) === 32) at++
  return at
}
