import { isFields, texts } from './fields.ts'
import type { Nodes } from './graph.ts'
import type { Lockfile } from './lockfile.ts'
import { lineEnd } from './yaml-line.ts'

const GROUPS = ['dependencies', 'optionalDependencies', 'peerDependencies']

/** `parent/child` is the child below the parent: a package finds what it asks for below itself, else below each one above it. */
export function bunEdges(text: string, _: Lockfile, nodes: Nodes): void {
  const entries = new Map<string, number>()
  eachLine(text, (line) => {
    const [, key, id] = HEAD.exec(line) ?? itemsOf(line) ?? []
    const at = id?.indexOf('@', 1) ?? -1
    const node = id === undefined ? -1 : nodes.indexOf(id.slice(0, at), id.slice(at + 1))
    if (key !== undefined && node !== -1) entries.set(key, node)
  })
  // Read again, as all that they ask for would take more memory than all else.
  eachLine(text, (line) => {
    const [, key = '', , info] = line.includes('ependencies"') ? (itemsOf(line) ?? []) : []
    const node = entries.get(key)
    if (node === undefined || info === undefined) return
    for (const group of GROUPS)
      for (const [name] of texts(info[group])) nodes.add(node, found(entries, key, name), group === 'optionalDependencies')
  })
}

function eachLine(text: string, read: (line: string) => void): void {
  for (let from = text.indexOf('\n  "packages": {') + 1; from > 0 && from < text.length; from = lineEnd(text, from) + 1)
    if (text.startsWith('    "', from)) read(text.slice(from, lineEnd(text, from)))
}

/** The beginning of nearly all lines. */
const HEAD = /^ {4}"([^"\\]*)": \["([^"\\]*)"/

type Items = readonly [line: string, key: string, id: string, info: Readonly<Record<string, unknown>>]

function itemsOf(line: string): Items | undefined {
  try {
    const [key, items] =
      Object.entries(JSON.parse(`{${line.endsWith(',') ? line.slice(0, -1) : line}}`) as Record<string, unknown>)[0] ?? []
    if (key === undefined || !Array.isArray(items) || typeof items[0] !== 'string') return undefined
    return [line, key, items[0], items.find(isFields) ?? {}]
  } catch {
    return undefined
  }
}

function found(entries: ReadonlyMap<string, number>, key: string, name: string): number {
  for (let above = key; ; ) {
    const entry = entries.get(above === '' ? name : `${above}/${name}`)
    if (entry !== undefined || above === '') return entry ?? -1
    above = parentOf(above)
  }
}

function parentOf(key: string): string {
  const slash = key.lastIndexOf('/')
  const before = key.lastIndexOf('/', slash - 1)
  return key.slice(0, Math.max(0, key.charCodeAt(before + 1) === 64 ? before : slash))
}
