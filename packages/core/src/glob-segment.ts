/** One element of a pattern that stands for one path segment: a code unit, `ANY`, `STAR`, or a set of code units. */
export type Token = number | UnitSet
/** `?`: exactly one code unit. */
export const ANY = -1
/** `*`: any number of code units. */
export const STAR = -2

/** `[a-z_]`, and negated `[!a-z_]`: pairs of first and last code unit. */
export interface UnitSet {
  readonly negated: boolean
  readonly ranges: readonly number[]
}

/**
 * A pattern for one path segment. It works on code units, so that patterns and names that are both "binary" strings (one unit per
 * byte) match byte by byte, as git does.
 */
export interface Segment {
  /** `suffix` is `*` and then `tail` alone; `any` is `*`; `pattern` is everything else that has a wildcard. */
  readonly kind: 'literal' | 'suffix' | 'any' | 'pattern'
  /** The literal end that everything matched has; of a literal, the whole of it. */
  readonly tail: string
  /** Upper bound of the steps for a name of `length` units is `tokens`, and `tokens * length` when it searches. */
  readonly tokens: number
  readonly searches: boolean
  /** Does `text` from `start` to `end`, which holds no slash, match? Linear in pattern length times name length. */
  matches(text: string, start: number, end: number): boolean
}

type Run = readonly Token[]

/** Never throws. An empty list of tokens matches the empty name alone. */
export function compileSegment(tokens: readonly Token[]): Segment {
  const [head = [], ...rest] = splitAtStars(tokens)
  const last = rest.pop()
  const middle = rest.filter((run) => run.length > 0)
  const tail = literalEnd(last ?? head)
  const shape = { tail, tokens: tokens.length, searches: middle.length > 0 }
  if (!last) {
    if (tail.length < head.length)
      return { ...shape, kind: 'pattern', matches: (text, start, end) => end - start === head.length && accepts(head, text, start) }
    return { ...shape, kind: 'literal', matches: (text, start, end) => end - start === tail.length && text.startsWith(tail, start) }
  }
  if (head.length === 0 && middle.length === 0 && tail.length === last.length) {
    if (tail === '') return { ...shape, kind: 'any', matches: () => true }
    return {
      ...shape,
      kind: 'suffix',
      matches: (text, start, end) => end - start >= tail.length && text.startsWith(tail, end - tail.length),
    }
  }
  return { ...shape, kind: 'pattern', matches: wildcard(head, middle, last) }
}

/**
 * Head and tail have fixed places; between them each run takes its leftmost place after the one before. Leftmost is always right,
 * because a star gives way by any amount: nothing is ever tried again.
 */
function wildcard(head: Run, middle: readonly Run[], tail: Run): Segment['matches'] {
  const fixed = head.length + tail.length
  const isHead = acceptor(head)
  const isTail = acceptor(tail)
  const searches = middle.map(search)
  return (text, start, end) => {
    if (end - start < fixed) return false
    const limit = end - tail.length
    if (!isHead(text, start) || !isTail(text, limit)) return false
    let at = start + head.length
    for (let i = 0; i < searches.length; i++) {
      at = searches[i]!(text, at, limit)
      if (at < 0) return false
    }
    return true
  }
}

/** Literal text is left to the engine: most of what is matched is matched once, by code that is not compiled yet. */
function acceptor(run: Run): (text: string, at: number) => boolean {
  const literal = literalEnd(run)
  if (literal.length === run.length) return (text, at) => text.startsWith(literal, at)
  return (text, at) => accepts(run, text, at)
}

/** Gives where the leftmost place of the run between `from` and `limit` ends; below 0 if there is none. */
function search(run: Run): (text: string, from: number, limit: number) => number {
  const literal = literalEnd(run)
  if (literal.length === run.length)
    return (text, from, limit) => {
      const at = text.slice(from, limit).indexOf(literal)
      return at < 0 ? -1 : from + at + literal.length
    }
  return (text, from, limit) => {
    for (let at = from; at <= limit - run.length; at++) if (accepts(run, text, at)) return at + run.length
    return -1
  }
}

function accepts(run: Run, text: string, at: number): boolean {
  for (let i = 0; i < run.length; i++) {
    const token = run[i]!
    const unit = text.charCodeAt(at + i)
    if (token !== unit && token !== ANY && (typeof token === 'number' || !contains(token, unit))) return false
  }
  return true
}

function contains(set: UnitSet, unit: number): boolean {
  for (let i = 0; i < set.ranges.length; i += 2) {
    if (unit >= set.ranges[i]! && unit <= set.ranges[i + 1]!) return !set.negated
  }
  return set.negated
}

function splitAtStars(tokens: readonly Token[]): Token[][] {
  const runs: Token[][] = [[]]
  for (const token of tokens) {
    if (token === STAR) runs.push([])
    else runs.at(-1)!.push(token)
  }
  return runs
}

function literalEnd(run: Run): string {
  let text = ''
  for (let i = run.length - 1; i >= 0; i--) {
    const token = run[i]!
    if (typeof token !== 'number' || token < 0) break
    text = String.fromCharCode(token) + text
  }
  return text
}
