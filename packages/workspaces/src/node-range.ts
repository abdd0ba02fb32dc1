/** Versions from the first, included, to the second, excluded; each as one number, patch and all. Sorted, apart from each other. */
export type Versions = readonly (readonly [from: number, to: number])[]

/** Longer than any range that somebody means. */
const MAX_LENGTH = 256
const PART = 100_000
const END = PART ** 3

/**
 * The releases that a range of npm allows: https://github.com/npm/node-semver#ranges. Undefined for what is no range (`lts/*`, `latest`).
 * Prereleases are not looked at: nobody pins one of Node.
 */
export function parseRange(range: string): Versions | undefined {
  if (range.length > MAX_LENGTH) return undefined
  const alternatives = range.split('||').map(parseAlternative)
  return alternatives.every((each) => each !== undefined) ? union(alternatives) : undefined
}

function parseAlternative(text: string): readonly [number, number] | undefined {
  const hyphen = text.trim().split(/\s-\s/)
  if (hyphen.length === 2) {
    const [from, to] = [parseComparator(`>=${hyphen[0]!.trim()}`), parseComparator(`<=${hyphen[1]!.trim()}`)]
    return from && to && [from[0], to[1]]
  }
  const comparators = text
    .replaceAll(/([<>=^~])\s+/g, '$1')
    .split(/\s+/)
    .filter(Boolean)
  let all: readonly [number, number] = [0, END]
  for (const comparator of comparators) {
    const one = parseComparator(comparator)
    if (!one) return undefined
    all = [Math.max(all[0], one[0]), Math.min(all[1], one[1])]
  }
  return all
}

const COMPARATOR = /^(>=|<=|>|<|=|\^|~>?)?v?(\d{1,5}|[xX*])(?:\.(\d{1,4}|[xX*]))?(?:\.(\d{1,4}|[xX*]))?(-[\w.-]+)?(?:\+[\w.-]+)?$/

function parseComparator(text: string): readonly [number, number] | undefined {
  const match = COMPARATOR.exec(text)
  if (!match) return undefined
  const [, operator = '=', ...texts] = match
  const parts = texts.slice(0, 3).map((part) => (part === undefined || /\D/.test(part) ? undefined : Number(part)))
  const isPrerelease = match[5] !== undefined
  const given = parts.indexOf(undefined) === -1 ? 3 : parts.indexOf(undefined)
  const from = at(parts, given)
  const to = given === 0 ? END : next(parts, given)
  switch (operator) {
    case '>=':
      return [from, END]
    case '>':
      return [isPrerelease ? from : to, END]
    case '<':
      return [0, from]
    case '<=':
      return [0, isPrerelease ? from : to]
    case '=':
      return isPrerelease ? [0, 0] : [from, to]
    case '^':
      return [from, given === 0 ? END : next(parts, Math.min(given, firstNonZero(parts, given)))]
    default: // ~ and ~>
      return [from, given === 0 ? END : next(parts, Math.min(given, 2))]
  }
}

/** `^0.2.3` keeps the 2, `^0.0` the second zero. */
function firstNonZero(parts: readonly (number | undefined)[], given: number): number {
  const first = parts.slice(0, given).findIndex((part) => part !== 0)
  return first === -1 ? given : first + 1
}

/** The first version that has these parts. */
function at(parts: readonly (number | undefined)[], given: number): number {
  return [0, 1, 2].reduce((number, i) => number * PART + (i < given ? (parts[i] ?? 0) : 0), 0)
}

/** The first version after all that have these parts. */
function next(parts: readonly (number | undefined)[], given: number): number {
  return at(parts, given) + PART ** (3 - given)
}

function union(ranges: readonly (readonly [number, number])[]): Versions {
  const merged: [number, number][] = []
  for (const [from, to] of ranges.filter(([from, to]) => from < to).toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** What both allow. */
export function both(a: Versions, b: Versions): Versions {
  return union(a.flatMap(([from, to]) => b.map((other): [number, number] => [Math.max(from, other[0]), Math.min(to, other[1])])))
}

export function isSame(a: Versions, b: Versions): boolean {
  return a.length === b.length && a.every(([from, to], i) => from === b[i]![0] && to === b[i]![1])
}

/** As a range that npm reads. */
export function formatRange(versions: Versions): string {
  return versions
    .map(([from, to]) => {
      if (to >= END) return from === 0 ? '*' : `>=${format(from)}`
      return to === from + 1 ? format(from) : `>=${format(from)} <${format(to)}`
    })
    .join(' || ')
}

function format(version: number): string {
  return [Math.floor(version / PART / PART), Math.floor(version / PART) % PART, version % PART].join('.')
}
