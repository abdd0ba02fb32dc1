/**
 * yarn.lock of Yarn 2 and later, a YAML file with one entry for each resolution.
 * https://github.com/yarnpkg/berry/blob/master/packages/yarnpkg-core/sources/Project.ts
 */
import { listed, nearDescriptor } from './descriptors.ts'
import { inKeyOrder } from './entries.ts'
import type { Source } from './formats.ts'
import type { Alias, Link, LockedPackage, Lockfile, Patch, Resolution } from './lockfile.ts'
import { distinctAliases } from './npm-tree.ts'
import { byBytes } from './order.ts'
import { leaves } from './path.ts'
import { type Notes, notesFor, Problem } from './problem.ts'
import { lineEnd, scalar, unusual } from './yaml-line.ts'
import { scanFields } from './yarn-fields.ts'
import { type Locator, linkTarget, locatorOf, patchFile, platformsOf } from './yarn-locator.ts'
import { importersOf, type Member, readMember } from './yarn-members.ts'

/** Of one entry, what we use; one object serves all entries. */
interface Fields {
  version: string | null
  resolution: string | null
  checksum: string | null
  conditions: string | null
  isComplete: boolean
}

interface Found {
  readonly keys: string[]
  readonly offsets: number[]
  readonly packages: LockedPackage[]
  /** Those that may answer to several names. */
  readonly odd: LockedPackage[]
  readonly links: Link[]
  readonly members: Member[]
  readonly aliases: Alias[]
  readonly patched: Patch[]
}

const NONE: readonly string[] = []

/**
 * An entry as Yarn writes nearly all of them: from the registry, and asked for under its own name alone. One native search for a whole entry
 * is the fastest there is, and as fast in the first call; whatever it does not match is read line by line. The bound keeps its stack small.
 */
const USUAL = new RegExp(
  [
    String.raw`"((@?[\w./-]+)@[^"\\\n,]*(?:, \2@[^"\\\n,]*)*)":`,
    String.raw`  version: (\w[\w.+-]*)`,
    String.raw`  resolution: "\2@npm:[^"\\\n:]*"`,
    String.raw`(?:  (?:dependencies|peerDependencies|dependenciesMeta|peerDependenciesMeta|bin):\n(?:    [^\n]*\n){1,200}){0,5}` +
      String.raw`(?:  checksum: (\w[/-~]*[/-9;-~])\n)?(?:  conditions: (\w[\w=& ]*\w)\n)?  languageName: node`,
    '  linkType: hard',
    String.raw`(?:\n(?![ \n#])|$)`,
  ].join(String.raw`\n`),
  'y',
)

export function readYarnBerry({ text, format, folderDepth }: Source): Lockfile {
  const notes = notesFor(text)
  const found: Found = { keys: [], offsets: [], packages: [], odd: [], links: [], members: [], aliases: [], patched: [] }
  const version = scanEntries(text, folderDepth, found, notes)
  if (version === null || !/^\d{1,3}$/.test(version))
    throw new Problem('unknown_version', 'expected the version of the lockfile in __metadata, found another or none', 0)
  const entries = inKeyOrder(found.keys, found.packages, (i) => notes.add('duplicate_key', found.offsets[i]!))
  const odd = entries.items.length === found.packages.length ? found.odd : entries.items
  return {
    format,
    version,
    packages: entries.items,
    links: found.links.sort((a, b) => byBytes(a.target ?? '', b.target ?? '') || byBytes(a.name, b.name)),
    importers: importersOf(found.members, found.links, nearDescriptor(entries, odd)),
    aliases: distinctAliases(found.aliases),
    overrides: [],
    catalogs: [],
    patched: found.patched.sort((a, b) => byBytes(a.name, b.name) || byBytes(a.version ?? '', b.version ?? '')),
    environment: null,
    warnings: notes.list(),
  }
}

/**
 * Adds what the entries hold; returns the version of the lockfile. All in one function, so that the compiler, which counts what runs in relation
 * to a function's length, leaves it alone in the one run that a small lockfile takes: compiling costs several times that run.
 */
function scanEntries(text: string, folderDepth: number, found: Found, notes: Notes): string | null {
  const { keys, offsets, packages } = found
  const fields: Fields = { version: null, resolution: null, checksum: null, conditions: null, isComplete: false }
  let version: string | null = null
  let at = 0
  while (at < text.length) {
    USUAL.lastIndex = at
    for (let entry = USUAL.exec(text); entry !== null; entry = USUAL.exec(text)) {
      const key = entry[1]!
      keys.push(key)
      offsets.push(at)
      packages.push({
        name: entry[2]!,
        version: entry[3]!,
        resolution: 'registry',
        url: null,
        integrity: entry[4] ?? null,
        dev: null,
        optional: null,
        peer: null,
        os: NONE,
        cpu: NONE,
        libc: NONE,
        has_install_script: null,
        bundled: null,
        path: null,
        descriptors: listed(key),
      })
      if (entry[5] !== undefined) constrain(packages, entry[5])
      at = USUAL.lastIndex
    }
    const first = text.charCodeAt(at)
    const end = lineEnd(text, at)
    if (first === 10 || first === 35) at = end + 1
    else if (at < text.length) {
      const key = keyOf(text, at, end)
      // A key of more than 1,024 characters stands alone, `? ` in front, and the colon on the line below.
      const body = first === 63 ? lineEnd(text, end + 1) + 1 : end + 1
      const next = readFields(text, body, fields)
      if (key === '__metadata') version = fields.version
      else {
        if (!fields.isComplete && next >= text.length) throw truncated(text)
        addEntry(found, key, fields, { text, at, body, folderDepth, notes })
      }
      at = next
    }
  }
  return version
}

