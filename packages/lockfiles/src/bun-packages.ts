import { type Entries, inKeyOrder } from './entries.ts'
import type { Link, LockedPackage, Resolution } from './lockfile.ts'
import { normalise } from './path.ts'
import { type Notes, Problem } from './problem.ts'
import { resolutionOf } from './resolution.ts'
import { lineEnd } from './yaml-line.ts'

/** The section `packages`: one line each, `"key": ["name@1.0.0", "registry", { … }, "sha512-…"],`, blank lines between. */
export interface BunPackages extends Entries<LockedPackage> {
  /** Key -> folder of what is no package, but a workspace or another folder that is linked. */
  readonly links: ReadonlyMap<string, Link>
  /** Keys that may not end with the name of their package. */
  readonly odd: readonly string[]
  /** Offset behind the brace that closes the section. */
  readonly end: number
}

const NONE: readonly string[] = []

const TEXT = String.raw`"[^"\\\u0000-\u001f]*"`
const MAP = `\\{ ${TEXT}: ${TEXT}(?:, ${TEXT}: ${TEXT}){0,200} \\}`
const LIST = String.raw`\[${TEXT}(?:, ${TEXT}){0,200}\]`
const FIELD = `"(?!os"|cpu"|libc"|bundled")\\w+": (?:${MAP}|${LIST}|${TEXT})`

/**
 * The line of a package as bun writes nearly all of them, under its own name and for every platform: key, version, registry, checksum; and nothing that is no
 * JSON. One native search for a whole line is the fastest there is, and as fast in the first call; whatever it does not match is read in
 * steps. The bounds keep its stack small.
 */
const USUAL = new RegExp(
  String.raw`    "((?:(?:@[\w.-]+\/)?[\w-][\w.-]*\/){0,20}?((?:@[\w.-]+\/)?[\w-][\w.-]*))": ` +
    String.raw`\["\2@(\d[\w.+-]*)", "([^"\\\u0000-\u001f]*)", ` +
    String.raw`\{(?: ${FIELD}(?:, ${FIELD}){0,10} )?\}, "(sha512-[\w+/=]+)"\],\n\n?`,
  'y',
)

export function scanBunPackages(text: string, start: number, notes: Notes): BunPackages {
  const keys: string[] = []
  const offsets: number[] = []
  const packages: LockedPackage[] = []
  const odd: string[] = []
  const links = new Map<string, Link>()
  let at = start
  for (;;) {
    USUAL.lastIndex = at
    for (let line = USUAL.exec(text); line; line = USUAL.exec(text)) {
      keys.push(line[1]!)
      offsets.push(at + 4)
      packages.push(locked(line[2]!, line[3]!, line[4] === '' ? null : line[4]!, line[5]!))
      at = USUAL.lastIndex
    }
    if (at >= text.length) throw new Problem('truncated', 'expected the rest of the packages, found the end of the file', text.length)
    const end = lineEnd(text, at)
    if (end === at) at++
    else if (text.startsWith('    "', at)) {
      const key = keyOf(text, at + 5, end)
      const behind = at + 5 + key.length + 5 // `": ["`
      const close = text.indexOf('"', behind)
      const id = text.slice(behind, close)
      if (close === -1 || close > end || id.includes('\\')) throw unusual(at)
      const link = linkOf(key, id)
      if (link) links.set(key, link)
      else if (!id.endsWith('@root:')) {
        keys.push(key)
        odd.push(key)
        offsets.push(at + 4)
        packages.push(packageOf(id, text, close + 1, end))
      }
      at = end + 1
    } else break
  }
  if (!/^ {2}\},?$/.test(text.slice(at, lineEnd(text, at)))) throw unusual(at)
  return { ...inKeyOrder(keys, packages, (i) => notes.add('duplicate_key', offsets[i]!)), links, odd, end: at + 3 }
}

