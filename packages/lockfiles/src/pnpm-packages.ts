import { type Entries, inKeyOrder } from './entries.ts'
import type { LockedPackage } from './lockfile.ts'
import { readEntry } from './pnpm-entry.ts'
import type { Notes } from './problem.ts'
import { flow, indentEnd, lineEnd, unusual } from './yaml-line.ts'

/** The section `packages`, in the order of the keys. */
export interface PackageSection extends Entries<LockedPackage> {
  /** Key of the entry that comes last in the file. */
  readonly last: string
  /** Offset of the first line behind the section. */
  readonly end: number
}

/**
 * An entry as version 9 has nearly all of them, from a registry. One native search for a whole entry is the fastest there is, and as fast
 * in the first call; whatever it does not match is read line by line. The bound keeps its stack small.
 */
const USUAL = new RegExp(
  [
    String.raw`  ('|(?=\w))((@?[\w.~/-]+)@(\d[\w.+-]*))\1:`,
    String.raw`    resolution: \{integrity: (sha\d+-[+/-Z^-z]*[+/-9;-Z^-z])\}`,
    String.raw`(?:    engines: [^\n]*\n)?((?:    (?:cpu|os|libc): \[[\w!, -]*\]\n){0,3})` +
      String.raw`(?:    (?: [^\n]*|(?:deprecated|hasBin|peerDependencies|peerDependenciesMeta):(?: [^\n]*)?)\n){0,200}`,
    String.raw`(?= {0,2}[^ \n])`,
  ].join(String.raw`\n`),
  'y',
)

const NONE: readonly string[] = []

export function scanPackages(text: string, start: number, major: number, notes: Notes): PackageSection {
  const keys: string[] = []
  const offsets: number[] = []
  const packages: LockedPackage[] = []
  let at = start
  for (;;) {
    USUAL.lastIndex = at
    for (let found = major === 9 ? USUAL.exec(text) : null; found !== null; found = USUAL.exec(text)) {
      const { os, cpu, libc } = found[6] === '' ? ANY : platformsOf(found[6]!)
      keys.push(found[2]!)
      offsets.push(at + 2)
      packages.push({
        name: found[3]!,
        version: found[4]!,
        resolution: 'registry',
        url: null,
        integrity: found[5]!,
        dev: null,
        optional: false,
        peer: null,
        os,
        cpu,
        libc,
        has_install_script: null,
        bundled: null,
        path: null,
        descriptors: NONE,
      })
      at = USUAL.lastIndex
    }
    const c = text.charCodeAt(at)
    if (c !== 32 && c !== 10 && c !== 35) break
    const keyAt = c === 32 ? at + 2 : at
    const end = lineEnd(text, keyAt)
    const first = text.charCodeAt(keyAt)
    if (c !== 32 || first === 32 || first === 35 || first === 10) {
      if (c === 32 && !isBlank(text, at, end)) throw unusual(text, at)
      at = end + 1
      continue
    }
    if (text.charCodeAt(at + 1) !== 32) throw unusual(text, at)
    const entry = readEntry(text, keyAt, end, major, notes)
    keys.push(entry.key)
    offsets.push(keyAt)
    packages.push(entry.locked)
    at = entry.next
  }
  const onRepeated = (i: number) => notes.add('duplicate_key', offsets[i]!)
  return { ...inKeyOrder(keys, packages, onRepeated), last: keys.at(-1) ?? '', end: Math.min(at, text.length) }
}

/** Nothing on the line but white space, or a comment. */
function isBlank(text: string, at: number, end: number): boolean {
  const from = indentEnd(text, at)
  return from >= end || text.charCodeAt(from) === 35
}

interface Platforms {
  os: readonly string[]
  cpu: readonly string[]
  libc: readonly string[]
}

const ANY: Platforms = { os: NONE, cpu: NONE, libc: NONE }

/** Of lines such as `    cpu: [x64, arm64]`. */
function platformsOf(lines: string): Platforms {
  const platforms = { ...ANY }
  for (let at = 0; at < lines.length; ) {
    const colon = lines.indexOf(':', at)
    const end = lines.indexOf('\n', colon)
    platforms[lines.slice(at + 4, colon) as keyof Platforms] = flow(lines, colon + 2, end)
    at = end + 1
  }
  return platforms
}
