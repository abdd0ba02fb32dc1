/** Quoted or nested text: what it begins with, and what ends it. Longer ones first. */
const OPENERS: readonly (readonly [string, string])[] = [
  ['${{', '}}'],
  ['$((', '))'],
  ['$(', ')'],
  ['<(', ')'],
  ['>(', ')'],
  ['${', '}'],
  ['((', '))'],
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
]

/** What an opener, or a test, begins with. */
const BEGINS = '$(<>"\'`['

function openerAt(text: string, at: number): readonly [string, string] | undefined {
  return OPENERS.find(([open]) => text.startsWith(open, at))
}

/** Where the quoted or nested part that begins at `start` ends; `start` where none does. `before` is the character in front of it. */
export function afterNested(text: string, start: number, before: string): number {
  const c = text[start] ?? ''
  if (!BEGINS.includes(c) || c === '') return start
  const first = openerAt(text, start) ?? test(text, start, before)
  if (!first) return start
  const open = [first[1]]
  let at = start + first[0].length
  while (at < text.length && open.length > 0) {
    const close = open.at(-1)!
    if (close === "'" || close === '}}') {
      const closed = text.indexOf(close, at)
      if (closed === -1) return text.length
      at = closed + close.length
      open.pop()
    } else if (text[at] === '\\') at += 2
    else if (text.startsWith(close, at)) {
      at += close.length
      open.pop()
    } else {
      const inner = nestedIn(close, text, at)
      if (inner) open.push(inner[1])
      at += inner?.[0].length ?? 1
    }
  }
  return Math.min(at, text.length)
}

/** `[[ … ]]` at the beginning of a word, and the parentheses of an array: `names=(a b)`. */
function test(text: string, at: number, before: string): readonly [string, string] | undefined {
  if (text.startsWith('[[', at) && /\s/.test(text[at + 2] ?? '') && isBlank(before)) return ['[[', ']]']
  return text[at] === '(' && before === '=' ? ['(', ')'] : undefined
}

/** Within double quotes and braces only substitutions nest. */
function nestedIn(close: string, text: string, at: number): readonly [string, string] | undefined {
  const c = text[at]
  if (close === '"' || close === '}') return c === '$' || c === '`' ? openerAt(text, at) : undefined
  if (c === '(' && close === ')') return ['(', ')']
  return BEGINS.includes(c ?? ' ') ? openerAt(text, at) : undefined
}

export function isBlank(c: string): boolean {
  return c === '' || c === ' ' || c === '\t' || c === '\n' || c === '\r'
}