/** Sets what `conditions` says in the package that was added last. */
function constrain(packages: LockedPackage[], conditions: string): void {
  packages[packages.length - 1] = { ...packages[packages.length - 1]!, ...platformsOf(conditions) }
}

/** The key at the start of a line: everything that the entry answers, `, ` between. */
function keyOf(text: string, at: number, end: number): string {
  if (text.startsWith('? ', at) && text.startsWith('\n:\n', end)) return scalar(text, at + 2, end)
  if (text.charCodeAt(at) === 32 || text.charCodeAt(end - 1) !== 58) throw unusual(text, at)
  return scalar(text, at, end - 1)
}

function readFields(text: string, start: number, fields: Fields): number {
  fields.version = fields.resolution = fields.checksum = fields.conditions = null
  fields.isComplete = false
  return scanFields(
    text,
    start,
    (at, end) => readField(text, at, end, fields),
    (at) => unusual(text, at),
  )
}

/** The first letter and the length of a name tell it from nearly all others; comparing it is dear, and left for what is used. */
function readField(text: string, at: number, end: number, fields: Fields): void {
  switch (text.charCodeAt(at)) {
    case 118: // v
      if (text.charCodeAt(at + 7) === 58 && text.startsWith('version', at)) return void (fields.version = scalar(text, at + 9, end))
      break
    case 114: // r
      if (text.charCodeAt(at + 10) === 58 && text.startsWith('resolution', at)) return void (fields.resolution = scalar(text, at + 12, end))
      break
    case 99: // c
      if (text.charCodeAt(at + 8) === 58 && text.startsWith('checksum', at)) return void (fields.checksum = scalar(text, at + 10, end))
      if (text.charCodeAt(at + 10) === 58 && text.startsWith('conditions', at)) return void (fields.conditions = scalar(text, at + 12, end))
      break
    case 108: // l
      if (text.charCodeAt(at + 12) === 58) return
      if (text.startsWith('linkType: ', at)) fields.isComplete = text.startsWith('hard', at + 10) || text.startsWith('soft', at + 10)
      break
    case 100: // d
      if (text.charCodeAt(at + 12) === 58 || text.charCodeAt(at + 16) === 58) return
      break
    case 98: // b
      if (text.charCodeAt(at + 3) === 58) return
      break
    case 35: // #
    case 10: // a blank line with spaces
      return
  }
  let i = at
  for (let c = text.charCodeAt(i); (c >= 97 && c <= 122) || (c >= 65 && c <= 90); c = text.charCodeAt(i)) i++
  if (i === at || text.charCodeAt(i) !== 58) throw unusual(text, at)
}

interface Place {
  readonly text: string
  readonly at: number
  readonly body: number
  readonly folderDepth: number
  readonly notes: Notes
}

function addEntry(found: Found, key: string, fields: Fields, place: Place): void {
  const { notes, at, folderDepth } = place
  const locator = fields.resolution === null ? undefined : locatorOf(fields.resolution)
  if (!locator) return void notes.add('invalid_entry', at)
  const { name, protocol } = locator
  if (protocol === 'workspace') {
    if (leaves(folderDepth, locator.reference)) return void notes.add('path_outside_repo', at)
    found.members.push(readMember(place.text, place.body, locator.reference, name))
  } else if (protocol === 'link' || protocol === 'portal') {
    const target = linkTarget(locator)
    const isOutside = leaves(folderDepth, target)
    if (isOutside) notes.add('path_outside_repo', at)
    found.links.push({ name, path: null, target: isOutside ? null : target })
  } else {
    const descriptors = listed(key)
    found.keys.push(key)
    found.offsets.push(at)
    const locked = packageOf(name, fields.version, locator.resolution, locator.url, fields.checksum, fields.conditions, descriptors)
    found.packages.push(locked)
    found.odd.push(locked)
    addAliases(found.aliases, descriptors, locator, fields.version)
    if (protocol === 'patch') {
      const path = patchFile(locator)
      if (path !== null) found.patched.push({ name, version: fields.version, path })
    }
  }
}

function packageOf(
  name: string,
  version: string | null,
  resolution: Resolution,
  url: string | null,
  integrity: string | null,
  conditions: string | null,
  descriptors: readonly string[],
): LockedPackage {
  const platforms = conditions === null ? undefined : platformsOf(conditions)
  return {
    name,
    version,
    resolution,
    url,
    integrity,
    dev: null,
    optional: null,
    peer: null,
    os: platforms?.os ?? NONE,
    cpu: platforms?.cpu ?? NONE,
    libc: platforms?.libc ?? NONE,
    has_install_script: null,
    bundled: null,
    path: null,
    descriptors,
  }
}

/** `alias@npm:name@^1.0.0`: the resolution has the real name. */
function addAliases(aliases: Alias[], descriptors: readonly string[], { name }: Locator, version: string | null): void {
  for (const descriptor of descriptors)
    if (!descriptor.startsWith(name) || descriptor.charCodeAt(name.length) !== 64)
      aliases.push({ alias: descriptor.slice(0, descriptor.indexOf('@', 1)), name, version })
}

function truncated(text: string): Problem {
  return new Problem('truncated', 'expected the rest of the entry, found the end of the file', text.length)
}
