import { ANY, compileSegment, type Segment, STAR, type Token, type UnitSet } from './glob-segment.ts'

/** A pattern that is malformed, or uses syntax that is not supported: it is refused rather than misread. */
export class GlobError extends Error {
  readonly code = 'glob'
  constructor(problem: string) {
    super(`glob: ${problem}`)
    this.name = 'GlobError'
  }
}

/** One brace-free reading of a glob. A path matches it only if it starts with `prefix` and ends with `tail`. */
export interface Alternative {
  /** Whole literal directories, with their slash: `packages/` of `packages/*.json`; the whole path when `isLiteral`. */
  readonly prefix: string
  readonly tail: string
  readonly isLiteral: boolean
  matches(path: string): boolean
}

const MAX_LENGTH = 4096
const MAX_ALTERNATIVES = 256
const OPEN = -3
const CLOSE = -4
const COMMA = -5
const SLASH = 47
const DOT = 46
const SPECIAL = new Map([
  ['*', STAR],
  ['?', ANY],
  ['{', OPEN],
  ['}', CLOSE],
  [',', COMMA],
])

/**
 * Compiles a glob for repo-relative POSIX paths, in time linear in the pattern, into a matcher that takes time linear in pattern length
 * times path length. `*` and `?` within a segment, `[a-z]`, `[!a-z]`, `{a,b}` (nested, at most 256 alternatives), `**` as a whole
 * segment (zero or more segments), backslash escapes; dot files match like any other. Throws `GlobError` for everything else that has
 * a meaning to some glob library: extglobs, parentheses, leading `!`, brace ranges, absolute, `.` and `..` segments, trailing slash.
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  const alternatives = parseGlob(pattern)
  const [only] = alternatives
  if (only && alternatives.length === 1) return only.matches
  return (path) => alternatives.some((alternative) => alternative.matches(path))
}

/** @internal The alternatives one by one, for an index that looks up instead of testing every path. */
export function parseGlob(pattern: string): readonly Alternative[] {
  const known = remembered.get(pattern)
  if (known) return known
  const alternatives = parse(pattern)
  if (pattern.length <= 100 && alternatives.length <= 16 && remembered.size < MAX_REMEMBERED) remembered.set(pattern, alternatives)
  return alternatives
}

/** Globs of probes are asked for again and again; those of repositories may be many and long, and are not kept. */
const remembered = new Map<string, readonly Alternative[]>()
const MAX_REMEMBERED = 2000

function parse(pattern: string): readonly Alternative[] {
  if (pattern.length > MAX_LENGTH) throw new GlobError(`expected at most ${MAX_LENGTH} characters, found ${pattern.length}`)
  if (pattern.startsWith('!')) throw new GlobError('negation is not supported; escape a leading "!" that is meant literally')
  return namesAnywhere(pattern)?.map(named) ?? expandBraces(readTokens(pattern)).map(compileAlternative)
}

const NAME_ANYWHERE = /^\*\*\/([\w.@-]{0,100})(?:\{([\w.@-]{0,100}(?:,[\w.@-]{0,100}){1,15})\}([\w.@-]{0,100}))?$/

// `**/package.json`, `**/values.{yaml,yml}`: most of the globs of probes are like these, and need no tokens.
function namesAnywhere(pattern: string): string[] | undefined {
  const [, before = '', branches, after = ''] = NAME_ANYWHERE.exec(pattern) ?? []
  if (before === '' && branches === undefined) return undefined
  const names = (branches ?? '').split(',').map((branch) => before + branch + after)
  return names.every((name) => /[^.]/.test(name)) ? names : undefined
}

function named(name: string): Alternative {
  const end = `/${name}`
  return {
    prefix: '',
    tail: name,
    isLiteral: false,
    matches: (path) => path.endsWith(name) && (path.length === name.length || path.endsWith(end)),
  }
}

