import { type Entries, inKeyOrder } from './entries.ts'
import type { LockedPackage } from './lockfile.ts'
import { readEntry } from './pnpm-entry.ts'
import { usualEntry } from './pnpm-usual.ts'
import type { Notes } from './problem.ts'
import { flow, indentEnd, lineEnd, unusual } from './yaml-line.ts'

/** The section `packages`, in the order of the keys. */
export interface PackageSection extends Entries<LockedPackage> {
  /** Key of the entry that comes last in the file. */
  readonly last: string
  /** Offset of the first line behind the section. */
  readonly end: number
}

const NONE: readonly string[] = []

export function scanPackages(text: string, start: number, major: number, notes: Notes): PackageSection {
  const keys: string[] = []
  const offsets: number[] = []
  const packages: LockedPackage[] = []
  const usual = usualEntry(major)
  const isOlder = major !== 9
  let at = start
  for (;;) {
    usual.lastIndex = at
    for (let found = usual.exec(text); found !== null; found = usual.exec(text)) {
      const { os, cpu, libc } = found[6] === '' ? ANY : platformsOf(found[6]!)
      keys.push(found[2]!)
      offsets.push(at + 2)
      packages.push({
        name: found[3]!,
        version: found[4]!,
        resolution: 'registry',
        url: null,
        integrity: found[5]!,
        dev: isOlder ? found[8] !== undefined : null,
        optional: found[9] !== undefined,
        peer: null,
        os,
        cpu,
        libc,
        has_install_script: isOlder ? found[7] !== undefined : null,
        bundled: null,
        path: null,
        descriptors: NONE,
      })
      at = usual.lastIndex
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
