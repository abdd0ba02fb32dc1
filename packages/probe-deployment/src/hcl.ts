import type { Json } from '@codegenie/core'
import type { Key } from './documents.ts'
import { readExpression } from './hcl-expression.ts'
import { type Body, labelAt, lineEnd, lineEnds, lineOf, MAX_DEPTH, nameAt, note, type Reader, skipSpace } from './hcl-reader.ts'

/** A file of HCL (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md) in the shape of its JSON syntax. Nothing is evaluated. */
export interface HclFile {
  /** Attributes by name; blocks by type, then by label, then as a list. Variables are texts (`${var.image}`), all other expressions null. */
  readonly value: { readonly [key: string]: Json }
  /** 1-based line of an attribute or a block. */
  line(keys: readonly Key[]): number | undefined
  /** First line that is no HCL. */
  readonly brokenAt: number | null
}

export function parseHcl(source: string): HclFile {
  const reader: Reader = { source, ends: lineEnds(source), at: 0, brokenAt: null, lines: new Map() }
  const value = Object.create(null) as Body
  while (reader.at < source.length) {
    readBody(reader, value, [], 0)
    if (reader.at < source.length) broken(reader) // a bracket that nothing opened
  }
  return { value, line: (keys) => reader.lines.get(keys.join('\0')), brokenAt: reader.brokenAt }
}

/** Up to a closing brace, which is left, or the end. */
function readBody(reader: Reader, body: Body, path: readonly Key[], depth: number): void {
  for (;;) {
    skipSpace(reader, true)
    const { source } = reader
    if (reader.at >= source.length || source[reader.at] === '}') return
    const name = nameAt(reader)
    if (name === undefined) {
      broken(reader)
      continue
    }
    skipSpace(reader, false)
    if (source[reader.at] === '=' && source[reader.at + 1] !== '=') {
      note(reader, [...path, name])
      reader.at++
      body[name] = readExpression(reader, [...path, name], depth + 1)
      endOfLine(reader)
    } else readBlock(reader, body, name, path, depth)
  }
}

function readBlock(reader: Reader, body: Body, type: string, path: readonly Key[], depth: number): void {
  const line = lineOf(reader)
  const keys: string[] = [type]
  for (let label = labelAt(reader); label !== undefined && keys.length < 8; label = labelAt(reader)) keys.push(label)
  if (reader.source[reader.at] !== '{' || depth > MAX_DEPTH) return void broken(reader)
  reader.at++
  let parent = body
  for (const key of keys.slice(0, -1)) {
    const child = Object.hasOwn(parent, key) ? parent[key] : undefined
    if (child !== null && typeof child === 'object' && !Array.isArray(child)) parent = child as Body
    else parent = parent[key] = Object.create(null) as Body
  }
  const last = keys.at(-1)!
  const known = Object.hasOwn(parent, last) ? parent[last] : undefined
  const list = Array.isArray(known) ? (known as Json[]) : []
  const at = [...path, ...keys, list.length]
  reader.lines.set(at.join('\0'), line)
  for (let length = path.length + 1; length < at.length; length++) {
    const above = at.slice(0, length).join('\0')
    if (!reader.lines.has(above)) reader.lines.set(above, line)
  }
  const inner = Object.create(null) as Body
  list.push(inner)
  parent[last] = list
  readBody(reader, inner, at, depth + 1)
  if (reader.source[reader.at] === '}') reader.at++
  else reader.brokenAt ??= line
}

function endOfLine(reader: Reader): void {
  skipSpace(reader, false)
  const c = reader.source[reader.at]
  if (c !== undefined && c !== '\n' && c !== '}') broken(reader)
}

/** Goes on with the next line. */
function broken(reader: Reader): void {
  reader.brokenAt ??= lineOf(reader)
  reader.at = Math.min(reader.source.length, lineEnd(reader.source, reader.at) + 1)
}