function readTokens(pattern: string): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!
    if (c === '[') {
      const { set, end } = readSet(pattern, i)
      tokens.push(set)
      i = end
    } else if (c === '(' || c === ')' || c === '|') {
      throw new GlobError(`"${c}" at offset ${i}: groups and extglobs are not supported; escape it where it is meant literally`)
    } else if (c === '\\') {
      if (++i === pattern.length) throw new GlobError('it ends with a backslash that escapes nothing')
      tokens.push(pattern.charCodeAt(i))
    } else {
      tokens.push(SPECIAL.get(c) ?? pattern.charCodeAt(i))
    }
  }
  return tokens
}

/** Reads `[...]` from its bracket on; `end` is the closing bracket's offset. A `]` that comes first is a member. */
function readSet(pattern: string, start: number): { set: UnitSet; end: number } {
  let i = start + 1
  const negated = pattern[i] === '!' || pattern[i] === '^'
  if (negated) i++
  const ranges: number[] = []
  const member = () => {
    if (pattern[i] === '\\') i++
    if (i >= pattern.length) throw new GlobError(`"[" at offset ${start} is not closed`)
    if (pattern[i] === '/') throw new GlobError(`"/" at offset ${i}: a character class never matches a slash`)
    return pattern.charCodeAt(i++)
  }
  do {
    if (pattern.startsWith('[:', i)) throw new GlobError(`"[:" at offset ${i}: POSIX classes are not supported`)
    const first = member()
    const isRange = pattern[i] === '-' && i + 1 < pattern.length && pattern[i + 1] !== ']'
    if (isRange) i++
    const last = isRange ? member() : first
    if (last < first) throw new GlobError(`the range before offset ${i} is reversed`)
    ranges.push(first, last)
  } while (pattern[i] !== ']')
  return { set: { negated, ranges }, end: i }
}

/** Works level by level on a stack of its own; the product is counted before it is built. */
function expandBraces(tokens: readonly Token[]): readonly Token[][] {
  const literal = literalBraces(tokens)
  const stack: { done: Token[][]; partial: Token[][] }[] = [{ done: [], partial: [[]] }]
  for (const [i, token] of tokens.entries()) {
    const level = stack.at(-1)!
    if (token === OPEN && !literal.has(i)) {
      stack.push({ done: [], partial: [[]] })
    } else if (token === COMMA && stack.length > 1) {
      level.done.push(...level.partial)
      level.partial = [[]]
    } else if (token === CLOSE && !literal.has(i)) {
      stack.pop()
      const outer = stack.at(-1)!
      const branches = [...level.done, ...level.partial]
      if (outer.partial.length * branches.length > MAX_ALTERNATIVES)
        throw new GlobError(`its braces stand for more than ${MAX_ALTERNATIVES} patterns`)
      outer.partial = outer.partial.flatMap((start) => branches.map((branch) => [...start, ...branch]))
    } else {
      for (const alternative of level.partial) alternative.push(asLiteral(token))
    }
  }
  return stack[0]!.partial
}

/** Offsets of braces that mean themselves: `{a}`, as in every shell, and a `}` that closes nothing. */
function literalBraces(tokens: readonly Token[]): Set<number> {
  const literal = new Set<number>()
  const open: { at: number; commas: number }[] = []
  for (const [i, token] of tokens.entries()) {
    if (token === OPEN) open.push({ at: i, commas: 0 })
    else if (token === COMMA && open.length > 0) open.at(-1)!.commas++
    else if (token === CLOSE) {
      const group = open.pop()
      if (group && group.commas > 0) continue
      if (group && hasDots(tokens.slice(group.at, i))) throw new GlobError('brace ranges are not supported')
      if (group) literal.add(group.at)
      literal.add(i)
    }
  }
  if (open.length > 0) throw new GlobError('a "{" is not closed; escape it where it is meant literally')
  return literal
}

function hasDots(tokens: readonly Token[]): boolean {
  return tokens.some((token, i) => token === DOT && tokens[i + 1] === DOT)
}

function asLiteral(token: Token): Token {
  return token === OPEN ? 123 : token === CLOSE ? 125 : token === COMMA ? 44 : token
}

