import { MAX_DEPTH } from './json.ts'
import type { Json } from './probe.ts'
import { isOdd, plainScalar, readFlow } from './yaml-scalar.ts'

/** Where the keys and items of a value stand: 1-based lines. */
export interface YamlLines {
  readonly line: number
  readonly children?: ReadonlyMap<string | number, YamlLines>
}

export interface SubsetDocument {
  readonly value: Json
  readonly lines: YamlLines
}

/**
 * The YAML that most files are written in, read in one pass: block maps and lists, scalars of one line, block texts, flow collections
 * of one line, comments. `undefined` for everything else, right or wrong: then a real parser has to say what it is. What is read here is
 * read as `yaml` reads it.
 */
export function parseYamlSubset(text: string): SubsetDocument | undefined {
  if (isOdd(text)) return undefined
  const reader: Reader = { lines: text.split('\n'), at: 0, hasBegun: false }
  if (reader.lines.find((line) => line !== '' && !line.startsWith('#')) === '---') skipMarker(reader)
  try {
    const indent = peek(reader)
    const document = indent === -1 ? { value: null, lines: { line: 1 } } : readBlock(reader, indent, 0)
    return peek(reader) === -1 ? document : undefined
  } catch (error) {
    if (error === OUTSIDE) return undefined
    throw error
  }
}

interface Reader {
  readonly lines: string[]
  /** 0-based line. */
  at: number
  hasBegun: boolean
}

/** Thrown where the text leaves the subset; never an error, so it needs no stack. */
const OUTSIDE = Symbol('outside the subset')
const outside = (): never => {
  throw OUTSIDE
}

function skipMarker(reader: Reader): void {
  while (reader.lines[reader.at] !== '---') reader.at++
  reader.at++
}

/** Indentation of the next line with something in it; -1 at the end. */
function peek(reader: Reader): number {
  const { lines } = reader
  for (; reader.at < lines.length; reader.at++) {
    const line = lines[reader.at]!
    let indent = 0
    while (line.charCodeAt(indent) === 32) indent++
    const c = line.charCodeAt(indent)
    if (indent === line.length || c === 35) continue // blank, or a comment
    if (c === 9 || (indent === 0 && c === 37)) outside()
    if (indent === 0 && (line.startsWith('---') || line.startsWith('...'))) return endDocument(reader, line)
    return indent
  }
  return -1
}

/** Only the first document is asked for. */
function endDocument(reader: Reader, marker: string): -1 {
  if (!reader.hasBegun || (marker.length > 3 && marker[3] !== ' ')) outside()
  reader.lines.length = reader.at
  return -1
}

const isItem = (line: string, indent: number): boolean =>
  line.charCodeAt(indent) === 45 && (line.length === indent + 1 || line.charCodeAt(indent + 1) === 32)

function readBlock(reader: Reader, indent: number, depth: number): SubsetDocument {
  if (depth >= MAX_DEPTH) outside()
  reader.hasBegun = true
  return isItem(reader.lines[reader.at]!, indent) ? readList(reader, indent, depth) : readMap(reader, indent, depth)
}

function readList(reader: Reader, indent: number, depth: number): SubsetDocument {
  const items: Json[] = []
  const children = new Map<number, YamlLines>()
  const first = reader.at + 1
  while (peek(reader) === indent && isItem(reader.lines[reader.at]!, indent)) {
    const item = readItem(reader, indent, depth)
    children.set(items.length, item.lines)
    items.push(item.value)
  }
  if (peek(reader) > indent) outside()
  return { value: items, lines: { line: first, children } }
}

function readItem(reader: Reader, indent: number, depth: number): SubsetDocument {
  const line = reader.lines[reader.at]!
  const at = reader.at + 1
  const start = skipSpaces(line, indent + 1)
  if (start === line.length || line.charCodeAt(start) === 35) {
    reader.at++
    const next = peek(reader)
    return next > indent ? readBlock(reader, next, depth + 1) : { value: null, lines: { line: at } }
  }
  if (isItem(line, start) || keyEnd(line, start) !== -1) {
    // What follows the dash is a block of its own, as if it stood in a line of its own.
    reader.lines[reader.at] = ' '.repeat(start) + line.slice(start)
    return readBlock(reader, start, depth + 1)
  }
  return { value: readInline(reader, line, start, indent), lines: { line: at } }
}

function readMap(reader: Reader, indent: number, depth: number): SubsetDocument {
  const map: Record<string, Json> = {}
  const children = new Map<string, YamlLines>()
  const first = reader.at + 1
  while (peek(reader) === indent) {
    const line = reader.lines[reader.at]!
    const end = keyEnd(line, indent)
    if (end === -1) outside()
    const key = keyText(line.slice(indent, end))
    if (children.has(key) || key === '__proto__' || key === '<<') outside()
    const at = reader.at + 1
    const entry = readEntry(reader, line, skipSpaces(line, end + 1), indent, depth)
    map[key] = entry.value
    children.set(key, entry.lines.children ? { line: at, children: entry.lines.children } : { line: at })
  }
  if (peek(reader) > indent) outside()
  return { value: map, lines: { line: first, children } }
}

