import { type Entries, inKeyOrder } from './entries.ts'
import type { LockedPackage } from './lockfile.ts'
import { type Locked, parseKey } from './pnpm-key.ts'
import type { Notes } from './problem.ts'
import { resolutionOf } from './resolution.ts'
import { flow, indentEnd, lineEnd, scalar, unusual } from './yaml-line.ts'

/** The section `packages`, in the order of the keys. */
export interface PackageSection extends Entries<LockedPackage> {
  /** Key of the entry that comes last in the file. */
  readonly last: string
  /** Offset of the first line behind the section. */
  readonly end: number
}

/** Of one entry, what we use; one object serves all entries. */
interface Fields {
  name: string | null
  version: string | null
  integrity: string | null
  /** The tarball, git repository or folder of what does not come from a registry. */
  url: string | null
  isGit: boolean
  dev: boolean
  optional: boolean
  requiresBuild: boolean
  os: readonly string[]
  cpu: readonly string[]
  libc: readonly string[]
  isComplete: boolean
}

const NONE: readonly string[] = []

export function scanPackages(text: string, start: number, major: number, notes: Notes): PackageSection {
  const keys: string[] = []
  const offsets: number[] = []
  const packages: LockedPackage[] = []
  const fields = {} as Fields
  let at = start
  for (let c = text.charCodeAt(at); c === 32 || c === 10 || c === 35; c = text.charCodeAt(at)) {
    const keyAt = c === 32 ? at + 2 : at
    const end = lineEnd(text, keyAt)
    const first = text.charCodeAt(keyAt)
    if (c !== 32 || first === 32 || first === 35 || first === 10) {
      if (c === 32 && !isBlank(text, at, end)) throw unusual(text, at)
      at = end + 1
      continue
    }
    if (text.charCodeAt(at + 1) !== 32) throw unusual(text, at)
    const key = keyOf(text, keyAt, end)
    reset(fields)
    at = scanFields(text, end + 1, fields)
    if (!fields.isComplete) {
      if (at >= text.length) throw unusual(text, keyAt)
      notes.add('invalid_entry', keyAt)
    }
    keys.push(key)
    offsets.push(keyAt)
    packages.push(packageOf(parseKey(key, major), fields, major))
  }
  const onRepeated = (i: number) => notes.add('duplicate_key', offsets[i]!)
  return { ...inKeyOrder(keys, packages, onRepeated), last: keys.at(-1) ?? '', end: Math.min(at, text.length) }
}

/** Nothing on the line but white space, or a comment. */
function isBlank(text: string, at: number, end: number): boolean {
  const from = indentEnd(text, at)
  return from >= end || text.charCodeAt(from) === 35
}

function keyOf(text: string, from: number, end: number): string {
  const first = text.charCodeAt(from)
  if (first === 39 && text.charCodeAt(end - 1) === 58 && text.charCodeAt(end - 2) === 39) {
    const key = text.slice(from + 1, end - 2)
    if (!key.includes("'")) return key
  }
  const colon = text.charCodeAt(end - 1) === 58 ? end - 1 : text.endsWith(': {}', end) ? end - 4 : -1
  if (colon === -1) throw unusual(text, from)
  return scalar(text, from, colon)
}

function reset(fields: Fields): void {
  fields.name = fields.version = fields.integrity = fields.url = null
  fields.isGit = fields.dev = fields.optional = fields.requiresBuild = fields.isComplete = false
  fields.os = fields.cpu = fields.libc = NONE
}

/** How the first field of nearly every entry begins, and how long the checksum in it is. */
const RESOLUTION = '    resolution: {integrity: sha512-'
const SHA512 = 95

/** Reads the fields of an entry line by line; what is nested deeper belongs to a field that was passed over. Returns where the next begins. */
function scanFields(text: string, start: number, fields: Fields): number {
  let at = start
  if (text.startsWith(RESOLUTION, at)) {
    const from = at + RESOLUTION.length - 'sha512-'.length
    if (text.charCodeAt(from + SHA512) === 125 && text.charCodeAt(from + SHA512 + 1) === 10) {
      const integrity = text.slice(from, from + SHA512)
      if (!integrity.includes(',') && !integrity.includes('\n')) {
        fields.integrity = integrity
        fields.isComplete = true
        at = from + SHA512 + 2
      }
    }
  }
  for (;;) {
    if (text.charCodeAt(at) === 32 && text.charCodeAt(at + 3) === 32 && text.charCodeAt(at + 2) === 32) {
      const c = text.charCodeAt(at + 4)
      const found = text.indexOf('\n', at + 4)
      const end = found === -1 ? text.length : found
      if (c === 32) {
        if (at === start && indentEnd(text, at) < end) throw unusual(text, at)
        at = end + 1
      } else at = isPassedOver(text, at + 4, c) || c === 10 ? end + 1 : readField(text, at + 4, end, fields)
      continue
    }
    // A blank line ends an entry, unless it stands in a text over several lines.
    const end = lineEnd(text, at)
    if (at >= text.length || indentEnd(text, at) < end) return at
    let next = end + 1
    while (text.charCodeAt(next) === 10) next++
    if (!text.startsWith('    ', next)) return next
    at = next
  }
}

/** The fields that most entries have and that are not used: by their first letter and length, as comparing names is dear. */
function isPassedOver(text: string, at: number, c: number): boolean {
  if (c === 101) return text.charCodeAt(at + 7) === 58 // engines
  if (c === 112) return text.charCodeAt(at + 16) === 58 || text.charCodeAt(at + 20) === 58 // peerDependencies, peerDependenciesMeta
  if (c === 104) return text.charCodeAt(at + 6) === 58 // hasBin
  return c === 100 && (text.charCodeAt(at + 12) === 58 || text.charCodeAt(at + 10) === 58) // dependencies, deprecated
}

