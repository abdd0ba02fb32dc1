/** JSON with comments and trailing commas as JSON of the same length, so that places stay where they are. */
export function toJson(text: string): string {
  const out: string[] = []
  let comma = -1
  for (let at = 0; at < text.length; ) {
    const c = text[at]!
    const end = c === '"' ? stringEnd(text, at) : commentEnd(text, at)
    if (c === '"') out.push(text.slice(at, end))
    else if (end > at) out.push(text.slice(at, end).replaceAll(/[^\n]/g, ' '))
    if (end > at) {
      if (c === '"') comma = -1
      at = end
      continue
    }
    if ((c === '}' || c === ']') && comma !== -1) out[comma] = ' '
    if (c === ',') comma = out.length
    else if (c.trim() !== '') comma = -1
    out.push(c)
    at++
  }
  return out.join('')
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"' || text[at] === '\n') return at + 1
  }
  return text.length
}

/** `from` where no comment begins there. */
function commentEnd(text: string, from: number): number {
  const open = text.slice(from, from + 2)
  if (open !== '//' && open !== '/*') return from
  const close = open === '//' ? text.indexOf('\n', from) : text.indexOf('*/', from + 2) + 2
  return close <= (open === '//' ? -1 : 1) ? text.length : close
}
