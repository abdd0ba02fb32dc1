import type { Document, LineCounter } from 'yaml'
import { MAX_DEPTH, type Parsed, type ParseNote } from './json.ts'
import type { Json } from './probe.ts'
import { parseYamlSubset, type SubsetDocument, type YamlLines } from './yaml-subset.ts'

/** Values that a document may expand to through its aliases. */
const MAX_NODES = 1_000_000
/** Each alias is resolved by a walk over the document: aliases times nodes is what it costs. */
const MAX_RESOLUTION = 20_000_000
/** What could be an anchor, times what could be an alias: with 30,000 of both even parsing takes too long. */
const MAX_MARKS = 1_000_000_000
/** Brackets that may be open at once: more would run the parser out of stack. Strings count too, hence the slack over `MAX_DEPTH`. */
const MAX_BRACKETS = 1_000

/** Characters that are given to the library: it takes seconds for as many. What the subset can read has no such limit. */
const MAX_LENGTH = 1 << 20

export interface YamlFile {
  readonly parsed: Parsed
  line(keys: readonly (string | number)[]): number | undefined
}

/**
 * Parses one YAML 1.2 document with merge keys (https://yaml.org/spec/1.2.2, https://yaml.org/type/merge.html). The plain majority of
 * files never loads the library.
 */
export async function parseYaml(text: string): Promise<YamlFile> {
  const simple = parseYamlSubset(text)
  if (simple) return { parsed: { value: simple.value, notes: [] }, line: (keys) => subsetLine(simple, keys) }
  if (text.length > MAX_LENGTH)
    return broken({
      problem: 'size_cap_exceeded',
      message: `expected at most ${MAX_LENGTH} characters of YAML that is more than plain blocks, found more`,
    })
  if (occurrences(text, '&') * occurrences(text, '*') > MAX_MARKS) return broken(tooManyAliases())
  if (bracketDepth(text) > MAX_BRACKETS) return broken(tooDeep())
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  try {
    const document = yaml.parseDocument(text, {
      merge: true,
      logLevel: 'silent',
      prettyErrors: false,
      lineCounter: lines,
      uniqueKeys: false,
    })
    const error = document.errors[0] ?? duplicateKey(yaml, document)
    if (error)
      return broken({
        problem: 'parse_error',
        message: `expected YAML, found a syntax error (${error.code}) at ${place(lines, error.pos[0])}`,
      })
    if (text.includes('*') && resolutionCost(yaml, document) > MAX_RESOLUTION) return broken(tooManyAliases())
    return { parsed: toValue(document), line: (keys) => keyLine(document, lines, keys) }
  } catch (error) {
    if (error instanceof RangeError) return broken(tooDeep())
    throw error
  }
}

/** The library compares each key with all before it, which takes minutes for 100,000 of them. */
function duplicateKey(yaml: typeof import('yaml'), document: Document): { code: 'DUPLICATE_KEY'; pos: [number] } | undefined {
  let found: number | undefined
  yaml.visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!yaml.isScalar(key)) continue
        if (seen.has(key.value)) found ??= key.range?.[0]
        seen.add(key.value)
      }
      return found === undefined ? undefined : yaml.visit.BREAK
    },
  })
  return found === undefined ? undefined : { code: 'DUPLICATE_KEY', pos: [found] }
}

/** What lies in a flow collection stands in the line of that. */
function subsetLine({ value, lines }: SubsetDocument, keys: readonly (string | number)[]): number | undefined {
  let at: YamlLines = lines
  let rest: Json = value
  for (const key of keys) {
    if (rest === null || typeof rest !== 'object' || !Object.hasOwn(rest, key)) return undefined
    rest = (rest as Record<string | number, Json>)[key]!
    at = at.children?.get(key) ?? at
  }
  return keys.length === 0 ? undefined : at.line
}

function toValue(document: Document): Parsed {
  let value: Json
  try {
    value = document.toJS({ maxAliasCount: 100 }) as Json
  } catch (error) {
    if (error instanceof RangeError) throw error
    return tooManyAliases()
  }
  const found = inspect(value)
  if (found === 'depth') return tooDeep()
  if (found === 'nodes')
    return { problem: 'alias_cap_exceeded', message: `expected at most ${MAX_NODES} values, found more after aliases are expanded` }
  return { value, notes: found === 'forbidden' ? [FORBIDDEN] : [] }
}

function tooManyAliases(): Parsed {
  return { problem: 'alias_cap_exceeded', message: 'expected few aliases, found so many that the document explodes when it is expanded' }
}

