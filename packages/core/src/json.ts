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

/** Is this a JSON text that `parseJson` reads? */
export function isJson(text: string): boolean {
  return !('error' in scanJson(text))
}

function lineAt(text: string, offset: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line++
  return line
}

type Scanned = { readonly error: number; readonly depth: boolean } | { readonly notes: readonly ParseNote[] }

class JsonError extends Error {
  readonly at: number
  readonly depth: boolean
  constructor(at: number, depth: boolean) {
    super()
    this.at = at
    this.depth = depth
  }
}

/** One pass without building values: syntax, depth, keys that are given twice or forbidden. */
function scanJson(text: string): Scanned {
  let at = 0
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
  const value = (depth: number): void => {
    space()
    const c = text.charCodeAt(at)
    if (c === 34) string()
    else if (c === 123 || c === 91) {
      if (depth === MAX_DEPTH) fail(true)
      if (c === 123) object(depth)
      else array(depth)
    } else scalar()
    space()
  }
  const object = (depth: number) => {
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
      value(depth + 1)
      if (text.charCodeAt(at) === 125) return void at++
      if (text.charCodeAt(at) !== 44) fail()
      at++
    }
  }
  const array = (depth: number) => {
    at++
    space()
    if (text.charCodeAt(at) === 93) return void at++
    for (;;) {
      value(depth + 1)
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
    value(0)
    if (at !== text.length) fail()
  } catch (error) {
    if (error instanceof JsonError) return { error: error.at, depth: error.depth }
    throw error
  }
  return { notes: [...notes.values()] }
}

const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const MEANING = {
  forbidden_key: 'the key __proto__ was left out',
  duplicate_key: 'a key is given twice in one object, the last one was read',
}

function isHex(text: string, at: number): boolean {
  return /^[0-9a-fA-F]{4}$/.test(text.slice(at, at + 4))
}

/** The text of a string of JSON, from quote to quote. */
export function unquote(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1)
}
