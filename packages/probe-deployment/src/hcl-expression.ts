import type { Json } from '@codegenie/core'
import type { Key } from './documents.ts'
import { type Body, isComment, labelAt, lineOf, MAX_DEPTH, note, type Reader, skipSpace, textAt } from './hcl-reader.ts'
import { placeholder } from './hcl-text.ts'

/** Behind `=`; what stands behind a literal in the same expression makes it none. */
export function readExpression(reader: Reader, path: readonly Key[], depth: number): Json {
  skipSpace(reader, false)
  const start = reader.at
  const value = depth > MAX_DEPTH ? undefined : readTerm(reader, path, depth)
  if (value !== undefined) {
    skipSpace(reader, false)
    if (reader.at >= reader.source.length || '\n,]})'.includes(reader.source[reader.at]!)) return value
  }
  reader.at = start
  skipExpression(reader)
  return null
}

function readTerm(reader: Reader, path: readonly Key[], depth: number): Json | undefined {
  const { source } = reader
  const c = source[reader.at]
  if (c === '"' || c === '<') {
    return textAt(reader)
  }
  if (c === '[') return readTuple(reader, path, depth)
  if (c === '{') return readObject(reader, path, depth)
  NUMBER.lastIndex = reader.at
  const number = NUMBER.exec(source)?.[0]
  if (number !== undefined) {
    reader.at += number.length
    return Number(number)
  }
  TRAVERSAL.lastIndex = reader.at
  const name = TRAVERSAL.exec(source)?.[0]
  if (name === undefined) return undefined
  reader.at += name.length
  if (source[reader.at] === '(') return readCall(reader, name, path, depth)
  return Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : placeholder(name)
}

const NUMBER = /-?\d{1,30}(?:\.\d{1,30})?(?![\w.])/y
const TRAVERSAL = /[A-Za-z_][\w-]*(?:\.[\w*-]+|\[\d+\])*/y
const KEYWORDS: Readonly<Record<string, Json>> = { true: true, false: false, null: null }

function readTuple(reader: Reader, path: readonly Key[], depth: number): Json | undefined {
  reader.at++
  const items: Json[] = []
  for (;;) {
    skipSpace(reader, true)
    const c = reader.source[reader.at]
    if (c === ']') {
      reader.at++
      return items
    }
    if (c === undefined || isFor(reader)) return undefined
    note(reader, [...path, items.length])
    items.push(readExpression(reader, [...path, items.length], depth + 1))
    skipSpace(reader, true)
    if (reader.source[reader.at] === ',') reader.at++
    else if (reader.source[reader.at] !== ']') return undefined
  }
}

function readObject(reader: Reader, path: readonly Key[], depth: number): Json | undefined {
  reader.at++
  const map = Object.create(null) as Body
  for (;;) {
    skipSpace(reader, true)
    const c = reader.source[reader.at]
    if (c === '}') {
      reader.at++
      return map
    }
    if (c === undefined || isFor(reader)) return undefined
    const key = labelAt(reader)
    if (key === undefined && c !== '(') return undefined
    if (key === undefined) skipExpression(reader, '=:')
    skipSpace(reader, false)
    if (reader.source[reader.at] !== '=' && reader.source[reader.at] !== ':') return undefined
    if (key !== undefined) note(reader, [...path, key])
    reader.at++
    const value = readExpression(reader, [...path, key ?? ''], depth + 1)
    if (key !== undefined) map[key] = value
    skipSpace(reader, true)
    if (reader.source[reader.at] === ',') reader.at++
  }
}

const isFor = ({ source, at }: Reader): boolean => source.startsWith('for', at) && ' \t\n'.includes(source[at + 3] ?? 'x')

/** `jsonencode` says what it is given; of `merge` the keys that are written out are known. */
function readCall(reader: Reader, name: string, path: readonly Key[], depth: number): Json | undefined {
  if (name !== 'jsonencode' && name !== 'merge') return undefined
  reader.at++
  const values: Json[] = []
  for (;;) {
    skipSpace(reader, true)
    const c = reader.source[reader.at]
    if (c === ')') break
    if (c === undefined || values.length > 100) return undefined
    values.push(readExpression(reader, path, depth + 1))
    skipSpace(reader, true)
    if (reader.source[reader.at] === ',') reader.at++
    else if (reader.source[reader.at] !== ')') return undefined
  }
  reader.at++
  if (name === 'jsonencode') return values[0] ?? null
  const maps = values.filter((value) => value !== null && typeof value === 'object' && !Array.isArray(value))
  return maps.length === 0 ? null : (Object.assign(Object.create(null), ...maps) as Body)
}

/** To the end of the expression: of the line, outside brackets, or to what closes or ends the one around it. */
function skipExpression(reader: Reader, until = ''): void {
  const { source } = reader
  const line = lineOf(reader)
  let open = 0
  while (reader.at < source.length) {
    const c = source[reader.at]!
    if (open === 0 && (c === '\n' || ',)]}'.includes(c) || until.includes(c))) return
    if (c === '"' || (c === '<' && source[reader.at + 1] === '<')) {
      if (textAt(reader) !== undefined) continue
      if (c === '"') reader.brokenAt ??= lineOf(reader)
      reader.at++
      continue
    }
    if (isComment(reader)) {
      skipSpace(reader, false)
      continue
    }
    if ('([{'.includes(c)) open++
    else if (')]}'.includes(c)) open--
    reader.at++
  }
  if (open > 0) reader.brokenAt ??= line
}
