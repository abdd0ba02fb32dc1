import { indexOfKey } from './entries.ts'
import type { PackageSection } from './pnpm-packages.ts'
import { unusual } from './yaml-line.ts'

/** What the section `snapshots` says of every package: bits by its place in `PackageSection.keys`. */
const REQUIRED = 1
const OPTIONAL = 2

export interface Snapshots {
  readonly seen: Uint8Array
  /** Offset of the first line behind the section. */
  readonly end: number
}

/** Version 9 keeps what depends on the peers apart: a package has as many snapshots as sets of peers that it is installed with. */
export function scanSnapshots(text: string, start: number, { keys }: PackageSection): Snapshots {
  const seen = new Uint8Array(keys.length)
  let current = -1
  let isOptional = false
  const mark = () => {
    if (current !== -1) seen[current]! |= isOptional ? OPTIONAL : REQUIRED
  }
  let at = start
  while (at < text.length) {
    const found = text.indexOf('\n', at)
    const end = found === -1 ? text.length : found
    if (text.charCodeAt(at) !== 32) {
      if (end !== at && text.charCodeAt(at) !== 35) break
    } else if (text.charCodeAt(at + 2) !== 32) {
      if (text.charCodeAt(at + 1) !== 32) throw unusual(text, at)
      const keyAt = text.startsWith('? ', at + 2) ? at + 4 : at + 2 // the key of a long line stands alone, its value behind `: `
      if (!text.startsWith(': ', at + 2) && text.charCodeAt(keyAt) !== 35) {
        mark()
        isOptional = false
        // Both sections are sorted alike: the key is that of the package before, or of the next one.
        if (isKey(text, keyAt, keys[current + 1])) current++
        else if (!isKey(text, keyAt, keys[current])) current = indexOfKey(keys, baseKey(text.slice(keyAt, end)))
      }
    } else if (text.charCodeAt(at + 4) === 111 && text.startsWith('optional:', at + 4)) {
      if (!text.startsWith(' true\n', at + 13) && !text.startsWith(' false\n', at + 13)) throw unusual(text, at)
      isOptional = text.charCodeAt(at + 14) === 116
    }
    at = end + 1
  }
  mark()
  return { seen, end: Math.min(at, text.length) }
}

/** Does a line's key, quoted or not, begin with `key`, and are peers all that follows? */
function isKey(text: string, at: number, key: string | undefined): boolean {
  if (key === undefined) return false
  const quote = text.charCodeAt(at)
  const from = quote === 39 || quote === 34 ? at + 1 : at
  if (!text.startsWith(key, from)) return false
  const next = text.charCodeAt(from + key.length)
  return next === 40 || next === (from === at ? 58 : quote) || from + key.length === text.length || next === 10
}

function baseKey(line: string): string {
  const quote = line[0]
  const isQuoted = quote === "'" || quote === '"'
  const plain = isQuoted ? line.slice(1) : line
  const ends = [plain.indexOf('('), isQuoted ? plain.indexOf(quote) : plain.search(/:(?: |$)/)].filter((end) => end !== -1)
  return plain.slice(0, Math.min(...ends, plain.length))
}

/** Sets the flag `optional` of packages all of whose snapshots have it. */
export function markOptional({ items }: PackageSection, { seen }: Snapshots): void {
  for (let i = 0; i < items.length; i++) if (seen[i] === OPTIONAL) (items[i] as { optional: boolean }).optional = true
}
