/** A property of a configuration that is written as code. */
export interface PropertyLiteral {
  readonly key: string
  /** A string, a number, or a list of strings, as text; undefined where it is anything else: nothing is evaluated. */
  readonly values: readonly string[] | undefined
  readonly isNumber: boolean
  /** 1-based. */
  readonly line: number
}

/** Configuration longer than this is not searched. */
const MAX_LENGTH = 200_000
const MAX_ITEMS = 100

/**
 * Every property of one of these names in a JavaScript or TypeScript file, at whatever depth, outside of comments, strings and templates.
 * One scan, no parse: a label or a type looks like a property too.
 */
export function propertyLiterals(text: string, keys: readonly string[]): PropertyLiteral[] {
  if (text.length > MAX_LENGTH || !keys.some((key) => text.includes(key))) return []
  const found: PropertyLiteral[] = []
  let line = 1
  let counted = 0
  TOKEN.lastIndex = 0
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    const [word] = token
    if (!keys.includes(word)) {
      if (!IDENTIFIER.test(word)) TOKEN.lastIndex = afterSkipped(text, token.index)
      continue
    }
    COLON.lastIndex = TOKEN.lastIndex
    if (!COLON.test(text)) continue
    line += count(text, '\n', counted, token.index)
    counted = token.index
    found.push({ key: word, line, ...valueAt(text, COLON.lastIndex) })
  }
  return found
}

/** The one value that a property of these names has, where all that are there agree on it. */
export function onlyLiteral(text: string, keys: readonly string[], kind: 'string' | 'number'): { value: string; line: number } | undefined {
  const [first, ...others] = propertyLiterals(text, keys)
  const [value, ...more] = first?.values ?? []
  if (!first || value === undefined || more.length > 0 || first.isNumber !== (kind === 'number')) return undefined
  const agrees = ({ values }: PropertyLiteral) => values?.length === 1 && values[0] === value
  return others.every(agrees) ? { value, line: first.line } : undefined
}

/** What begins a string or a comment, and whole names: a property of another object (`a.b`) is none of its own. */
const TOKEN = /["'`]|\/[/*]|[\w$.]+/g
const IDENTIFIER = /^[\w$.]/
const COLON = /\s{0,10}:(?!:)\s{0,100}/y
const STRING = /'([^'\\\n]{0,1000})'|"([^"\\\n]{0,1000})"|`([^`\\$]{0,1000})`/y
const NUMBER = /\d{1,9}(?:\.\d{1,4})?(?![\w.])/y
/** What may stand after a literal that is the whole value. */
const END = /[ \t]{0,20}(?:[,}\])\n\r;]|$|\/[/*])/y
const SPACE = /[\s,]{0,200}/y

function valueAt(text: string, at: number): Pick<PropertyLiteral, 'values' | 'isNumber'> {
  if (text[at] === '[') return { values: listAt(text, at + 1), isNumber: false }
  const string = take(STRING, text, at)
  const number = string ? undefined : take(NUMBER, text, at)
  const one = string ?? number
  END.lastIndex = one?.end ?? 0
  return { values: one && END.test(text) ? [one.value] : undefined, isNumber: number !== undefined }
}

function listAt(text: string, from: number): string[] | undefined {
  const values: string[] = []
  for (let at = from; values.length <= MAX_ITEMS; ) {
    at = take(SPACE, text, at)?.end ?? at
    if (text[at] === ']') return values
    const item = take(STRING, text, at)
    if (!item) return undefined
    values.push(item.value)
    at = item.end
  }
  return undefined
}

function take(pattern: RegExp, text: string, at: number): { value: string; end: number } | undefined {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  return match ? { value: match[1] ?? match[2] ?? match[3] ?? match[0], end: at + match[0].length } : undefined
}

/** Where the comment or string that begins here ends. */
function afterSkipped(text: string, at: number): number {
  const c = text[at]!
  if (c === '/') return text[at + 1] === '/' ? endOf(text, '\n', at) : Math.min(endOf(text, '*/', at + 2) + 2, text.length)
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === c) return i + 1
    else if (text[i] === '\n' && c !== '`') return i
  }
  return text.length
}

function endOf(text: string, what: string, from: number): number {
  const end = text.indexOf(what, from)
  return end === -1 ? text.length : end
}

function count(text: string, what: string, from: number, to: number): number {
  let found = 0
  for (let at = text.indexOf(what, from); at !== -1 && at < to; at = text.indexOf(what, at + 1)) found++
  return found
}
