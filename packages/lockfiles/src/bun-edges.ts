import { isFields, texts } from './fields.ts'
import type { Nodes } from './graph.ts'
import type { Lockfile } from './lockfile.ts'
import { lineEnd } from './yaml-line.ts'

const GROUPS = ['dependencies', 'optionalDependencies', 'peerDependencies']

/** `parent/child` is the child below the parent: a package finds what it asks for below itself, else below each one above it. */
export function bunEdges(text: string, _: Lockfile, nodes: Nodes): void {
  const entries = new Map<string, { node: number; info: Readonly<Record<string, unknown>> }>()
  for (let from = text.indexOf('\n  "packages": {') + 1; from > 0 && from < text.length; from = lineEnd(text, from) + 1) {
    if (!text.startsWith('    "', from)) continue
    const line = itemsOf(text.slice(from, lineEnd(text, from)))
    const at = line?.id.indexOf('@', 1) ?? -1
    const node = line ? nodes.indexOf(line.id.slice(0, at), line.id.slice(at + 1)) : -1
    if (line && node !== -1) entries.set(line.key, { node, info: line.info })
  }
  for (const [key, { node, info }] of entries)
    for (const group of GROUPS)
      for (const [name] of texts(info[group])) nodes.add(node, found(entries, key, name), group === 'optionalDependencies')
}

function itemsOf(line: string): { key: string; id: string; info: Readonly<Record<string, unknown>> } | undefined {
  try {
    const [key, items] =
      Object.entries(JSON.parse(`{${line.endsWith(',') ? line.slice(0, -1) : line}}`) as Record<string, unknown>)[0] ?? []
    if (key === undefined || !Array.isArray(items) || typeof items[0] !== 'string') return undefined
    return { key, id: items[0], info: items.find(isFields) ?? {} }
  } catch {
    return undefined
  }
}

function found(entries: ReadonlyMap<string, { readonly node: number }>, key: string, name: string): number {
  for (let above = key; ; ) {
    const entry = entries.get(above === '' ? name : `${above}/${name}`)
    if (entry || above === '') return entry?.node ?? -1
    above = parentOf(above)
  }
}

function parentOf(key: string): string {
  const slash = key.lastIndexOf('/')
  const before = key.lastIndexOf('/', slash - 1)
  return key.slice(0, Math.max(0, key.charCodeAt(before + 1) === 64 ? before : slash))
}
