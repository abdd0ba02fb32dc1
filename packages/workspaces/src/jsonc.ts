/**
 * JSON with comments and trailing commas (https://jsonc.org) as plain JSON in which every character keeps its place, so that lines stay
 * true. Other text comes back as text that is no JSON either.
 */
export function toJson(text: string): string {
  const pieces: string[] = []
  let from = 0
  /** Piece that is a comma after which nothing but space and comments has come. */
  let comma = -1
  for (let at = 0, end = 0; at < text.length; at = end) {
    const c = text[at]!
    if (c === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      end = commentEnd(text, at)
      pieces.push(text.slice(from, at), text.slice(at, end).replaceAll(/[^\n]/g, ' '))
      from = end
      continue
    }
    end = c === '"' ? stringEnd(text, at) : at + 1
    if (c === ',') {
      comma = pieces.push(text.slice(from, at), ',') - 1
      from = end
    } else if (!' \t\r\n'.includes(c)) {
      if (comma !== -1 && (c === '}' || c === ']')) pieces[comma] = ' '
      comma = -1
    }
  }
  pieces.push(text.slice(from))
  return pieces.join('')
}

/** 1-based line of the first key of this name, at whatever depth; `undefined` when there is none. */
export function keyLine(json: string, key: string): number | undefined {
  const literal = JSON.stringify(key)
  let line = 1
  for (let at = 0, end = 0; at < json.length; at = end) {
    end = json[at] === '"' ? stringEnd(json, at) : at + 1
    if (json[at] === '\n') line++
    else if (end - at === literal.length && json.startsWith(literal, at) && nextIsColon(json, end)) return line
  }
  return undefined
}

function nextIsColon(json: string, from: number): boolean {
  let at = from
  while (' \t\r\n'.includes(json[at] ?? ':')) at++
  return json[at] === ':'
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function commentEnd(text: string, start: number): number {
  const end = text[start + 1] === '/' ? text.indexOf('\n', start) : text.indexOf('*/', start + 2) + 2
  return end < start + 2 ? text.length : end
}
