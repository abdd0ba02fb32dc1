import { MAX_DEPTH } from './json.ts'
import { Problem } from './problem.ts'

/** Why a text is not JSON (RFC 8259), after JSON.parse has refused it: engines differ in what they say, and quote the text. */
export function jsonProblem(text: string): Problem {
  const offset = jsonErrorOffset(text) ?? 0
  if (offset === text.length) return new Problem('truncated', 'expected the rest of the JSON text, found its end', offset)
  return new Problem('parse_error', 'expected JSON, found a syntax error', offset)
}

/** Offset of the first character that cannot be part of a JSON text; the text's length when more is expected there; `undefined`: none. */
export function jsonErrorOffset(text: string): number | undefined {
  let at = 0
  const end = text.length

  const space = () => {
    while (at < end && ' \n\r\t'.includes(text[at]!)) at++
  }
  const is = (char: string) => text[at] === char && ++at > 0
  const fail = (offset: number) => {
    at = offset
    return false
  }
  const string = (): boolean => {
    if (!is('"')) return false
    for (;;) {
      const c = text.charCodeAt(at)
      if (c === 34) return ++at > 0
      if (!(c >= 32)) return false // a control character, or NaN at the end
      if (c === 92 && !escaped()) return false
      if (c !== 92) at++
    }
  }
  const escaped = (): boolean => {
    const rest = text.slice(at + 1, at + 6)
    const length = /^["\\/bfnrt]/.test(rest) ? 2 : /^u[0-9a-fA-F]{4}/.test(rest) ? 6 : 0
    at += length
    return length > 0 || fail(/^(?:u[0-9a-fA-F]{0,3})?$/.test(rest) ? end : at)
  }
  const scalar = (): boolean => {
    const start = at
    while (at < end && !' \n\r\t,:"[]{}'.includes(text[at]!)) at++
    const token = text.slice(start, at)
    if (isScalar(token)) return true
    return fail(at === end && isScalarStart(token) ? end : start)
  }
  const members = (depth: number, close: string, member: (depth: number) => boolean): boolean => {
    at++
    space()
    if (is(close)) return true
    while (depth < MAX_DEPTH) {
      if (!member(depth + 1)) return false
      if (is(close)) return true
      if (!is(',')) return false
      space()
    }
    return false
  }
  const property = (depth: number): boolean => {
    if (!string()) return false
    space()
    return is(':') && value(depth)
  }
  const value = (depth: number): boolean => {
    space()
    const c = text[at]
    const read = c === '{' ? members(depth, '}', property) : c === '[' ? members(depth, ']', value) : c === '"' ? string() : scalar()
    if (read) space()
    return read
  }

  return value(0) && at === end ? undefined : at
}

function isScalar(token: string): boolean {
  try {
    JSON.parse(token)
    return true
  } catch {
    return false
  }
}

/** Could it become a literal or a number, were the text longer? */
function isScalarStart(token: string): boolean {
  return ['true', 'false', 'null'].some((literal) => literal.startsWith(token)) || isScalar(`${token}0`)
}