function readField(text: string, at: number, end: number, fields: Fields): number {
  switch (text.charCodeAt(at)) {
    case 114: // r
      if (text.startsWith('resolution:', at)) return readResolution(text, at + 11, end, fields)
      if (text.startsWith('requiresBuild:', at)) fields.requiresBuild = isTrue(text, at + 15, end)
      break
    case 100: // d
      if (text.startsWith('dev:', at)) fields.dev = isTrue(text, at + 5, end)
      break
    case 111: // o
      if (text.startsWith('os:', at)) return readList(text, at + 3, end, fields, 'os')
      if (text.startsWith('optional:', at)) fields.optional = isTrue(text, at + 10, end)
      break
    case 99: // c
      if (text.startsWith('cpu:', at)) return readList(text, at + 4, end, fields, 'cpu')
      break
    case 108: // l
      if (text.startsWith('libc:', at)) return readList(text, at + 5, end, fields, 'libc')
      break
    case 110: // n
      if (text.startsWith('name:', at)) fields.name = scalar(text, at + 6, end)
      break
    case 118: // v
      if (text.startsWith('version:', at)) fields.version = scalar(text, at + 9, end)
      break
    case 35: // #
      return end + 1
  }
  let i = at
  while (isLetter(text.charCodeAt(i))) i++
  if (text.charCodeAt(i) !== 58 || (i + 1 < end && text.charCodeAt(i + 1) !== 32)) throw unusual(text, at)
  return end + 1
}

function isLetter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90)
}

function isTrue(text: string, from: number, end: number): boolean {
  if (end - from === 4 && text.startsWith('true', from)) return true
  if (end - from === 5 && text.startsWith('false', from)) return false
  throw unusual(text, from)
}

/** `{integrity: …}`, `{tarball: …}`, `{directory: …, type: directory}`, `{type: git, repo: …, commit: …}`; or the same as lines of their own. */
function readResolution(text: string, from: number, end: number, fields: Fields): number {
  fields.isComplete = true
  // The common case without a look at each character.
  if (text.startsWith(' {integrity: ', from) && text.charCodeAt(end - 1) === 125) {
    const value = text.slice(from + 13, end - 1)
    if (/^[\w+/=-]+$/.test(value)) {
      fields.integrity = value
      return end + 1
    }
  }
  if (from < end) {
    const parts = flow(text, from + 1, end)
    if (text.charCodeAt(from + 1) !== 123) throw unusual(text, from)
    setResolution(new Map(parts.flatMap((key, i) => (i % 2 === 0 ? [[key, parts[i + 1]!]] : []))), fields)
    return end + 1
  }
  const parts = new Map<string, string>()
  let at = end + 1
  const indent = indentEnd(text, at) - at
  if (indent !== 6) throw unusual(text, at)
  for (let next = indentEnd(text, at); next >= at + 6; next = indentEnd(text, at)) {
    const stop = lineEnd(text, next)
    const colon = text.slice(next, stop).indexOf(': ')
    if (next === at + 6 && colon === -1 && text.charCodeAt(stop - 1) !== 58) throw unusual(text, next)
    if (next === at + 6 && colon !== -1) parts.set(scalar(text, next, next + colon), scalar(text, next + colon + 2, stop))
    at = stop + 1
  }
  setResolution(parts, fields)
  return at
}

function setResolution(parts: ReadonlyMap<string, string>, fields: Fields): void {
  fields.integrity = parts.get('integrity') ?? null
  const directory = parts.get('directory')
  const repo = parts.get('repo')
  fields.isGit = repo !== undefined
  fields.url = parts.get('tarball') ?? parts.get('url') ?? null
  if (repo !== undefined) fields.url = parts.has('commit') ? `${repo}#${parts.get('commit')}` : repo
  if (directory !== undefined) fields.url = `file:${directory}`
}

/** `[linux, darwin]`, `linux`, or a line with a dash for each. */
function readList(text: string, from: number, end: number, fields: Fields, field: 'os' | 'cpu' | 'libc'): number {
  if (from < end) {
    fields[field] = text.charCodeAt(from + 1) === 91 ? flow(text, from + 1, end) : [scalar(text, from + 1, end)]
    return end + 1
  }
  const found: string[] = []
  let at = end + 1
  for (let next = indentEnd(text, at); text.startsWith('- ', next); next = indentEnd(text, at)) {
    const stop = lineEnd(text, next)
    found.push(scalar(text, next + 2, stop))
    at = stop + 1
  }
  if (found.length === 0) throw unusual(text, from)
  fields[field] = found
  return at
}

/** Version 9 has no flags for development and install scripts, and those for optional packages elsewhere. */
function packageOf({ name: keyName, version: keyVersion, ref }: Locked, fields: Fields, major: number): LockedPackage {
  const name = fields.name ?? keyName
  const version = keyVersion ?? fields.version
  const url = fields.url ?? (version === null ? ref : null)
  return {
    name,
    version,
    resolution: fields.isGit ? 'git' : url === null ? 'registry' : resolutionOf(name, url, false),
    url,
    integrity: fields.integrity,
    dev: major === 9 ? null : fields.dev,
    optional: fields.optional,
    peer: null,
    os: fields.os,
    cpu: fields.cpu,
    libc: fields.libc,
    has_install_script: major === 9 ? null : fields.requiresBuild,
    bundled: null,
    path: null,
    descriptors: NONE,
  }
}
