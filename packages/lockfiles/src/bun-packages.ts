import { type Entries, inKeyOrder } from './entries.ts'
import { fields, isFields } from './fields.ts'
import type { Link, LockedPackage, Resolution } from './lockfile.ts'
import { normalise } from './path.ts'
import { type Notes, Problem } from './problem.ts'
import { resolutionOf } from './resolution.ts'
import { lineEnd } from './yaml-line.ts'

/** The section `packages`: one line each, `"key": ["name@1.0.0", "registry", { … }, "sha512-…"],`, blank lines between. */
export interface BunPackages extends Entries<LockedPackage> {
  /** Key -> folder of what is no package, but a workspace or another folder that is linked. */
  readonly links: ReadonlyMap<string, Link>
  /** Keys that do not end with the name of their package, or of another one that had the same key. */
  readonly odd: readonly string[]
  /** Offset behind the brace that closes the section. */
  readonly end: number
}

const NONE: readonly string[] = []

const TEXT = String.raw`"[^"\\\u0000-\u001f]*"`
const MAP = `\\{ ${TEXT}: ${TEXT}(?:, ${TEXT}: ${TEXT}){0,200} \\}`
const LIST = String.raw`\[${TEXT}(?:, ${TEXT}){0,200}\]`
const FIELD = `"(?!os"|cpu"|libc"|bundled")\\w+": (?:${MAP}|${LIST}|${TEXT})`
const PLATFORM = `"os": ${TEXT}(?:, "cpu": ${TEXT})?|"cpu": ${TEXT}`

/**
 * The line of a package as bun writes nearly all of them, under its own name: key, version, registry, platform, checksum; and nothing that
 * is no JSON. One native search for a whole line is the fastest there is, and as fast in the first call; whatever it does not match is read
 * in steps. The bounds keep its stack small.
 */
const USUAL = new RegExp(
  String.raw`    "((?:(?:@[\w.-]+\/)?[\w-][\w.-]*\/){0,20}?((?:@[\w.-]+\/)?[\w-][\w.-]*))": ` +
    String.raw`\["\2@(\d[\w.+-]*)", "([^"\\\u0000-\u001f]*)", ` +
    String.raw`\{(?:(?: ${FIELD}(?:, ${FIELD}){0,10})?(?:(?:(?<=\{)|,) (${PLATFORM})(?:, ${FIELD}){0,5})? )?\}, "(sha512-[+/-Z^-z]+)"\],\n\n?`,
  'y',
)

interface Platform {
  readonly os?: string
  readonly cpu?: string
}

const ANY: Platform = {}

export function scanBunPackages(text: string, start: number, notes: Notes): BunPackages {
  const keys: string[] = []
  const offsets: number[] = []
  const packages: LockedPackage[] = []
  const odd: string[] = []
  const links = new Map<string, Link>()
  let at = start
  for (;;) {
    USUAL.lastIndex = at
    for (let line = USUAL.exec(text); line !== null; line = USUAL.exec(text)) {
      const { os, cpu } = line[5] === undefined ? ANY : (JSON.parse(`{${line[5]}}`) as Platform)
      keys.push(line[1]!)
      offsets.push(at + 4)
      packages.push({
        name: line[2]!,
        version: line[3]!,
        resolution: 'registry',
        url: line[4] === '' ? null : line[4]!,
        integrity: line[6]!,
        dev: null,
        optional: null,
        peer: null,
        os: os === undefined ? NONE : [os],
        cpu: cpu === undefined ? NONE : [cpu],
        libc: NONE,
        has_install_script: null,
        bundled: false,
        path: null,
        descriptors: NONE,
      })
      at = USUAL.lastIndex
    }
    if (at >= text.length) throw new Problem('truncated', 'expected the rest of the packages, found the end of the file', text.length)
    const end = lineEnd(text, at)
    if (end === at) at++
    else if (text.startsWith('    "', at)) {
      const { key, items } = entryOf(text, at, end)
      const id = items[0] as string
      const link = linkOf(key, id)
      if (link) links.set(key, link)
      else if (!id.endsWith('@root:')) {
        const locked = packageOf(id, items)
        if (key.slice(nameAt(key)) !== locked.name) odd.push(key)
        keys.push(key)
        offsets.push(at + 4)
        packages.push(locked)
      }
      at = end + 1
    } else break
  }
  if (!/^ {2}\},?$/.test(text.slice(at, lineEnd(text, at)))) throw unusual(at)
  return { ...inKeyOrder(keys, packages, (i) => notes.add('duplicate_key', offsets[i]!)), links, odd, end: at + 3 }
}

/** One line: a key and a list that begins with a text. */
function entryOf(text: string, at: number, end: number): { key: string; items: readonly unknown[] } {
  const line = text.slice(at, text.charCodeAt(end - 1) === 44 ? end - 1 : end)
  try {
    const [[key, items] = ['', undefined], ...others] = Object.entries(JSON.parse(`{${line}}`) as Record<string, unknown>)
    if (Array.isArray(items) && typeof items[0] === 'string' && others.length === 0) return { key, items }
  } catch {} // whether it is JSON at all, the parser of the whole has to say
  throw unusual(at)
}

function linkOf(key: string, id: string): Link | undefined {
  const at = id.indexOf('@', 1)
  const protocol = id.startsWith('workspace:', at + 1) ? 'workspace:' : id.startsWith('link:', at + 1) ? 'link:' : undefined
  if (at === -1 || protocol === undefined) return undefined
  return { name: key.slice(nameAt(key)), path: null, target: normalise(id.slice(at + 1 + protocol.length)) }
}

/** Where the last name begins in `parent/@scope/name`. */
export function nameAt(key: string): number {
  const slash = key.lastIndexOf('/')
  const before = key.lastIndexOf('/', slash - 1)
  return slash !== -1 && key.charCodeAt(before + 1) === 64 ? before + 1 : slash + 1
}

/** Behind the id: the registry of what has a version; an object with fields; the checksum, or for git the name of a folder in the cache. */
function packageOf(id: string, items: readonly unknown[]): LockedPackage {
  const at = id.indexOf('@', 1)
  const name = at === -1 ? id : id.slice(0, at)
  const ref = id.slice(at + 1)
  const isVersion = ref.charCodeAt(0) >= 48 && ref.charCodeAt(0) <= 57
  const registry = typeof items[1] === 'string' && items[1] !== '' ? items[1] : null
  const last = items.length > 1 ? items.at(-1) : undefined
  const info = fields(items.find(isFields))
  return {
    name,
    version: isVersion ? ref : null,
    resolution: isVersion ? 'registry' : bunResolution(name, ref),
    url: isVersion ? registry : ref,
    integrity: typeof last === 'string' && /^sha\d+-/.test(last) ? last : null,
    dev: null,
    optional: null,
    peer: null,
    os: listOf(info['os']),
    cpu: listOf(info['cpu']),
    libc: listOf(info['libc']),
    has_install_script: null,
    bundled: info['bundled'] === true,
    path: null,
    descriptors: NONE,
  }
}

function listOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : NONE
}

function bunResolution(name: string, ref: string): Resolution {
  if (/^(?:git|github:|ssh:)/.test(ref) || /^https?:.*\.git(?:#|$)/.test(ref)) return 'git'
  if (/^https?:/.test(ref)) return resolutionOf(name, ref, false)
  return 'file'
}

/** Whether it is JSON at all, JSON.parse has to say. */
export function unusual(at: number): Problem {
  return new Problem('unusual_layout', 'expected the layout that bun writes, found another one', at)
}
