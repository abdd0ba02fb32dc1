import type { Json } from '@codegenie/core'
import type { Key } from './documents.ts'
import { heredocText, quotedText } from './hcl-text.ts'

export type Body = { [key: string]: Json }

/** Where in a file the reader is. */
export interface Reader {
  readonly source: string
  /** Where each line ends. */
  readonly ends: readonly number[]
  at: number
  brokenAt: number | null
  readonly lines: Map<string, number>
}

/** Blocks and expressions within each other; what is deeper is not read. */
export const MAX_DEPTH = 60
const NAME = /[A-Za-z_][\w-]*/y

export function labelAt(reader: Reader): string | undefined {
  skipSpace(reader, false)
  return reader.source[reader.at] === '"' ? textAt(reader) : nameAt(reader)
}

/** The string or here-document that begins here. */
export function textAt(reader: Reader): string | undefined {
  const { source, at } = reader
  const read = source[at] === '"' ? quotedText(source, at + 1) : heredocText(source, at)
  if (!read) return undefined
  if (read.isOpen) reader.brokenAt ??= lineOf(reader)
  reader.at = read.end
  return read.text
}

export function isComment({ source, at }: Reader): boolean {
  return source[at] === '#' || (source[at] === '/' && (source[at + 1] === '/' || source[at + 1] === '*'))
}

export function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end === -1 ? source.length : end
}

/** Comments too; ends of lines only where they mean nothing. */
export function skipSpace(reader: Reader, lines: boolean): void {
  const { source } = reader
  for (;;) {
    const c = source[reader.at]
    if (c === ' ' || c === '\t' || c === '\r' || (lines && c === '\n')) reader.at++
    else if (c === '/' && source[reader.at + 1] === '*') {
      const close = source.indexOf('*/', reader.at + 2)
      reader.at = close === -1 ? source.length : close + 2
    } else if (isComment(reader)) reader.at = lineEnd(source, reader.at)
    else return
  }
}

export function nameAt(reader: Reader): string | undefined {
  NAME.lastIndex = reader.at
  const name = NAME.exec(reader.source)?.[0]
  if (name !== undefined) reader.at += name.length
  return name
}

export function note(reader: Reader, path: readonly Key[]): void {
  reader.lines.set(path.join('\0'), lineOf(reader))
}

export function lineEnds(source: string): number[] {
  const ends: number[] = []
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) ends.push(at)
  return ends
}

export function lineOf({ ends, at }: Reader): number {
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! < at) low = middle + 1
    else high = middle
  }
  return low + 1
}
