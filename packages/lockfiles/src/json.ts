import { Problem } from './problem.ts'

/** Deeper nesting is not read: 50 MB of brackets would cost gigabytes before anybody could look at the value. */
export const MAX_DEPTH = 64
/** After so many wrong guesses of where a value ends, a text is not indented as npm does it, and guessing stops. */
const MAX_MISSES = 32

/** A place in a JSON text. */
export interface Cursor {
  readonly text: string
  at: number
  /** Offset of the current member's key. */
  key: number
  /** White space before that key, and the same with `}`: in an indented text the value ends with it. */
  gap: string
  closer: string
  misses: number
}

export function cursor(text: string): Cursor {
  return { text, at: space(text, 0), key: 0, gap: '', closer: '}', misses: 0 }
}

export function isObject(json: Cursor): boolean {
  return json.text.charCodeAt(json.at) === 123
}

/**
 * Walks the members of the object at the cursor without building it, so that only one of them is in memory at a time.
 * `visit` has to move the cursor behind the member's value. `skip` may read whole members, commas included, by itself: it gets the offset of a
 * key and gives that of a later one. Throws SyntaxError where the text is not JSON.
 */
export function eachMember(json: Cursor, visit: (key: string) => void, skip?: (at: number) => number): void {
  const { text } = json
  let gap = json.at + 1
  json.at = space(text, gap)
  if (text.charCodeAt(json.at) === 125) return void json.at++
  for (;;) {
    const start = skip?.(json.at) ?? json.at
    if (start !== json.at) gap = behindComma(text, start)
    const end = stringEnd(text, start)
    const key = JSON.parse(text.slice(start, end)) as string
    const colon = space(text, end)
    if (text.charCodeAt(colon) !== 58) throw new SyntaxError()
    json.key = start
    if (json.gap.length !== start - gap || !text.startsWith(json.gap, gap)) {
      json.gap = text.slice(gap, start)
      json.closer = `${json.gap}}`
    }
    json.at = space(text, colon + 1)
    visit(key)
    const next = space(text, json.at)
    json.at = next + 1
    const c = text.charCodeAt(next)
    if (c === 125) return
    if (c !== 44) throw new SyntaxError()
    gap = json.at
    json.at = space(text, gap)
  }
}

function behindComma(text: string, key: number): number {
  return text.lastIndexOf(',', key) + 1
}

/** Parses the value at the cursor, `depth` containers deep, and moves behind it. Throws SyntaxError, or the depth cap's `Problem`. */
export function readValue(json: Cursor, depth: number): unknown {
  const guessed = guess(json, depth)
  if (guessed !== undefined) return guessed
  const end = valueEnd(json.text, json.at, depth)
  const value = JSON.parse(json.text.slice(json.at, end)) as unknown
  json.at = end
  return value
}

/** Nothing but white space may follow. */
export function expectEnd(json: Cursor): void {
  if (space(json.text, json.at) !== json.text.length) throw new SyntaxError()
}

/**
 * The object at the cursor, if it ends at the next closing brace of its own indentation: native search instead of a look at every
 * character. No JSON object is the beginning of another, so if what lies between parses, the guess was right.
 */
function guess(json: Cursor, depth: number): unknown {
  const { text, at, closer } = json
  if (json.misses === MAX_MISSES || closer.length === 1 || text.charCodeAt(at) !== 123 || text.charCodeAt(at + 1) === 125) return undefined
  const close = text.indexOf(closer, at)
  if (close !== -1) {
    const end = close + closer.length
    const slice = text.slice(at, end)
    if (openers(slice, '{') + openers(slice, '[') <= MAX_DEPTH - depth) {
      try {
        const value = JSON.parse(slice) as unknown
        json.at = end
        return value
      } catch {} // a wrong guess, or broken: the slow way tells
    }
  }
  json.misses++
  return undefined
}

/** How often a bracket opens, strings included: never less than the depth. Stops counting above the cap. */
function openers(text: string, bracket: string): number {
  let count = 0
  for (let i = text.indexOf(bracket); i !== -1 && count <= MAX_DEPTH; i = text.indexOf(bracket, i + 1)) count++
  return count
}

/** Offset behind the value at `at`, by brackets and quotes alone: whether it is JSON, JSON.parse says. */
function valueEnd(text: string, at: number, depth: number): number {
  const first = text.charCodeAt(at)
  if (first === 34) return stringEnd(text, at)
  if (first !== 123 && first !== 91) return scalarEnd(text, at)
  let open = depth
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 34) i = stringEnd(text, i) - 1
    else if (c === 123 || c === 91) {
      if (++open > MAX_DEPTH) throw new Problem('depth_cap_exceeded', `expected at most ${MAX_DEPTH} levels of nesting, found more`, i)
    } else if ((c === 125 || c === 93) && --open === depth) return i + 1
  }
  throw new SyntaxError()
}

function scalarEnd(text: string, at: number): number {
  let i = at
  for (let c = text.charCodeAt(i); c > 32 && c !== 44 && c !== 93 && c !== 125; c = text.charCodeAt(i)) i++
  return i
}

/** Offset behind the string that opens at `at`. */
function stringEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== 34) throw new SyntaxError()
  for (let i = text.indexOf('"', at + 1); i !== -1; i = text.indexOf('"', i + 1)) {
    let backslash = i - 1
    while (text.charCodeAt(backslash) === 92) backslash--
    if ((i - backslash) % 2 === 1) return i + 1
  }
  throw new SyntaxError()
}

function space(text: string, from: number): number {
  let i = from
  for (let c = text.charCodeAt(i); c === 32 || c === 10 || c === 13 || c === 9; c = text.charCodeAt(i)) i++
  return i
}
