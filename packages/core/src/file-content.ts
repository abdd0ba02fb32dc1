import { isUtf8 } from 'node:buffer'
import { type Parsed, parseJson } from './json.ts'
import type { Json } from './probe.ts'
import { parseYaml, type YamlFile } from './yaml.ts'

/** What is known of a file once it was opened. */
export interface FileContent {
  /** Content identity (`b3:` and BLAKE3 of the bytes), or the problem; goes into cache keys. */
  readonly state: string
  /** Why there is no text; the second half of a warning code `file.<problem>`. */
  readonly problem?: { readonly problem: string; readonly message: string }
  /** It was being written while it was read: nothing made from it is cached. */
  readonly changed: boolean
  /** Bytes. */
  readonly size: number
  /** What probes have made of it (see `extract` of their context), and what is remembered of that. */
  readonly kept: Map<string, Json>
  text(): { readonly text: string /** Bytes that are not UTF-8 were replaced. */; readonly invalid: boolean } | undefined
  /** Of a file too large to be kept: its bytes, read again for whoever asks, who may give their memory away. */
  bytes?(): Buffer | undefined
  json(): Parsed
  yaml(): Promise<YamlFile>
}

/** A file without content, and why. */
export function unread(problem: string, message: string): FileContent {
  const nothing = { problem: 'parse_error', message } as const
  return {
    state: problem,
    problem: { problem, message },
    changed: problem === 'changed_during_gather',
    size: 0,
    kept: new Map(),
    text: () => undefined,
    json: () => nothing,
    yaml: async () => ({ parsed: nothing, line: () => undefined }),
  }
}

/** `load` gives the bytes, kept or read again; nothing when they are not those of `state` any more. */
export function readable(
  state: string,
  changed: boolean,
  size: number,
  load: () => Buffer | undefined,
  kept?: ReadonlyMap<string, Json>,
): FileContent {
  const text = () => {
    const now = load()
    return now && decode(now)
  }
  return decoded(state, changed, size, text, kept)
}

/** A file by its text. */
export function decoded(
  state: string,
  changed: boolean,
  size: number,
  text: FileContent['text'],
  kept: ReadonlyMap<string, Json> = new Map(),
): FileContent {
  let json: Parsed | undefined
  let yaml: Promise<YamlFile> | undefined
  const unsupported = { problem: 'encoding_unsupported', message: 'expected UTF-8, found UTF-16 or bytes that are no text' } as const
  return {
    state,
    changed,
    size,
    kept: new Map(kept),
    text,
    json() {
      const now = text()
      json ??= now ? parseJson(now.text) : unsupported
      return json
    },
    yaml() {
      const now = text()
      yaml ??= now ? parseYaml(now.text) : Promise.resolve({ parsed: unsupported, line: () => undefined })
      return yaml
    },
  }
}

/** `undefined` where they are no text that we read. */
export function decode(bytes: Buffer): { text: string; invalid: boolean } | undefined {
  if (isUtf16(bytes)) return undefined
  const text = bytes.toString('utf8')
  return { text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, invalid: !isUtf8(bytes) }
}

/** By its byte order mark, or by the zero that an ASCII character leaves in the first two bytes. */
function isUtf16(bytes: Buffer): boolean {
  const [a, b] = bytes
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (bytes.length > 1 && (a === 0) !== (b === 0))
}
