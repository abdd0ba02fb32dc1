import type { ProbeContext } from '@codegenie/core'
import { z } from 'zod'

type Key = string | number

/** One document of a configuration file. */
interface Doc {
  readonly path: string
  readonly lines: readonly string[]
  /** 1-based line of a key. */
  lineOf(keys: readonly Key[]): number | undefined
}

/** A value in a document, and the way to it: configuration of strangers is read as it comes, without a schema that it could break. */
export interface Node {
  readonly doc: Doc
  readonly keys: readonly Key[]
  readonly value: unknown
}

export type DocContext = Pick<ProbeContext, 'yaml' | 'text' | 'at'>

/** The document of a YAML file; `undefined` when it cannot be read, and a warning says why. */
export async function openDoc(ctx: DocContext, path: string): Promise<Node | undefined> {
  const value = await ctx.yaml(path, z.unknown())
  if (value === undefined) return undefined
  const text = (await ctx.text(path)) ?? ''
  const lineOf = (keys: readonly Key[]) => Number(ctx.at(path, ...keys).slice(path.length + 1)) || undefined
  return { doc: { path, lines: text.split('\n'), lineOf }, keys: [], value }
}

/** The value of a key; its `value` is `undefined` where there is no such key. */
export function get(node: Node | undefined, ...keys: readonly Key[]): Node | undefined {
  let at = node
  for (const key of keys) at = child(at, key)
  return at
}

function child(node: Node | undefined, key: Key): Node | undefined {
  const { value } = node ?? {}
  if (node === undefined || value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined
  return { doc: node.doc, keys: [...node.keys, key], value: (value as Record<Key, unknown>)[key] }
}

/** Key and value of each entry of a map; nothing of anything else. */
export function entriesOf(node: Node | undefined): [string, Node][] {
  if (!isMap(node)) return []
  return Object.entries(node.value as object).map(([key, value]) => [key, { doc: node.doc, keys: [...node.keys, key], value }])
}

/** The items of a list; a value that stands alone is a list of one, and nothing is an empty one. */
export function itemsOf(node: Node | undefined): Node[] {
  if (node === undefined || node.value === null || node.value === undefined) return []
  if (!Array.isArray(node.value)) return [node]
  return node.value.map((value, i) => ({ doc: node.doc, keys: [...node.keys, i], value }))
}

export function isMap(node: Node | undefined): node is Node {
  return node !== undefined && node.value !== null && typeof node.value === 'object' && !Array.isArray(node.value)
}

export function isList(node: Node | undefined): node is Node {
  return node !== undefined && Array.isArray(node.value)
}

/** A scalar as text: `22` is `'22'`. */
export function textOf(node: Node | undefined): string | undefined {
  const value = node?.value
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** The texts of a list, or of a value that stands alone. */
export function textsOf(node: Node | undefined): string[] {
  return itemsOf(node).flatMap((item) => textOf(item) ?? [])
}

/** Name and text of each scalar of a map. */
export function textMap(node: Node | undefined): Map<string, string> {
  return new Map(entriesOf(node).flatMap(([key, value]) => [[key, textOf(value) ?? ''] as const].filter(() => textOf(value) !== undefined)))
}

/** `path:line`; the path alone where the line is not known. */
export function placeOf(node: Node): string {
  const line = lineOf(node)
  return line === undefined ? node.doc.path : `${node.doc.path}:${line}`
}

function lineOf({ doc, keys }: Node): number | undefined {
  return doc.lineOf(keys)
}

/** Lines of a block that are searched for commands, and characters of a line that is looked at. */
const MAX_BLOCK = 2000
const MAX_LINE = 10_000

/**
 * Where the commands of a script stand: a function of the line of the script and of the command as it is written. In a literal block line
 * follows line; in a folded one, or in a quoted string, the line that holds the beginning of the command is looked for.
 */
export function placesIn(node: Node): (line: number, command: string) => string {
  const first = lineOf(node)
  if (first === undefined) return () => node.doc.path
  const window = blockAt(node.doc.lines, first - 1)
  const found = follow(window, (textOf(node) ?? '').split('\n', MAX_BLOCK))
  return (line, command) => {
    const offset = found[line] ?? 0
    const head = command.split('\n', 1)[0] ?? ''
    const words = head.split(/\s+/, 3)
    const next = found[line + 1] ?? offset
    const end = next > offset ? next : window.length
    for (const needle of [head, words.join(' '), words[0] ?? '']) {
      for (let i = offset; i < Math.min(end, offset + 50); i++) {
        if (needle !== '' && window[i]?.includes(needle)) return `${node.doc.path}:${first + i}`
      }
    }
    return `${node.doc.path}:${first + offset}`
  }
}

/** The line of a key and those below it that are indented deeper. */
function blockAt(lines: readonly string[], start: number): string[] {
  const indent = indentOf(lines[start] ?? '')
  let end = start + 1
  while (end < lines.length && end - start < MAX_BLOCK && (lines[end]!.trim() === '' || indentOf(lines[end]!) > indent)) end++
  return lines.slice(start, end).map((line) => (line.length > MAX_LINE ? '' : line))
}

function indentOf(line: string): number {
  let at = 0
  while (line[at] === ' ') at++
  return at
}

/** For each line of a script the line of the window that holds it; where none does, that of the line before. */
function follow(window: readonly string[], lines: readonly string[]): number[] {
  const found: number[] = []
  let at = 0
  for (const line of lines) {
    const wanted = line.trim()
    let i = at
    while (wanted !== '' && i < window.length && !window[i]!.includes(wanted)) i++
    if (wanted !== '' && i < window.length) {
      found.push(i)
      at = i + 1
    } else found.push(Math.max(at - 1, 0))
  }
  return found
}
