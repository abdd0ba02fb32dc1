import { indexOfKey } from './entries.ts'
import type { PackageSection } from './pnpm-packages.ts'
import { lineEnd, unusual } from './yaml-line.ts'

/** What the section `snapshots` says of every package: bits by its place in `PackageSection.keys`. */
const REQUIRED = 1
const OPTIONAL = 2

export interface Snapshots {
  readonly seen: Uint8Array
  /** Offset of the first line behind the section. */
  readonly end: number
}

/** The lines that tell something: the key of an entry, its flag, an odd indentation, and what is no part of the section. */
const TELLING = /\n(?: {2}(?=[^ \n#])| {4}optional:| (?=[^ \n#])|(?=[^ \n#]))/g

/** Snapshots that have no peers and are not optional, up to the next one; bounded as in `pnpm-packages.ts`. */
const USUAL = new RegExp(
  String.raw`(?:  (?:'[^\n'(]+'|\w[^\n':(]*):(?: \{\})?\n` +
    String.raw`(?:    (?:dependencies|optionalDependencies|transitivePeerDependencies):\n(?:      [^\n]*\n){1,200}){0,3}` +
    String.raw`\n(?=  [\w'])){1,200}`,
  'y',
)

/**
 * Version 9 keeps what depends on the peers apart: a package has as many snapshots as sets of peers that it is installed with. Most of a
 * lockfile is dependencies here, which are passed over by native searches, as a loop over all lines is slow at first.
 */
export function scanSnapshots(text: string, start: number, section: PackageSection): Snapshots {
  return scan(text, start, section, true) ?? scan(text, start, section, false)!
}

/**
 * With `inRuns`, the usual ones are passed over many at a time and leave no mark: nobody asks for it, unless another snapshot of the same
 * package is optional, or it is the last package. Then the answer is `undefined`.
 */
function scan(text: string, start: number, { keys, last }: PackageSection, inRuns: boolean): Snapshots | undefined {
  const seen = new Uint8Array(keys.length)
  let keyAt = start
  let current = -1
  let isOptional = false
  const mark = () => {
    if (current !== -1) seen[current]! |= isOptional ? OPTIONAL : REQUIRED
  }
  let end = text.length
  TELLING.lastIndex = start - 1
  while (TELLING.test(text)) {
    const at = TELLING.lastIndex
    if (text.charCodeAt(at - 1) === 10) {
      if (at < text.length) end = at
      break
    }
    if (text.charCodeAt(at - 1) === 58) {
      if (!text.startsWith(' true\n', at) && !text.startsWith(' false\n', at)) throw unusual(text, at)
      isOptional = text.charCodeAt(at + 1) === 116
      if (inRuns && text.slice(keyAt, lineEnd(text, keyAt)).includes('(')) return undefined
      continue
    }
    if (text.charCodeAt(at - 2) !== 32) throw unusual(text, at)
    if (text.startsWith(': ', at)) continue
    mark()
    keyAt = at
    isOptional = false
    USUAL.lastIndex = at - 2
    if (inRuns && USUAL.test(text)) {
      TELLING.lastIndex = USUAL.lastIndex - 1
      current = -1
    } else current = indexOfSnapshot(text, at, keys, current)
  }
  mark()
  return inRuns && seen[indexOfKey(keys, last)] === 0 ? undefined : { seen, end }
}

/** Both sections are sorted alike: the key is that of the package before, or of the next one. */
function indexOfSnapshot(text: string, at: number, keys: readonly string[], before: number): number {
  const keyAt = text.startsWith('? ', at) ? at + 2 : at // the key of a long line stands alone, its value behind `: `
  if (isKey(text, keyAt, keys[before + 1])) return before + 1
  if (isKey(text, keyAt, keys[before])) return before
  return indexOfKey(keys, baseKey(text.slice(keyAt, lineEnd(text, keyAt))))
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
