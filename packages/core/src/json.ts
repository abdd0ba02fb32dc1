import type { Json } from './probe.ts'

/** Nesting beyond this is not read: whatever walks the value later could run out of stack. */
export const MAX_DEPTH = 64

export type Parsed =
  | {
      readonly value: Json /** What was read, but not as its author may think: `forbidden_key`, `duplicate_key`. */
      readonly notes: readonly ParseNote[]
    }
  | { readonly problem: ParseProblem; readonly message: string }
type ParseProblem = 'parse_error' | 'depth_cap_exceeded' | 'alias_cap_exceeded' | 'size_cap_exceeded' | 'encoding_unsupported'
export interface ParseNote {
  readonly problem: 'forbidden_key' | 'duplicate_key'
  readonly message: string
}

/** Parses JSON (RFC 8259). Messages give line and column, never the text: it may hold a secret. */
export function parseJson(text: string): Parsed {
  const scanned = scanJson(text)
  if ('error' in scanned) {
    const where = `line ${lineAt(text, scanned.error)}, column ${scanned.error - text.lastIndexOf('\n', scanned.error - 1)}`
    if (scanned.depth) return { problem: 'depth_cap_exceeded', message: `expected at most ${MAX_DEPTH} levels, found more at ${where}` }
    return {
      problem: 'parse_error',
      message: text.trim() === '' ? 'expected JSON, found an empty file' : `expected JSON, found a syntax error at ${where}`,
    }
  }
  return { value: JSON.parse(text) as Json, notes: scanned.notes }
}

/** 1-based line of a key (`['scripts', 'build']`) in a JSON text, the last one where it is given twice; `undefined` when it is not there. */
export function jsonLine(text: string, keys: readonly (string | number)[]): number | undefined {
  const scanned = scanJson(text, keys)
  return 'error' in scanned || scanned.found === undefined ? undefined : lineAt(text, scanned.found)
}

/** `jsonLine` for many keys of one text: those of the upper levels are found in one pass. */
export function jsonLines(text: string): (keys: readonly (string | number)[]) => number | undefined {
  const places: Places = new Map()
  const scanned = text.length <= MAX_INDEXED ? scanJson(text, [], places) : undefined
  return (keys) => {
    if (!scanned || keys.length > INDEXED_LEVELS || keys.some((key) => typeof key === 'string' && key.includes('\0')))
      return jsonLine(text, keys)
    const found = 'error' in scanned ? undefined : places.get(keys.join('\0'))
    return found === undefined ? undefined : lineAt(text, found)
  }
}

/** Keys on the way to a value, joined by NUL -> offset of the last one. */
type Places = Map<string, number>
const INDEXED_LEVELS = 3
const MAX_INDEXED = 1 << 20

function lineAt(text: string, offset: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line++
  return line
}

type Scanned =
  | { readonly error: number; readonly depth: boolean }
  | { readonly found: number | undefined; readonly notes: readonly ParseNote[] }

class JsonError extends Error {
  readonly at: number
  readonly depth: boolean
  constructor(at: number, depth: boolean) {
    super()
    this.at = at
    this.depth = depth
  }
}

/** One pass without building values: syntax, depth, keys that are given twice or forbidden, where `wanted` stands, and `places` of all. */
function scanJson(text: string, wanted: readonly (string | number)[] = [], places?: Places): Scanned {
  let at = 0
  let found: number | undefined
  const notes = new Map<string, ParseNote>()
  const fail = (depth = false): never => {
    throw new JsonError(Math.min(at, text.length), depth)
  }
  const note = (problem: ParseNote['problem'], key: number) =>
    notes.set(problem, { problem, message: `${MEANING[problem]}, first at line ${lineAt(text, key)}` })

  const space = () => {
    for (;;) {
      const c = text.charCodeAt(at)
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return
      at++
    }
  }
  const string = (): string => {
    const start = at++
    for (;;) {
      const c = text.charCodeAt(at)
      if (c === 34) break
      if (c === 92)
        at += text.charCodeAt(at + 1) === 117 ? (isHex(text, at + 2) ? 6 : fail()) : '"\\/bfnrt'.includes(text[at + 1] ?? ' ') ? 2 : fail()
      else if (c >= 32) at++
      else fail() // a control character, or NaN at the end
    }
    at++
    return text.slice(start, at)
  }
  /** `matched` components of `wanted` lead here; -1: none can below. */
  const value = (depth: number, matched: number, path?: string): void => {
    space()
    const c = text.charCodeAt(at)
    if (c === 34) string()
    else if (c === 123 || c === 91) {
      if (depth === MAX_DEPTH) fail(true)
      if (c === 123) object(depth, matched, path)
      else array(depth, matched, path)
    } else scalar()
    space()
  }
  /** Notes where a key stands, and gives the path of its value while that is noted too. */
  const place = (depth: number, path: string | undefined, key: string | number, start: number): string | undefined => {
    if (path === undefined || !places) return undefined
    const here = depth === 0 ? `${key}` : `${path}\0${key}`
    places.set(here, start)
    return depth + 1 < INDEXED_LEVELS ? here : undefined
  }
  const object = (depth: number, matched: number, path?: string) => {
    const seen = new Set<string>()
    at++
    space()
    if (text.charCodeAt(at) === 125) return void at++
    for (;;) {
      space()
      const start = at
      if (text.charCodeAt(at) !== 34) fail()
      const key = unquote(string())
      if (key === '__proto__' && !notes.has('forbidden_key')) note('forbidden_key', start)
      if (seen.has(key) && !notes.has('duplicate_key')) note('duplicate_key', start)
      seen.add(key)
      space()
      if (text.charCodeAt(at) !== 58) fail()
      at++
      const hit = matched >= 0 && wanted[matched] === key
      if (hit && matched + 1 === wanted.length) found = start
      value(depth + 1, hit ? matched + 1 : -1, place(depth, path, key, start))
      if (text.charCodeAt(at) === 125) return void at++
      if (text.charCodeAt(at) !== 44) fail()
      at++
    }
  }
  const array = (depth: number, matched: number, path?: string) => {
    at++
    space()
    if (text.charCodeAt(at) === 93) return void at++
    for (let index = 0; ; index++) {
      space()
      const hit = matched >= 0 && wanted[matched] === index
      if (hit && matched + 1 === wanted.length) found = at
      value(depth + 1, hit ? matched + 1 : -1, place(depth, path, index, at))
      if (text.charCodeAt(at) === 93) return void at++
      if (text.charCodeAt(at) !== 44) fail()
      at++
    }
  }
  const scalar = () => {
    SCALAR.lastIndex = at
    const match = SCALAR.exec(text)
    if (!match) fail()
    else at += match[0].length
  }

  try {
    value(0, wanted.length > 0 ? 0 : -1, places && '')
    if (at !== text.length) fail()
  } catch (error) {
    if (error instanceof JsonError) return { error: error.at, depth: error.depth }
    throw error
  }
  return { found, notes: [...notes.values()] }
}

const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const MEANING = {
  forbidden_key: 'the key __proto__ was left out',
  duplicate_key: 'a key is given twice in one object, the last one was read',
}

function isHex(text: string, at: number): boolean {
  return /^[0-9a-fA-F]{4}$/.test(text.slice(at, at + 4))
}

function unquote(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1)
}