function resolutionCost(yaml: typeof import('yaml'), document: Document): number {
  let [aliases, others] = [0, 0]
  yaml.visit(document, { Alias: () => void aliases++, Node: () => void others++ })
  return aliases * (aliases + others)
}

const FORBIDDEN: ParseNote = { problem: 'forbidden_key', message: 'the key __proto__ was left out' }

/** Aliases share what they point to: whoever walks the value meets it once for each of them. */
function inspect(root: Json): 'depth' | 'nodes' | 'forbidden' | undefined {
  let nodes = 0
  let forbidden = false
  const stack: [Json, number][] = [[root, 0]]
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [value, depth] = top
    if (value === null || typeof value !== 'object') continue
    if (depth > MAX_DEPTH) return 'depth'
    if (Object.hasOwn(value, '__proto__')) forbidden = true
    const children = Object.values(value) as Json[]
    nodes += children.length
    if (nodes > MAX_NODES) return 'nodes'
    for (const child of children) stack.push([child, depth + 1])
  }
  return forbidden ? 'forbidden' : undefined
}

/** Follows aliases and merge keys to where the key is written; what the key itself stands in says its line. */
function keyLine(document: Document, lines: LineCounter, keys: readonly (string | number)[]): number | undefined {
  let node: unknown = document.contents
  let offset: number | undefined
  for (const key of keys) {
    const items = itemsOf(node, document)
    if (!items) return undefined
    if (typeof key === 'number') {
      node = items[key]
      offset = start(node)
    } else {
      const pair = pairOf(items, key, document)
      node = pair?.value
      offset = start(pair?.key)
    }
    if (offset === undefined) return undefined
  }
  return offset === undefined ? undefined : lines.linePos(offset).line
}

interface KeyValue {
  readonly key?: { readonly value?: unknown }
  readonly value?: unknown
}

function itemsOf(node: unknown, document: Document): unknown[] | undefined {
  const target = (node as { resolve?(document: Document): unknown } | null)?.resolve?.(document) ?? node
  const items = (target as { items?: unknown[] } | null)?.items
  return Array.isArray(items) ? items : undefined
}

/** The map's own key, else that of a map that it merges: the first that has it, as YAML says. */
function pairOf(items: readonly unknown[], key: string, document: Document, depth = 0): KeyValue | undefined {
  const { pairs, merges } = indexOf(items)
  const own = pairs.get(key)
  if (own || depth > MAX_DEPTH) return own
  for (const { value } of merges) {
    const merged = itemsOf(value, document) ?? []
    const maps = isMap(value, document) ? [merged] : merged.map((item) => itemsOf(item, document) ?? [])
    for (const map of maps) {
      const found = pairOf(map, key, document, depth + 1)
      if (found) return found
    }
  }
  return undefined
}

interface MapIndex {
  readonly pairs: ReadonlyMap<unknown, KeyValue>
  readonly merges: readonly KeyValue[]
}

const indices = new WeakMap<readonly unknown[], MapIndex>()

/** Of a map, by its keys: many are asked for. */
function indexOf(items: readonly unknown[]): MapIndex {
  const known = indices.get(items)
  if (known) return known
  const pairs = new Map<unknown, KeyValue>()
  const merges: KeyValue[] = []
  for (const pair of items as readonly (KeyValue | null)[]) {
    const name = pair?.key?.value
    if (pair && !pairs.has(name)) pairs.set(name, pair)
    if (pair && (name === '<<' || typeof name === 'symbol')) merges.push(pair)
  }
  const index = { pairs, merges }
  indices.set(items, index)
  return index
}

function isMap(node: unknown, document: Document): boolean {
  return itemsOf(node, document)?.some((item) => (item as KeyValue | null)?.key !== undefined) ?? false
}

function start(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] } | undefined)?.range?.[0]
}

function occurrences(text: string, mark: string): number {
  let count = 0
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) count++
  return count
}

function bracketDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 91 || c === 123) deepest = Math.max(deepest, ++depth)
    else if ((c === 93 || c === 125) && depth > 0) depth--
  }
  return deepest
}

function place(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `line ${line}, column ${col}`
}

function tooDeep(): Parsed {
  return { problem: 'depth_cap_exceeded', message: `expected at most ${MAX_DEPTH} levels, found more` }
}

function broken(parsed: Parsed): YamlFile {
  return { parsed, line: () => undefined }
}
