import { isJson, unquote } from './json.ts'

type Key = string | number
/** Offsets of a child: of its key (of an item: of itself), and of its value. */
type Places = Map<Key, { readonly key: number; readonly value: number }>

/** 1-based line of a key (`['scripts', 'build']`) in a JSON text, the last one where it is given twice; `undefined` when it is not there. */
export function jsonLine(text: string, keys: readonly Key[]): number | undefined {
  return jsonLines(text)(keys)
}

/** `jsonLine` for many keys of one text: an object or a list is looked through once, when a key in it is asked for the first time. */
export function jsonLines(text: string): (keys: readonly Key[]) => number | undefined {
  const known = new Map<number, Places>()
  let root: number | undefined
  let lineAt: ((offset: number) => number) | undefined
  const childrenAt = (offset: number) => {
    let children = known.get(offset)
    if (!children) known.set(offset, (children = placesIn(text, offset)))
    return children
  }
  return (keys) => {
    root ??= isJson(text) ? afterSpace(text, 0) : -1
    if (root === -1) return undefined
    let found: { readonly key: number; readonly value: number } | undefined
    for (const key of keys) {
      found = childrenAt(found?.value ?? root).get(key)
      if (!found) return undefined
    }
    return found && (lineAt ??= lineNumbers(text))(found.key)
  }
}

/** What stands directly in the object or list at an offset of valid JSON; of anything else, nothing. */
function placesIn(text: string, offset: number): Places {
  const places: Places = new Map()
  const isObject = text[offset] === '{'
  if (!isObject && text[offset] !== '[') return places
  let at = afterSpace(text, offset + 1)
  for (let index = 0; text[at] !== '}' && text[at] !== ']'; index++) {
    const start = at
    if (isObject) at = afterSpace(text, afterSpace(text, endOfString(text, at)) + 1)
    const key = isObject ? unquote(text.slice(start, endOfString(text, start))) : index
    places.set(key, { key: start, value: at })
    at = afterSpace(text, endOfValue(text, at))
    if (text[at] === ',') at = afterSpace(text, at + 1)
  }
  return places
}

function afterSpace(text: string, from: number): number {
  for (let at = from; ; at++) {
    const c = text.charCodeAt(at)
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return at
  }
}

function endOfString(text: string, quote: number): number {
  for (let at = quote + 1; ; at++) {
    const c = text.charCodeAt(at)
    if (c === 34) return at + 1
    if (c === 92) at++
  }
}

function endOfValue(text: string, from: number): number {
  let depth = 0
  for (let at = from; ; ) {
    const c = text.charCodeAt(at)
    if (c === 34) at = endOfString(text, at)
    else if (c === 123 || c === 91) {
      depth++
      at++
    } else if (c === 125 || c === 93) {
      if (depth === 0) return at
      depth--
      at++
    } else if (c === 44 && depth === 0) return at
    else at++
    if (depth === 0 && (c === 34 || c === 125 || c === 93)) return at
  }
}

/** Says in which line an offset is, 1-based. */
function lineNumbers(text: string): (offset: number) => number {
  const breaks: number[] = []
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks.push(at)
  return (offset) => {
    let [low, high] = [0, breaks.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (breaks[middle]! < offset) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}
