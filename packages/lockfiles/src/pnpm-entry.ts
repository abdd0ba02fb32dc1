import type { LockedPackage } from './lockfile.ts'
import { type Locked, parseKey } from './pnpm-key.ts'
import type { Notes } from './problem.ts'
import { resolutionOf } from './resolution.ts'
import { flow, indentEnd, lineEnd, scalar, unusual } from './yaml-line.ts'

/** Of one entry, what we use. */
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

export interface ReadEntry {
  readonly key: string
  readonly locked: LockedPackage
  /** Offset of the line behind the entry. */
  readonly next: number
}

/** An entry of the section `packages` of any version, line by line; its key stands between the two offsets. */
export function readEntry(text: string, keyAt: number, end: number, major: number, notes: Notes): ReadEntry {
  const key = keyOf(text, keyAt, end)
  const fields = newFields()
  const next = scanFields(text, end + 1, fields)
  if (!fields.isComplete) {
    if (next >= text.length) throw unusual(text, keyAt)
    notes.add('invalid_entry', keyAt)
  }
  return { key, locked: packageOf(parseKey(key, major), fields, major), next }
}

function newFields(): Fields {
  return {
    name: null,
    version: null,
    integrity: null,
    url: null,
    isGit: false,
    dev: false,
    optional: false,
    requiresBuild: false,
    os: NONE,
    cpu: NONE,
    libc: NONE,
    isComplete: false,
  }
}

function keyOf(text: string, from: number, end: number): string {
  const colon = text.charCodeAt(end - 1) === 58 ? end - 1 : text.endsWith(': {}', end) ? end - 4 : -1
  if (colon === -1) throw unusual(text, from)
  return scalar(text, from, colon)
}

/** Reads the fields of an entry line by line; what is nested deeper belongs to a field that was passed over. Returns where the next begins. */
function scanFields(text: string, start: number, fields: Fields): number {
  let at = start
  for (;;) {
    if (text.charCodeAt(at) === 32 && text.charCodeAt(at + 3) === 32 && text.charCodeAt(at + 2) === 32) {
      const c = text.charCodeAt(at + 4)
      const found = text.indexOf('\n', at + 4)
      const end = found === -1 ? text.length : found
      if (c === 32) {
        if (at === start && indentEnd(text, at) < end) throw unusual(text, at)
        at = end + 1
      } else at = c === 10 ? end + 1 : readField(text, at + 4, end, fields)
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
