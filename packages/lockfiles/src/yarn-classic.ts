/**
 * yarn.lock of Yarn 1: a header with everything that the entry answers, and fields of two words.
 * https://github.com/yarnpkg/yarn/blob/master/src/lockfile/parse.js
 */
import { listed } from './descriptors.ts'
import { inKeyOrder } from './entries.ts'
import type { Source } from './formats.ts'
import type { Alias, Link, LockedPackage, Lockfile, Resolution } from './lockfile.ts'
import { distinctAliases } from './npm-tree.ts'
import { byBytes } from './order.ts'
import { leaves, normalise } from './path.ts'
import { type Notes, notesFor, Problem } from './problem.ts'
import { resolutionOf } from './resolution.ts'
import { lineEnd } from './yaml-line.ts'
import { scanFields } from './yarn-fields.ts'

/** Of one entry, what we use; one object serves all entries. */
interface Fields {
  version: string | null
  resolved: string | null
  integrity: string | null
}

interface Found {
  readonly keys: string[]
  readonly offsets: number[]
  readonly packages: LockedPackage[]
  readonly links: Link[]
  readonly aliases: Alias[]
}

const NONE: readonly string[] = []

/**
 * An entry as Yarn writes nearly all of them: header, name, version, URL (of a registry that we know, or another one), checksum. One native
 * search for a whole entry is the fastest there is, and as fast in the first call; whatever it does not match is read line by line. The
 * bound keeps its stack small.
 */
const USUAL = new RegExp(
  [
    String.raw`("?(@?[^\s"@,:\\#]+)@(?!npm:|link:|file:)[^\n\\]*):`,
    String.raw`  version "([^"\\\n]*)"`,
    String.raw`  resolved "(?:(https:\/\/registry\.(?:yarnpkg\.com|npmjs\.org)\/[^"\\\n]*)|([^"\\\n]+))"`,
    String.raw`(?:  integrity ([^"\n][^\n]*)\n)?(?:  (?:dependencies|optionalDependencies):\n(?:    [^\n]*\n){1,200}){0,2}(?:\n(?![ \n#])|$)`,
  ].join(String.raw`\n`),
  'y',
)

export function readYarnClassic({ text, format, folderDepth }: Source): Lockfile {
  const notes = notesFor(text)
  const found: Found = { keys: [], offsets: [], packages: [], links: [], aliases: [] }
  scanEntries(text, folderDepth, found, notes)
  return {
    format,
    version: VERSION.exec(text.slice(0, HEAD))?.[1] ?? '1',
    packages: inKeyOrder(found.keys, found.packages, (i) => notes.add('duplicate_key', found.offsets[i]!)).items,
    links: found.links.sort((a, b) => byBytes(a.target ?? '', b.target ?? '') || byBytes(a.name, b.name)),
    importers: [],
    aliases: distinctAliases(found.aliases),
    overrides: [],
    catalogs: [],
    patched: [],
    environment: null,
    warnings: notes.list(),
  }
}

const HEAD = 4096
const VERSION = /^# yarn lockfile v(\d{1,3})/m

/**
 * Adds what the entries hold. All in one function, so that the compiler, which counts what runs in relation to a function's length, leaves it alone
 * in the one run that a small lockfile takes: compiling costs several times that run.
 */
function scanEntries(text: string, folderDepth: number, found: Found, notes: Notes): void {
  const { keys, offsets, packages } = found
  const fields: Fields = { version: null, resolved: null, integrity: null }
  let at = 0
  while (at < text.length) {
    USUAL.lastIndex = at
    for (let entry = USUAL.exec(text); entry !== null; entry = USUAL.exec(text)) {
      const descriptors = descriptorsOf(entry[1]!, text, at)
      keys.push(descriptors[0]!)
      offsets.push(at)
      packages.push({
        name: entry[2]!,
        version: entry[3]!,
        resolution: entry[4] === undefined ? resolutionOf(entry[2]!, entry[5]!, true) : 'registry',
        url: entry[4] ?? entry[5]!,
        integrity: entry[6] ?? null,
        dev: null,
        optional: null,
        peer: null,
        os: NONE,
        cpu: NONE,
        libc: NONE,
        has_install_script: null,
        bundled: null,
        path: null,
        descriptors,
      })
      at = USUAL.lastIndex
    }
    const first = text.charCodeAt(at)
    const end = lineEnd(text, at)
    if (first === 10 || first === 35) at = end + 1
    else if (at < text.length) {
      if (first === 32 || first === 9) throw syntax(text, at)
      if (text.charCodeAt(end - 1) !== 58) throw syntax(text, at)
      const descriptors = descriptorsOf(text.slice(at, end - 1), text, at)
      const next = readFields(text, end + 1, fields)
      if (fields.version === null && next >= text.length) throw truncated(text)
      addEntry(found, descriptors, fields, at, folderDepth, notes)
      at = next
    }
  }
}

