/**
 * Walks the fields of an entry of a yarn.lock, up to the line that is not indented: `read` gets where each begins and ends. What is nested
 * deeper belongs to a field that is passed over. Returns where the next entry begins; throws what `odd` makes of a line that fits nowhere.
 */
export function scanFields(text: string, start: number, read: (at: number, end: number) => void, odd: (at: number) => Error): number {
  let at = start
  while (at < text.length) {
    const first = text.charCodeAt(at)
    const found = text.indexOf('\n', at)
    const end = found === -1 ? text.length : found
    if (first === 32) {
      if (text.charCodeAt(at + 1) !== 32) throw odd(at)
      if (text.charCodeAt(at + 2) !== 32) read(at + 2, end)
      else if (at === start) throw odd(at)
    } else if (first !== 10 && first !== 35) return at
    at = end + 1
  }
  return at
}
