import { ANY, compileSegment, type Segment, STAR, type Token, type UnitSet } from './glob-segment.ts'

/** One line of an ignore file. All text in it is bytes: one UTF-16 unit per byte. */
export interface Rule {
  /** Position in its file: the last rule that matches decides. */
  readonly order: number
  readonly negated: boolean
  readonly directoryOnly: boolean
  /** It is one part that matches names at any depth; otherwise the parts start at the directory of the file. */
  readonly floating: boolean
  /** `undefined` stands for `**`, never twice in a row. As the last part it is one segment or more, elsewhere none or more. */
  readonly parts: readonly (Segment | undefined)[]
}

const GLOBSTAR = -3
const SLASH = 47
const NUL = '\0'

/** Compiles one line without its line end; `undefined` when it is a comment, empty, or can never match (`/`, `a//b`, `[a`). */
export function compileRule(line: string, order: number): Rule | undefined {
  if (line.startsWith('#')) return undefined
  let pattern = trimSpaces(line)
  const negated = pattern.startsWith('!')
  if (negated) pattern = pattern.slice(1)
  const directoryOnly = pattern.endsWith('/')
  if (directoryOnly) pattern = pattern.slice(0, -1)
  const anchored = pattern.includes('/')
  const tokens = readTokens(pattern.startsWith('/') ? pattern.slice(1) : pattern)
  const parts = tokens && splitParts(tokens)
  if (!parts) return undefined
  if (!anchored || (parts.length === 1 && !parts[0]))
    return { order, negated, directoryOnly, floating: true, parts: [parts[0] ?? ANYTHING] }
  if (parts.length === 2 && !parts[0]) return { order, negated, directoryOnly, floating: true, parts: [parts[1]] }
  return { order, negated, directoryOnly, floating: false, parts }
}

/** Matches every name: what `**` as the last part means for an entry. */
export const ANYTHING = compileSegment([STAR])

/** Git reads lines as C strings, and drops spaces at the end that no backslash precedes. */
function trimSpaces(line: string): string {
  const nul = line.indexOf(NUL)
  const text = nul < 0 ? line : line.slice(0, nul)
  let end = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === ' ') continue
    end = i + 1
  }
  return text.slice(0, end)
}

/** `undefined` when the pattern can never match: an open class, an unknown class name, a backslash at the end. */
function readTokens(pattern: string): Token[] | undefined {
  const tokens: Token[] = []
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]
    if (c === '[') {
      const found = readSet(pattern, i)
      if (!found) return undefined
      tokens.push(found.set)
      i = found.end
    } else if (c === '*') {
      let end = i + 1
      while (pattern[end] === '*') end++
      tokens.push(...readStars(pattern, i, end))
      i = end - 1
    } else if (c === '?') {
      tokens.push(ANY)
    } else {
      if (c === '\\') i++
      if (i === pattern.length) return undefined
      tokens.push(pattern.charCodeAt(i))
    }
  }
  return tokens
}

/**
 * Two stars or more between slashes (or the pattern's ends) are `**`, others are one star. Before an escaped slash they stand for one
 * segment at least. git 2.39 also takes `**` in `a**` + `/b` for that, because it cuts the literal start off first; its
 * documentation does not.
 */
function readStars(pattern: string, start: number, end: number): Token[] {
  const bounded = end - start > 1 && (start === 0 || pattern[start - 1] === '/')
  if (bounded && (end === pattern.length || pattern[end] === '/')) return [GLOBSTAR]
  if (bounded && pattern.startsWith('\\/', end)) return [STAR, SLASH, GLOBSTAR]
  return [STAR]
}

/** Splits at slashes. `undefined` for an empty part, which no path has. */
function splitParts(tokens: readonly Token[]): (Segment | undefined)[] | undefined {
  const parts: (Segment | undefined)[] = []
  let start = 0
  for (let i = 0; i <= tokens.length; i++) {
    if (i < tokens.length && tokens[i] !== SLASH) continue
    const segment = tokens.slice(start, i)
    start = i + 1
    if (segment.length === 0) return undefined
    if (segment[0] !== GLOBSTAR) parts.push(compileSegment(segment))
    else if (parts.length === 0 || parts.at(-1)) parts.push(undefined)
  }
  return parts
}

/** Reads `[...]` from its bracket on, as git's wildmatch does; `end` is the closing bracket's offset. */
function readSet(pattern: string, start: number): { set: UnitSet; end: number } | undefined {
  let i = start + 1
  const negated = pattern[i] === '!' || pattern[i] === '^'
  if (negated) i++
  const ranges: number[] = []
  /** First unit of a range that may follow; 0 after a range or a named class. */
  let previous = 0
  do {
    const close = pattern.startsWith('[:', i) ? pattern.indexOf(']', i + 2) : 0
    if (i >= pattern.length || close < 0) return undefined
    if (close > i + 2 && pattern[close - 1] === ':') {
      const named = NAMED.get(pattern.slice(i + 2, close - 1))
      if (!named) return undefined
      ranges.push(...named)
      i = close
      previous = 0
    } else {
      const isRange = pattern[i] === '-' && previous > 0 && i + 1 < pattern.length && pattern[i + 1] !== ']'
      if (isRange) i++
      if (pattern[i] === '\\') i++
      if (i >= pattern.length) return undefined
      const unit = pattern.charCodeAt(i)
      ranges.push(isRange ? previous : unit, unit)
      previous = isRange ? 0 : unit
    }
    i++
  } while (pattern[i] !== ']')
  return { set: { negated, ranges }, end: i }
}

/** ASCII alone, as git defines them; its space has no vertical tab and no form feed. */
const NAMED = new Map<string, readonly number[]>(
  Object.entries({
    alnum: '09AZaz',
    alpha: 'AZaz',
    blank: '  \t\t',
    cntrl: '\x00\x1f\x7f\x7f',
    digit: '09',
    graph: '!~',
    lower: 'az',
    print: ' ~',
    punct: '!/:@[`{~',
    space: '  \t\n\r\r',
    upper: 'AZ',
    xdigit: '09AFaf',
  }).map(([name, pairs]) => [name, [...pairs].map((c) => c.charCodeAt(0))]),
)