function addEntry(
  found: Found,
  descriptors: readonly string[],
  { version, resolved, integrity }: Fields,
  offset: number,
  folderDepth: number,
  notes: Notes,
) {
  const first = descriptors[0]!
  const split = first.indexOf('@', 1)
  const installed = split === -1 ? first : first.slice(0, split)
  const range = split === -1 ? '' : first.slice(split + 1)
  const kind = range.charCodeAt(0)
  if (kind === 108 && range.startsWith('link:')) {
    const folder = range.slice('link:'.length)
    const isOutside = leaves(folderDepth, folder)
    if (isOutside) notes.add('path_outside_repo', offset)
    found.links.push({ name: installed, path: null, target: isOutside ? null : normalise(folder) })
    return
  }
  if (split === -1 || version === null) return void notes.add('invalid_entry', offset)
  const name = kind === 110 && range.startsWith('npm:') ? aliased(range, installed) : installed
  if (name !== installed) found.aliases.push({ alias: installed, name, version })
  found.keys.push(first)
  found.offsets.push(offset)
  const url = resolved ?? (kind === 102 && range.startsWith('file:') ? range : null)
  found.packages.push(packageOf(name, version, resolutionOf(name, url, true), url, integrity, descriptors))
}

function packageOf(
  name: string,
  version: string,
  resolution: Resolution,
  url: string | null,
  integrity: string | null,
  descriptors: readonly string[],
): LockedPackage {
  return {
    name,
    version,
    resolution,
    url,
    integrity,
    dev: null,
    optional: null,
    peer: null,
    os: NONE,
    cpu: NONE,
    libc: NONE,
    has_install_script: null,
    bundled: null,
    path: null,
    descriptors,
  }
}

/** The name in `npm:name@^1.0.0`; `npm:^1.0.0` is none. */
function aliased(range: string, installed: string): string {
  const at = range.indexOf('@', 'npm:@'.length)
  return at === -1 ? installed : range.slice('npm:'.length, at)
}

const EACH_QUOTED = /^"[^"\\,]*"(?:, "[^"\\,]*")*$/

/** `a@^1, "b@>= 1 < 2":`, without the quotes. */
function descriptorsOf(header: string, text: string, start: number): readonly string[] {
  if (!header.includes('"')) return listed(header)
  if (EACH_QUOTED.test(header)) return listed(header).map((each) => each.slice(1, -1))
  const found: string[] = []
  for (let at = 0; at < header.length; ) {
    const isQuoted = header.charCodeAt(at) === 34
    const close = isQuoted ? closingQuote(header, at) : header.indexOf(',', at)
    if (isQuoted && close === -1) throw syntax(text, start)
    const stop = close === -1 ? header.length : close
    found.push(isQuoted ? unescaped(header.slice(at + 1, stop)) : header.slice(at, stop))
    at = isQuoted ? stop + 1 : stop
    if (at === header.length) break
    if (!header.startsWith(', ', at)) throw syntax(text, start + at)
    at += 2
  }
  return found
}

function closingQuote(text: string, open: number): number {
  for (let i = text.indexOf('"', open + 1); i !== -1; i = text.indexOf('"', i + 1)) {
    let backslash = i - 1
    while (text.charCodeAt(backslash) === 92) backslash--
    if ((i - backslash) % 2 === 1) return i
  }
  return -1
}

/** Yarn writes strings as JSON does. */
function unescaped(inner: string): string {
  if (!inner.includes('\\')) return inner
  try {
    return JSON.parse(`"${inner}"`) as string
  } catch {
    return inner
  }
}

function readFields(text: string, start: number, fields: Fields): number {
  fields.version = fields.resolved = fields.integrity = null
  return scanFields(
    text,
    start,
    (at, end) => readField(text, at, end, fields),
    (at) => syntax(text, at),
  )
}

function readField(text: string, from: number, end: number, fields: Fields): void {
  const at = text.charCodeAt(from) === 34 ? from + 1 : from // a key may be quoted
  switch (text.charCodeAt(at)) {
    case 118: // v
      if (text.charCodeAt(at + 7) <= 34 && text.startsWith('version', at)) fields.version = valueAt(text, from, at + 7, end)
      return
    case 114: // r
      if (text.startsWith('resolved', at)) fields.resolved = valueAt(text, from, at + 8, end)
      return
    case 105: // i
      if (text.startsWith('integrity', at)) fields.integrity = valueAt(text, from, at + 9, end)
  }
}

function valueAt(text: string, start: number, behindKey: number, end: number): string | null {
  const space = text.charCodeAt(behindKey) === 34 ? behindKey + 1 : behindKey
  if (text.charCodeAt(space) !== 32) throw syntax(text, start)
  const from = space + 1
  if (text.charCodeAt(from) !== 34) return text.slice(from, end)
  const close = closingQuote(text.slice(from, end), 0)
  if (close !== end - from - 1) throw syntax(text, start)
  return unescaped(text.slice(from + 1, end - 1))
}

function syntax(text: string, at: number): Problem {
  return lineEnd(text, at) === text.length
    ? truncated(text)
    : new Problem('parse_error', 'expected an entry of a yarn.lock, found a syntax error', at)
}

function truncated(text: string): Problem {
  return new Problem('truncated', 'expected the rest of the entry, found the end of the file', text.length)
}