function locked(name: string, version: string, url: string | null, integrity: string): LockedPackage {
  return {
    name,
    version,
    resolution: 'registry',
    url,
    integrity,
    dev: null,
    optional: null,
    peer: null,
    os: NONE,
    cpu: NONE,
    libc: NONE,
    has_install_script: null,
    bundled: false,
    path: null,
    descriptors: NONE,
  }
}

function keyOf(text: string, from: number, end: number): string {
  const close = text.indexOf('"', from)
  const key = text.slice(from, close)
  if (close === -1 || close > end || !text.startsWith('": ["', close) || key.includes('\\')) throw unusual(from)
  return key
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

/** `from` is behind the quote of the id, `end` at the end of the line. */
function packageOf(id: string, text: string, from: number, lineEnds: number): LockedPackage {
  const end = text.charCodeAt(lineEnds - 1) === 44 ? lineEnds - 1 : lineEnds
  if (text.charCodeAt(end - 1) !== 93) throw unusual(from)
  const at = id.indexOf('@', 1)
  const name = at === -1 ? id : id.slice(0, at)
  const ref = id.slice(at + 1)
  const isVersion = ref.charCodeAt(0) >= 48 && ref.charCodeAt(0) <= 57
  const hasRegistry = text.startsWith(', "', from)
  const registryEnd = hasRegistry ? text.indexOf('"', from + 3) : from - 1
  const registry = isVersion && registryEnd > from + 3 ? text.slice(from + 3, registryEnd) : null
  const hasInfo = text.startsWith(', {', registryEnd + 1) && !text.startsWith(', {}', registryEnd + 1)
  const fields = hasInfo ? infoOf(text, registryEnd + 3, end - 1) : undefined
  const url = isVersion ? registry : ref
  return {
    name,
    version: isVersion ? ref : null,
    resolution: isVersion ? 'registry' : bunResolution(name, ref),
    url,
    integrity: integrityOf(text, from, end - 1),
    dev: null,
    optional: null,
    peer: null,
    os: fields?.os ?? NONE,
    cpu: fields?.cpu ?? NONE,
    libc: fields?.libc ?? NONE,
    has_install_script: null,
    bundled: fields?.bundled ?? false,
    path: null,
    descriptors: NONE,
  }
}

/** The checksum is the last item. What comes from git has the name of its folder in the cache there, or behind it a checksum. */
function integrityOf(text: string, from: number, end: number): string | null {
  if (text.charCodeAt(end - 1) !== 34) return null
  const sha512 = end - 96
  if (sha512 > from && text.startsWith('"sha512-', sha512 - 1)) return text.slice(sha512, end - 1)
  const open = text.lastIndexOf('"', end - 2)
  const last = text.slice(open + 1, end - 1)
  return open > from && /^sha\d+-/.test(last) ? last : null
}

function bunResolution(name: string, ref: string): Resolution {
  if (/^(?:git|github:|ssh:)/.test(ref) || /^https?:.*\.git(?:#|$)/.test(ref)) return 'git'
  if (/^https?:/.test(ref)) return resolutionOf(name, ref, false)
  return 'file'
}

interface Info {
  readonly os: readonly string[]
  readonly cpu: readonly string[]
  readonly libc: readonly string[]
  readonly bundled: boolean
}

const USED = ['"os": ', '"cpu": ', '"libc": ', '"bundled": ']

/** The object in the line, where it has anything that we use. */
function infoOf(text: string, from: number, end: number): Info | undefined {
  const rest = text.slice(from, end)
  if (!USED.some((key) => rest.includes(key))) return undefined
  try {
    const [info] = JSON.parse(`[${rest}]`) as [Record<string, unknown>]
    const list = (value: unknown) =>
      typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : NONE
    return { os: list(info['os']), cpu: list(info['cpu']), libc: list(info['libc']), bundled: info['bundled'] === true }
  } catch {
    throw unusual(from)
  }
}

/** Whether it is JSON at all, JSON.parse has to say. */
export function unusual(at: number): Problem {
  return new Problem('unusual_layout', 'expected the layout that bun writes, found another one', at)
}
