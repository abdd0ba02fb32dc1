import { isFields, texts } from './fields.ts'
import type { Nodes } from './graph.ts'
import type { Lockfile } from './lockfile.ts'
import { lineEnd } from './yaml-line.ts'

const GROUPS = ['dependencies', 'optionalDependencies', 'peerDependencies']

/** `parent/child` is the child below the parent: a package finds what it asks for below itself, else below each one above it. */
export function bunEdges(text: string, _: Lockfile, nodes: Nodes): void {
  const places = placesOf(nodes)
  eachEntry(text, (from) => {
    const [, key, id] = matchAt(HEAD, text, from) ?? itemsOf(text, from) ?? []
    const split = id?.indexOf('@', 1) ?? -1
    const node = id === undefined ? -1 : nodes.indexOf(id.slice(0, split), id.slice(split + 1))
    if (key !== undefined && node !== -1) places.put(key, node)
  })
  // Read again, as all that they ask for would take more memory than all else.
  eachEntry(text, (from) => {
    const { key, groups } = usualGroups(text, from) ?? otherGroups(text, from)
    const node = places.get(key)
    if (node === undefined) return
    for (const [i, names] of groups.entries())
      for (const name of names) nodes.add(node, found(places, key, name), GROUPS[i] === 'optionalDependencies')
  })
}

/** Tells where each line begins that may be one of a package. */
function eachEntry(text: string, read: (from: number) => void): void {
  for (let from = text.indexOf('\n  "packages": {') + 1; from > 0 && from < text.length; from = lineEnd(text, from) + 1)
    if (text.startsWith('    "', from)) read(from)
}

/** Key -> package. */
interface Places {
  get(key: string): number | undefined
  /** May there be places below this one? */
  hasBelow(key: string): boolean
  put(key: string, node: number): void
}

/** Most keys are the name of a package that has one version: those are not stored once more. */
function placesOf({ packages, only }: Nodes): Places {
  const isPlaced = new Uint8Array(packages.length)
  const others = new Map<string, number>()
  const above = new Set<string>()
  return {
    hasBelow: (key) => above.has(key),
    get(key) {
      const other = others.get(key)
      if (other !== undefined) return other
      const node = only(key)
      return node !== -1 && isPlaced[node] === 1 ? node : undefined
    },
    put(key, node) {
      for (let slash = key.indexOf('/'); slash !== -1; slash = key.indexOf('/', slash + 1)) above.add(key.slice(0, slash))
      if (only(key) !== node) others.set(key, node)
      else {
        isPlaced[node] = 1
        others.delete(key)
      }
    },
  }
}

/** The names that an entry asks for, by group; none where it could not be read. */
interface Asked {
  readonly key: string
  readonly groups: readonly (readonly string[])[]
}

// Of an entry as bun writes nearly all of them, piece by piece. What begins with a digit JSON may put in another order.
const HEAD = / {4}"([^"\\\n]*)": \["([^"\\\n]*)"/y
const INFO = /, (?:"[^"\\\n]*", )?\{ ?/y
const FIELD = /"(\w+)": (?:(\{ )|\[(?:"[^"\\\n]*"(?:, "[^"\\\n]*")*)?\]|"[^"\\\n]*"|true|false|\d+)(?:, )?/y
const ITEM = /"([^"\\\n\d][^"\\\n]*)": "[^"\\\n]*"(, | \}(?:, )?)/y

function usualGroups(text: string, from: number): Asked | undefined {
  const head = matchAt(HEAD, text, from)
  if (!head || !matchAt(INFO, text, HEAD.lastIndex)) return undefined
  const groups: string[][] = GROUPS.map(() => [])
  let at = INFO.lastIndex
  for (let field = matchAt(FIELD, text, at); field !== null; field = matchAt(FIELD, text, at)) {
    at = FIELD.lastIndex
    if (field[2] === undefined) continue
    const names: string[] = []
    for (let isLast = false; !isLast; at = ITEM.lastIndex) {
      const item = matchAt(ITEM, text, at)
      if (!item) return undefined
      names.push(item[1]!)
      isLast = item[2] !== ', '
    }
    const group = GROUPS.indexOf(field[1]!)
    if (group !== -1) groups[group] = names
  }
  return text.startsWith('}', at) || text.startsWith(' }', at) ? { key: head[1]!, groups } : undefined
}

function otherGroups(text: string, from: number): Asked {
  const [, key = '', , info] = itemsOf(text, from) ?? []
  return { key, groups: info === undefined ? [] : GROUPS.map((group) => texts(info[group]).map(([name]) => name)) }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

type Items = readonly [line: string, key: string, id: string, info: Readonly<Record<string, unknown>>]

function itemsOf(text: string, from: number): Items | undefined {
  const line = text.slice(from, lineEnd(text, from))
  try {
    const [key, items] =
      Object.entries(JSON.parse(`{${line.endsWith(',') ? line.slice(0, -1) : line}}`) as Record<string, unknown>)[0] ?? []
    if (key === undefined || !Array.isArray(items) || typeof items[0] !== 'string') return undefined
    return [line, key, items[0], items.find(isFields) ?? {}]
  } catch {
    return undefined
  }
}

function found(places: Places, key: string, name: string): number {
  for (let above = key; above !== ''; above = parentOf(above)) {
    const place = places.hasBelow(above) ? places.get(`${above}/${name}`) : undefined
    if (place !== undefined) return place
  }
  return places.get(name) ?? -1
}

function parentOf(key: string): string {
  const slash = key.lastIndexOf('/')
  const before = key.lastIndexOf('/', slash - 1)
  return key.slice(0, Math.max(0, key.charCodeAt(before + 1) === 64 ? before : slash))
}
