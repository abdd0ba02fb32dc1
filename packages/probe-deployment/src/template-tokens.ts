/** The text of a Go template cut at its actions: https://pkg.go.dev/text/template#hdr-Text_and_spaces */
export type Piece = { readonly text: string; readonly line: number } | { readonly action: readonly Token[]; readonly line: number }

export interface Token {
  readonly type: 'string' | 'number' | 'field' | 'variable' | 'word' | 'symbol'
  /** A string without its quotes; a field with its dots: `.Values.image`. */
  readonly text: string
  /** Nothing stands between it and the token before: `(…).field`. */
  readonly glued: boolean
}

/** `undefined` when an action is not closed, or holds what is no token. */
export function cutTemplate(source: string): Piece[] | undefined {
  const pieces: Piece[] = []
  let at = 0
  let line = 1
  let trim = false
  for (;;) {
    const open = source.indexOf('{{', at)
    const raw = open === -1 ? source.slice(at) : source.slice(at, open)
    const trimsBefore = open !== -1 && source[open + 2] === '-' && isSpace(source.charCodeAt(open + 3))
    const start = trim ? raw.trimStart() : raw
    pushText(pieces, trimsBefore ? start.trimEnd() : start, line + newlines(raw.slice(0, raw.length - start.length)))
    line += newlines(raw)
    if (open === -1) return pieces
    const action = readAction(source, open + (trimsBefore ? 3 : 2))
    if (!action) return undefined
    if (action.tokens.length > 0) pieces.push({ action: action.tokens, line })
    line += newlines(source.slice(open, action.end))
    trim = action.trimsAfter
    at = action.end
  }
}

function pushText(pieces: Piece[], text: string, line: number): void {
  if (text !== '') pieces.push({ text, line })
}

interface Action {
  readonly tokens: Token[]
  readonly end: number
  readonly trimsAfter: boolean
}

function readAction(source: string, from: number): Action | undefined {
  const tokens: Token[] = []
  let at = from
  for (;;) {
    const before = at
    while (isSpace(source.charCodeAt(at))) at++
    if (source.startsWith('}}', at)) return { tokens, end: at + 2, trimsAfter: false }
    if (source.startsWith('-}}', at) && isSpace(source.charCodeAt(at - 1))) return { tokens, end: at + 3, trimsAfter: true }
    if (source.startsWith('/*', at)) {
      const close = source.indexOf('*/', at + 2)
      if (close === -1) return undefined
      at = close + 2
      if (source.startsWith('-}}', at)) return { tokens, end: at + 3, trimsAfter: true }
      continue
    }
    const token = readToken(source, at)
    if (!token) return undefined
    tokens.push({ ...token.token, glued: at === before })
    at = token.end
  }
}

const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?)/y
const FIELD = /\.(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?/y
const VARIABLE = /\$\w*(?:\.[A-Za-z_]\w*)*/y
const WORD = /[A-Za-z_]\w*/y
const SYMBOL = /:=|[=|(),]/y

function readToken(source: string, at: number): { token: Omit<Token, 'glued'>; end: number } | undefined {
  const c = source[at]
  if (c === '"' || c === '`' || c === "'") return readString(source, at, c)
  const type = typeOf(source.charCodeAt(at), source.charCodeAt(at + 1))
  const pattern = PATTERNS[type]
  pattern.lastIndex = at
  const found = pattern.exec(source)?.[0]
  return found ? { token: { type, text: found }, end: at + found.length } : undefined
}

const PATTERNS = { number: NUMBER, field: FIELD, variable: VARIABLE, word: WORD, symbol: SYMBOL }
const isDigit = (code: number): boolean => code >= 48 && code <= 57

function typeOf(code: number, next: number): keyof typeof PATTERNS {
  if (isDigit(code) || ((code === 45 || code === 43) && isDigit(next))) return 'number'
  if (code === 46) return 'field'
  if (code === 36) return 'variable'
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 ? 'word' : 'symbol'
}

function readString(source: string, from: number, quote: string): { token: Omit<Token, 'glued'>; end: number } | undefined {
  let at = from + 1
  if (quote === '`') {
    const close = source.indexOf('`', at)
    return close === -1 ? undefined : { token: { type: 'string', text: source.slice(at, close) }, end: close + 1 }
  }
  const out: string[] = []
  for (; at < source.length && source[at] !== quote; at++) {
    if (source[at] === '\n') return undefined
    if (source[at] !== '\\') out.push(source[at]!)
    else out.push(ESCAPES[source[++at] ?? ''] ?? source[at] ?? '')
  }
  return at < source.length ? { token: { type: 'string', text: out.join('') }, end: at + 1 } : undefined
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13
}

function newlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