/** `undefined` stands for `**`. */
type Part = Segment | undefined

function compileAlternative(tokens: readonly Token[]): Alternative {
  const parts = readParts(tokens)
  let from = 0
  let prefix = ''
  while (from < parts.length && parts[from]?.kind === 'literal') {
    prefix += parts[from]!.tail
    if (++from < parts.length) prefix += '/'
  }
  if (from === parts.length) return { prefix, tail: '', isLiteral: true, matches: (path) => path === prefix }
  const rest = parts.slice(from)
  if (rest.length === 1 && !rest[0]) {
    const name = prefix.slice(0, -1)
    return { prefix: name, tail: '', isLiteral: false, matches: (path) => path.startsWith(prefix) || path === name }
  }
  const tail = rest.at(-1)?.tail ?? ''
  const matchesRest = restMatcher(rest)
  // A directory that it names (`**/__tests__/**/*.ts`) is looked for before the path is taken to pieces.
  const named = rest.find((part, i) => part?.kind === 'literal' && i < rest.length - 1)
  const hasNamed = named ? (path: string) => path.includes(named.tail, prefix.length) : () => true
  const matches = (path: string) => path.startsWith(prefix) && path.endsWith(tail) && hasNamed(path) && matchesRest(path, prefix.length)
  return { prefix, tail, isLiteral: false, matches }
}

function readParts(tokens: readonly Token[]): Part[] {
  const parts: Part[] = []
  let start = 0
  let afterStar = false
  for (let i = 0; i <= tokens.length; i++) {
    if (i < tokens.length && tokens[i] !== SLASH) continue
    const segment = tokens.slice(start, i)
    start = i + 1
    if (segment.length === 0) throw new GlobError('expected a relative path without empty segments or trailing slash')
    if (segment.length <= 2 && segment.every((token) => token === DOT)) throw new GlobError('"." and ".." segments are not supported')
    const isGlobstar = segment.length === 2 && segment.every((token) => token === STAR)
    if (!isGlobstar) {
      parts.push(compileSegment(segment))
      afterStar = segment.at(-1) === STAR
    } else if (parts.length === 0 || parts.at(-1)) parts.push(undefined)
  }
  // After a star, a last `**` is at least one segment: `packages/*/**` is what lies in the packages, not a file beside them.
  if (afterStar && !parts.at(-1)) parts.push(compileSegment([STAR]))
  return parts
}

/** Matches what follows the literal prefix; most globs end with `**` and one segment, or with one segment alone. */
function restMatcher(rest: readonly Part[]): (path: string, from: number) => boolean {
  const [first, second] = rest
  if (rest.length === 1 && first) return (path, from) => path.indexOf('/', from) < 0 && first.matches(path, from, path.length)
  if (rest.length === 2 && !first && second) {
    if (second.kind === 'any' || second.kind === 'suffix') return () => true
    return (path) => second.matches(path, path.lastIndexOf('/') + 1, path.length)
  }
  return (path, from) => matchParts(rest, path, from)
}

/** On a mismatch only the last `**` takes one segment more; earlier ones never need to, so the work stays linear. */
function matchParts(parts: readonly Part[], path: string, from: number): boolean {
  let part = 0
  let at = from
  let afterGlobstar = -1
  let retry = from
  while (at <= path.length) {
    if (part < parts.length && !parts[part]) {
      afterGlobstar = ++part
      retry = at
      if (part === parts.length) return true
      continue
    }
    const end = segmentEnd(path, at)
    if (part < parts.length && parts[part]!.matches(path, at, end)) {
      part++
      at = end + 1
    } else {
      if (afterGlobstar < 0) return false
      part = afterGlobstar
      at = retry = segmentEnd(path, retry) + 1
    }
  }
  return part === parts.length || (part === parts.length - 1 && !parts[part])
}

function segmentEnd(path: string, from: number): number {
  const slash = path.indexOf('/', from)
  return slash < 0 ? path.length : slash
}
