import { isFields, texts } from './fields.ts'
import type { AddEdge } from './graph.ts'
import type { LockedPackage, Lockfile } from './lockfile.ts'
import { lineEnd } from './yaml-line.ts'

const GROUPS = ['dependencies', 'optionalDependencies', 'peerDependencies']

/** `parent/child` is the child below the parent: a package finds what it asks for below itself, else below each one above it. */
export function bunEdges(text: string, { packages }: Lockfile, add: AddEdge): void {
  const byIdentity = new Map(packages.map((each) => [`${each.name}@${each.version ?? each.url}`, each]))
  const entries = new Map<string, { locked: LockedPackage; info: Readonly<Record<string, unknown>> }>()
  for (let at = text.indexOf('\n  "packages": {') + 1; at > 0 && at < text.length; at = lineEnd(text, at) + 1) {
    if (!text.startsWith('    "', at)) continue
    const line = itemsOf(text.slice(at, lineEnd(text, at)))
    const locked = line && byIdentity.get(line.id)
    if (locked) entries.set(line.key, { locked, info: line.info })
  }
  for (const [key, { locked, info }] of entries)
    for (const group of GROUPS)
      for (const [name] of texts(info[group])) add(locked, found(entries, key, name), group === 'optionalDependencies')
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

function found<T extends { locked: LockedPackage }>(entries: ReadonlyMap<string, T>, key: string, name: string): LockedPackage | undefined {
  for (let above = key; ; ) {
    const entry = entries.get(above === '' ? name : `${above}/${name}`)
    if (entry || above === '') return entry?.locked
    above = parentOf(above)
  }
}

function parentOf(key: string): string {
  const slash = key.lastIndexOf('/')
  const before = key.lastIndexOf('/', slash - 1)
  return key.slice(0, Math.max(0, key.charCodeAt(before + 1) === 64 ? before : slash))
}
