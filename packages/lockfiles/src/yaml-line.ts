import { Problem } from './problem.ts'

/**
 * The lines that package managers write: a key and a scalar on one line, nested by indentation (https://yaml.org/spec/1.2.2/). Whatever else
 * YAML allows (anchors, tags, text over several lines, flow collections in collections) ends the scan with `unusual`: the real parser has
 * to read such a file.
 */
export function unusual(text: string, at: number): Problem {
  const end = lineEnd(text, at)
  if (end === text.length && end > at && at > 0)
    return new Problem('truncated', 'expected the rest of the entry, found the end of the file', end)
  return new Problem('unusual_layout', 'expected the layout that package managers write, found another one', at)
}

/** Offset of the line feed that ends the line, or of the end of the text. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

/** Offset of the first character of a line that is neither a space nor a line feed: `at` is where the line starts. */
export function indentEnd(text: string, at: number): number {
  let i = at
  while (text.charCodeAt(i) === 32) i++
  return i
}

/** Offset of the first line that is not indented by more than `indent`; blank lines and comments count as indented. */
export function skipNested(text: string, start: number, indent: number): number {
  let at = start
  while (at < text.length) {
    const from = indentEnd(text, at)
    const c = text.charCodeAt(from)
    if (from - at <= indent && c !== 10 && c !== 35) return at
    at = lineEnd(text, from) + 1
  }
  return text.length
}

/** Of a line with a key, where its parts are. One object serves a whole scan. */
export interface Line {
  /** Offset of the line. */
  at: number
  /** Spaces before the key. */
  indent: number
  key: string
  /** Offsets of the value; equal where the line ends with the colon. */
  from: number
  to: number
  /** Offset of the next line. */
  next: number
}

export function newLine(): Line {
  return { at: 0, indent: 0, key: '', from: 0, to: 0, next: 0 }
}

/** Reads the next line that has a key, over blank lines and comments; false at the end of the text. */
export function readLine(text: string, start: number, line: Line): boolean {
  let at = start
  let from = indentEnd(text, at)
  for (let c = text.charCodeAt(from); c === 10 || c === 35; c = text.charCodeAt(from)) {
    at = lineEnd(text, from) + 1
    from = indentEnd(text, at)
  }
  if (from >= text.length) {
    line.at = text.length
    line.indent = -1
    return false
  }
  const end = lineEnd(text, from)
  line.at = at
  line.indent = from - at
  line.next = end + 1
  readKey(text, from, end, line)
  return true
}

function readKey(text: string, from: number, end: number, line: Line): void {
  const first = text.charCodeAt(from)
  const colon = first === 39 || first === 34 ? quoteEnd(text, from, end) : plainEnd(text, from, end)
  if (text.charCodeAt(colon) !== 58 || (colon + 1 < end && text.charCodeAt(colon + 1) !== 32)) throw unusual(text, from)
  line.key = scalar(text, from, colon)
  line.from = Math.min(colon + 2, end)
  line.to = end
}

/** Offset of the colon behind a plain key: the first that a space or the end of the line follows. */
function plainEnd(text: string, from: number, end: number): number {
  const colon = text.slice(from, end).indexOf(': ') // bounded: a search to the end of the text in each line would be quadratic
  return colon === -1 ? end - 1 : from + colon
}

/** Offset behind the quoted scalar that opens at `from`. */
function quoteEnd(text: string, from: number, end: number): number {
  const quote = text[from]!
  for (let i = text.indexOf(quote, from + 1); i !== -1 && i < end; i = text.indexOf(quote, i + 1)) {
    if (quote === "'" && text.charCodeAt(i + 1) === 39) i++
    else return i + 1
  }
  throw unusual(text, from)
}

/** What cannot begin a plain scalar, or begins something else: - ? : , [ ] { } # & * ! | > ' " % @ ` and white space. */
const INDICATORS = new Uint8Array(128)
for (const char of '-?:,[]{}#&*!|>\'"%@`\t ') INDICATORS[char.charCodeAt(0)] = 1

/** The scalar between two offsets, as text: whether it would be a number or `true` is the reader's affair. */
export function scalar(text: string, from: number, to: number): string {
  const first = text.charCodeAt(from)
  if (first === 39 || first === 34) return quoted(text, from, to)
  if (from >= to || (INDICATORS[first] === 1 && !isPlainStart(first, text.charCodeAt(from + 1)))) throw unusual(text, from)
  const value = text.slice(from, to)
  const last = text.charCodeAt(to - 1)
  if (last === 58 || last === 32 || value.includes('\t')) throw unusual(text, from)
  if (value.includes(' ') && (value.includes(': ') || value.includes(' #'))) throw unusual(text, from)
  return value
}

/** `-`, `?` and `:` begin a plain scalar when no space follows. */
function isPlainStart(first: number, second: number): boolean {
  return (first === 45 || first === 63 || first === 58) && second > 32
}

function quoted(text: string, from: number, to: number): string {
  if (quoteEnd(text, from, to) !== to) throw unusual(text, from)
  const inner = text.slice(from + 1, to - 1)
  if (text.charCodeAt(from) === 39) return inner.includes("''") ? inner.replaceAll("''", "'") : inner
  if (inner.includes('\\')) throw unusual(text, from)
  return inner
}

/** `{a: b, c: d}` or `[a, b]` on one line, with nothing nested in it: its scalars, or keys and scalars in turn. */
export function flow(text: string, from: number, to: number): string[] {
  const isMap = text.charCodeAt(from) === 123
  if (to - from < 2 || text.charCodeAt(to - 1) !== (isMap ? 125 : 93)) throw unusual(text, from)
  const found: string[] = []
  let at = indentEnd(text, from + 1)
  while (at < to - 1) {
    const end = flowScalarEnd(text, at, to, isMap && found.length % 2 === 0)
    found.push(scalar(text, at, end))
    at = indentEnd(text, end)
    const c = text.charCodeAt(at)
    if (at === to - 1) break
    if (c !== (isMap && found.length % 2 === 1 ? 58 : 44)) throw unusual(text, at)
    at = indentEnd(text, at + 1)
  }
  if (isMap && found.length % 2 === 1) throw unusual(text, from)
  return found
}

function flowScalarEnd(text: string, from: number, to: number, isKey: boolean): number {
  const first = text.charCodeAt(from)
  if (first === 39 || first === 34) return quoteEnd(text, from, to)
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i)
    if (c === 123 || c === 91) break
    if (c === 44 || c === 125 || c === 93 || (isKey && c === 58 && text.charCodeAt(i + 1) === 32)) {
      let end = i
      while (text.charCodeAt(end - 1) === 32) end--
      return end
    }
  }
  throw unusual(text, from)
}