/** Of a value that is told by the line of its key. */
const AT_KEY: YamlLines = { line: 0 }

/** What stands behind `key:`, or in the lines below it. */
function readEntry(reader: Reader, line: string, start: number, indent: number, depth: number): SubsetDocument {
  if (start < line.length && line.charCodeAt(start) !== 35) return { value: readInline(reader, line, start, indent), lines: AT_KEY }
  reader.at++
  const next = peek(reader)
  if (next > indent) {
    const below = reader.lines[reader.at]!
    if (isItem(below, next) || keyEnd(below, next) !== -1) return readBlock(reader, next, depth + 1)
    return { value: readInline(reader, below, next, indent), lines: AT_KEY }
  }
  if (next === indent && isItem(reader.lines[reader.at]!, indent)) return readList(reader, indent, depth + 1)
  return { value: null, lines: AT_KEY }
}

/** A scalar or a flow collection that ends in its line, or a literal block below it. */
function readInline(reader: Reader, line: string, start: number, indent: number): Json {
  const c = line[start]!
  if (c === '|' || c === '>') return readText(reader, line.slice(start), indent)
  reader.at++
  const value = c === '"' || c === "'" || c === '[' || c === '{' ? readFlow(line, start) : plainScalar(line.slice(start))
  if (value === undefined || peek(reader) > indent) return outside()
  return value
}

/** `|`, `|-`, `>` and `>-`. */
function readText(reader: Reader, header: string, parent: number): string {
  const [, chomp] = /^[|>]([-+]?)(?: *| +#.*)$/.exec(header) ?? outside()
  const body: string[] = []
  let indent = -1
  for (reader.at++; reader.at < reader.lines.length; reader.at++) {
    const line = reader.lines[reader.at]!
    const start = skipSpaces(line, 0)
    if (start === line.length) {
      // Spaces beyond the indentation are content; before it is known they may be an error.
      if (indent === -1 && start > parent + 1) outside()
      body.push(indent === -1 ? '' : line.slice(indent))
      continue
    }
    if (indent === -1) indent = start
    if (indent <= parent || start < indent) break
    if (line.charCodeAt(start) === 9 && start === indent) outside()
    body.push(line.slice(indent))
  }
  let end = body.length
  while (end > 0 && body[end - 1] === '') end--
  if (end === 0) return outside()
  const lines = body.slice(0, end)
  const text = header.startsWith('>') ? fold(lines) : lines.join('\n')
  // Lines of spaces after the last line are where parsers disagree.
  if (chomp === '+') return outside()
  return chomp === '-' ? text : `${text}\n`
}

/** Breaks between lines become spaces, but for blank lines and around lines that are indented further: https://yaml.org/spec/1.2.2/#folding */
function fold(lines: readonly string[]): string {
  let text = lines[0]!
  let blank = 0
  let wasFurther = text.startsWith(' ')
  if (text === '') outside()
  for (const [i, line] of lines.entries()) {
    if (line.includes('\t') || (line !== '' && line.trimStart() === '')) outside()
    if (i === 0) continue
    if (line === '') {
      blank++
      continue
    }
    const isFurther = line.startsWith(' ')
    text += (isFurther || wasFurther ? '\n'.repeat(blank + 1) : blank > 0 ? '\n'.repeat(blank) : ' ') + line
    wasFurther = isFurther
    blank = 0
  }
  return text
}

function skipSpaces(line: string, from: number): number {
  let at = from
  while (line.charCodeAt(at) === 32) at++
  return at
}

const MAX_KEY = 200
const PLAIN_KEY = /[A-Za-z0-9_./$][\w./$@+-]*(?: [\w./$@+-]+)*/y
const QUOTED_KEY = /"[^"\\]*"|'[^']*'/y

/** Place of the colon behind the key that begins at `start`; -1 where none does. */
function keyEnd(line: string, start: number): number {
  const c = line.charCodeAt(start)
  const pattern = c === 34 || c === 39 ? QUOTED_KEY : PLAIN_KEY
  pattern.lastIndex = start
  const end = pattern.test(line) ? pattern.lastIndex : start
  if (end === start || end - start > MAX_KEY || line.charCodeAt(end) !== 58) return -1
  return line.length === end + 1 || line.charCodeAt(end + 1) === 32 ? end : -1
}

/** Keys become texts as JavaScript makes them: `1.0` is `1`, `~` is empty. */
function keyText(written: string): string {
  const c = written.charCodeAt(0)
  if (c === 34 || c === 39) return written.slice(1, -1)
  const value = plainScalar(written)
  if (typeof value !== 'string' && value !== true && value !== false && !Number.isSafeInteger(value)) return outside()
  return String(value)
}
