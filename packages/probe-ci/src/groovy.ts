/** A token of Groovy, as far as a Jenkinsfile needs it. */
export interface Token {
  readonly kind: 'word' | 'text' | 'mark'
  /** Of a text, what stands between its quotes; escapes of quotes, backslashes and newlines resolved. */
  readonly value: string
  /** 1-based. */
  readonly line: number
}

const WORD = /[A-Za-z_$@][\w$]*/y
const QUOTES = ["'''", '"""', "'", '"']

/**
 * Tokens of a Groovy file, without comments, blanks and numbers, in one pass; `isWhole` is false when a text or a comment does not end.
 * Slashy strings are not known: they are rare in a Jenkinsfile, and look like divisions.
 */
export function tokenize(text: string): { tokens: Token[]; isWhole: boolean } {
  const tokens: Token[] = []
  let line = 1
  let at = 0
  let isWhole = true
  const skipTo = (end: number) => {
    for (let i = text.indexOf('\n', at); i !== -1 && i < end; i = text.indexOf('\n', i + 1)) line++
    at = end
  }
  while (at < text.length) {
    const c = text[at]!
    if (text.startsWith('//', at) || (c === '#' && at === 0)) {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2)
      isWhole &&= end !== -1
      skipTo(end === -1 ? text.length : end + 2)
    } else if (c === "'" || c === '"') {
      const quote = QUOTES.find((each) => text.startsWith(each, at))!
      const end = endOfText(text, at + quote.length, quote)
      isWhole &&= end !== -1
      const raw = text.slice(at + quote.length, end === -1 ? text.length : end)
      tokens.push({ kind: 'text', value: resolved(raw), line })
      skipTo(end === -1 ? text.length : end + quote.length)
    } else {
      WORD.lastIndex = at
      const word = WORD.exec(text)?.[0]
      if (word !== undefined) tokens.push({ kind: 'word', value: word, line })
      else if (c === '\n') line++
      else if (MARKS.includes(c)) tokens.push({ kind: 'mark', value: c, line })
      at += word?.length ?? 1
    }
  }
  return { tokens, isWhole }
}

const MARKS = '{}()[],:.='

/** A text in single quotes ends on its line. */
function endOfText(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '\n' && quote.length === 1) return -1
    else if (text.startsWith(quote, at)) return at
  }
  return -1
}

function resolved(raw: string): string {
  return raw.includes('\\') ? raw.replace(/\\(['"\\$]|\r?\n)/g, (_, c: string) => (c.endsWith('\n') ? `\\\n` : c)) : raw
}
