/**
 * JSON, of the same length, from JSON with comments and trailing commas, which have become blanks. Whatever else is wrong with the text
 * stays as it is: JSON.parse says so.
 */
export function withoutComments(text: string): string {
  const blanks: [start: number, end: number][] = []
  let comma = -1
  for (let at = 0; at < text.length; ) {
    const start = at
    const c = text.charCodeAt(at)
    at = tokenEnd(text, at)
    if (c === 47 && at > start + 1) blanks.push([start, at])
    else if (c === 44) comma = start
    else if (c > 32) {
      if (comma !== -1 && (c === 125 || c === 93)) blanks.push([comma, comma + 1])
      comma = -1
    }
  }
  return blanked(
    text,
    blanks.sort(([a], [b]) => a - b),
  )
}

function blanked(text: string, blanks: readonly (readonly [number, number])[]): string {
  const pieces: string[] = []
  let from = 0
  for (const [start, end] of blanks) {
    pieces.push(text.slice(from, start), text.slice(start, end).replace(/[^\n]/g, ' '))
    from = end
  }
  return pieces.join('') + text.slice(from)
}

/** Offset behind the string or comment that begins at `at`; of anything else behind one character. */
function tokenEnd(text: string, at: number): number {
  const c = text.charCodeAt(at)
  if (c === 34) {
    for (let i = at + 1; i < text.length; i++) {
      const inner = text.charCodeAt(i)
      if (inner === 92) i++
      else if (inner === 34) return i + 1
    }
    return text.length
  }
  if (c !== 47) return at + 1
  const next = text.charCodeAt(at + 1)
  const end = next === 47 ? text.indexOf('\n', at) : next === 42 ? text.indexOf('*/', at + 2) : at
  if (end === -1) return text.length
  return next === 42 ? end + 2 : next === 47 ? end : at + 1
}
