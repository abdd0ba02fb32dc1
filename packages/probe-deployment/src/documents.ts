import { type Json, parseYaml } from '@codegenie/core'

export type Key = string | number
export type JsonMap = { readonly [key: string]: Json }

/** A value and where its parts stand. */
export interface Located {
  readonly value: Json
  /** `path:line` of a key, or of the nearest one above it that is there. */
  at(...keys: readonly Key[]): string
}

/** One document of a file. */
export interface RawDocument {
  readonly text: string
  /** 0-based line of the file that it begins in. */
  readonly offset: number
}

/** Documents of one file that are looked at. */
export const MAX_DOCUMENTS = 1000

/** YAML 1.2 ends a document at a line that begins with `---` or `...`, whatever stands around it (§9.1.2: such a line is no content). */
export function splitDocuments(text: string): RawDocument[] {
  const documents: RawDocument[] = []
  let [from, offset, counted] = [0, 0, 0]
  const push = (to: number) => {
    const body = text.slice(from, to)
    if (!isBlank(body)) documents.push({ text: body, offset })
  }
  for (const at of markers(text)) {
    if (at > 0) push(at - 1)
    for (let newline = text.indexOf('\n', counted); newline !== -1 && newline < at; newline = text.indexOf('\n', newline + 1)) {
      offset++
      counted = newline + 1
    }
    from = at + 3
    while (text[from] === ' ' || text[from] === '\t' || text[from] === '\r') from++
  }
  push(text.length)
  return documents
}

/** Where the lines begin that end a document. */
function markers(text: string): number[] {
  if (!text.includes('---') && !text.includes('...')) return []
  const found = [...text.matchAll(/^(?:---|\.\.\.)(?!\S)/gm)].map(({ index }) => index)
  return found.filter((at) => at === 0 || text[at - 1] === '\n')
}

function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    const start = text.slice(at, end).trimStart()
    if (start !== '' && !start.startsWith('#') && !start.startsWith('%')) return false
    at = end + 1
  }
  return true
}

export type ReadDocument = Located | { readonly problem: string; readonly message: string }
/** Documents that were read, by their text: a manifest may be asked for by itself and for a kustomization, and stand in several files. */
export type ReadDocuments = Map<string, YamlFile>
type YamlFile = Awaited<ReturnType<typeof parseYaml>>

/** A document of `path`, with lines of the file. Messages never quote it. */
export async function readDocument(path: string, document: RawDocument, known?: ReadDocuments): Promise<ReadDocument> {
  const { text, offset } = known ? withoutHead(document) : document
  const read = known?.get(text) ?? (await parseYaml(text))
  const { parsed, line } = read
  known?.set(text, read)
  if ('problem' in parsed)
    return { ...parsed, message: parsed.message.replace(/\bline (\d+)/, (_, line) => `line ${Number(line) + offset}`) }
  return { value: parsed.value, at: placesIn(path, (keys) => lineOf(line(keys), offset), `${path}:${offset + 1}`) }
}

/** Without the comments in front of it, which are what copies of a manifest differ in, and with one newline behind it. */
function withoutHead({ text, offset }: RawDocument): RawDocument {
  let [at, skipped] = [0, 0]
  for (let end = text.indexOf('\n'); end !== -1 && isBlank(text.slice(at, end)) && text[at] !== '%'; end = text.indexOf('\n', at)) {
    at = end + 1
    skipped++
  }
  return { text: `${text.slice(at).trimEnd()}\n`, offset: offset + skipped }
}

const lineOf = (line: number | undefined, offset: number) => (line === undefined ? undefined : line + offset)

/** Places in `path` by keys: that of the nearest key whose line is known, from below; else `otherwise`. */
export function placesIn(path: string, line: (keys: readonly Key[]) => number | undefined, otherwise = path): Located['at'] {
  return (...keys) => {
    for (let length = keys.length; length > 0; length--) {
      const found = line(keys.slice(0, length))
      if (found !== undefined) return `${path}:${found}`
    }
    return otherwise
  }
}

/** The part of a located value below some keys. */
export function below(located: Located, ...keys: readonly Key[]): Located {
  return { value: get(located.value, ...keys) ?? null, at: (...more) => located.at(...keys, ...more) }
}

/** Where it begins: the place of its first key. */
export function startOf({ value, at }: Located): string {
  const first = isMap(value) ? Object.keys(value)[0] : undefined
  return first === undefined ? at() : at(first)
}

export function get(value: Json | undefined, ...keys: readonly Key[]): Json | undefined {
  let at = value
  for (const key of keys) {
    if (at === null || typeof at !== 'object') return undefined
    at = Array.isArray(at) ? (at as readonly Json[])[key as number] : Object.hasOwn(at, key) ? (at as JsonMap)[key] : undefined
  }
  return at
}

export const isMap = (value: Json | undefined): value is JsonMap => value !== null && typeof value === 'object' && !Array.isArray(value)
export const asMap = (value: Json | undefined): JsonMap => (isMap(value) ? value : {})
export const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

/** Longer texts are files, not facts. */
export const MAX_TEXT = 10_000

/** A scalar as text; null for anything else, and for what a template left open. */
export function asText(value: Json | undefined): string | null {
  if (typeof value === 'string') return value.length > MAX_TEXT || value.includes(GAP) ? null : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

export function asTexts(value: Json | undefined): string[] {
  return asList(value).flatMap((item) => asText(item) ?? [])
}

export function asInt(value: Json | undefined): number | null {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}

/** Stands in rendered text for what a template could not tell; a character that no real file uses. */
export const GAP = '\uE000'
