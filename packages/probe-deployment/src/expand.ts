/** What a name stands for; `undefined` when nobody knows. */
export type Lookup = (name: string) => string | undefined

/** Substitutions within substitutions; more is left as it is. */
const MAX_DEPTH = 8
/** Characters of a value; each of twenty lines can double what the one before it says. */
const MAX_LENGTH = 10_000

/**
 * Replaces `$name`, `${name}`, `${name:-word}`, `${name-word}`, `${name:+word}` and `${name+word}`, as Dockerfiles and compose files do.
 * `undefined` when anything in it is not known, or too long to be a name: half a name is no name.
 */
export function expand(text: string, lookup: Lookup, depth = 0): string | undefined {
  const out: string[] = []
  let at = 0
  let length = 0
  for (;;) {
    const dollar = text.indexOf('$', at)
    if (dollar === -1) return out.join('') + text.slice(at)
    out.push(text.slice(at, dollar))
    length += dollar - at
    const found = text[dollar + 1] === '{' ? braced(text, dollar + 2, lookup, depth) : bare(text, dollar + 1, lookup)
    if (!found) return undefined
    out.push(found.value)
    length += found.value.length
    if (length > MAX_LENGTH) return undefined
    at = found.end
  }
}

type Found = { value: string; end: number } | undefined

function bare(text: string, from: number, lookup: Lookup): Found {
  if (text[from] === '$') return { value: '$', end: from + 1 }
  const name = nameAt(text, from)
  const value = name === '' ? undefined : lookup(name)
  return value === undefined ? undefined : { value, end: from + name.length }
}

function braced(text: string, from: number, lookup: Lookup, depth: number): Found {
  const close = closingBrace(text, from)
  const name = nameAt(text, from)
  if (close === -1 || name === '' || depth >= MAX_DEPTH) return undefined
  const [, colon, operator, word = ''] = /^(:?)([-+])([\s\S]*)$/.exec(text.slice(from + name.length, close)) ?? []
  const value = lookup(name)
  if (operator === undefined) return from + name.length === close && value !== undefined ? { value, end: close + 1 } : undefined
  const isSet = value !== undefined && (colon === '' || value !== '')
  if (operator === '-' && isSet) return { value, end: close + 1 }
  if (operator === '+' && !isSet) return { value: '', end: close + 1 }
  const other = expand(word, lookup, depth + 1)
  return other === undefined ? undefined : { value: other, end: close + 1 }
}

function nameAt(text: string, from: number): string {
  return /^[A-Za-z_][A-Za-z0-9_]{0,200}/.exec(text.slice(from, from + 201))?.[0] ?? ''
}

function closingBrace(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && depth-- === 0) return at
  }
  return -1
}
