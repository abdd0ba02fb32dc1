export type Lookup = (path: readonly string[]) => unknown

/** Texts that grow beyond this while expressions are filled in stay as they are written. */
const MAX_FILLED = 20_000

/** Fills in each `${{ … }}` whose value is known; the others stay. */
export function fill(text: string, lookup: Lookup): string {
  let filled = ''
  let from = 0
  for (;;) {
    const start = text.indexOf('${{', from)
    const end = start === -1 ? -1 : text.indexOf('}}', start)
    if (end === -1) break
    const value = scalar(evaluate(text.slice(start + 3, end), lookup))
    filled += text.slice(from, start) + (value ?? text.slice(start, end + 2))
    from = end + 2
    if (filled.length > MAX_FILLED) return text
  }
  return from === 0 ? text : filled + text.slice(from)
}

function scalar(value: unknown): string | undefined {
  if (value === null) return ''
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/**
 * The value of an expression of GitHub Actions, `undefined` when it is not known before a run: literals, properties, `a || b`, and
 * `fromJSON` of a literal (https://docs.github.com/actions/reference/workflows-and-actions/expressions).
 */
export function evaluate(expression: string, lookup: Lookup): unknown {
  const text = expression.trim()
  const alternatives = text.split('||')
  if (alternatives.length > 1 && !/[()&!=<>]/.test(text)) {
    for (const alternative of alternatives) {
      const value = evaluate(alternative, lookup)
      if (value === undefined) return undefined
      if (value !== '' && value !== false && value !== 0 && value !== null) return value
    }
    return ''
  }
  const json = /^fromjson\(([^()]*)\)$/i.exec(text)?.[1]
  if (json !== undefined) return parse(evaluate(json, lookup))
  const literal = /^'((?:[^']|'')*)'$/.exec(text)?.[1]
  if (literal !== undefined) return literal.replaceAll("''", "'")
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text)
  const path = propertyPath(text)
  return path && lookup(path)
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const STEP = /\.([\w-]+)|\[\s*(?:'([^']*)'|(\d+))\s*\]/y

/** `matrix.node['x'][0]` -> matrix, node, x, 0; `undefined` for anything else. */
function propertyPath(text: string): string[] | undefined {
  const head = /^[A-Za-z_][\w-]*/.exec(text)?.[0]
  if (head === undefined) return undefined
  const path = [head]
  STEP.lastIndex = head.length
  while (STEP.lastIndex < text.length) {
    const step = STEP.exec(text)
    if (!step) return undefined
    path.push(step[1] ?? step[2] ?? step[3] ?? '')
  }
  return path
}

/** A property of a value by its path; names are compared without case, as GitHub does. */
export function property(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const name of path) {
    if (at === null || typeof at !== 'object') return undefined
    const key = Object.keys(at).find((each) => each === name) ?? Object.keys(at).find((each) => each.toLowerCase() === name.toLowerCase())
    if (key === undefined) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at
}

/** Names that the expressions of some texts take from a context: `matrix` -> `node-version`, `os`. */
export function namesIn(texts: readonly string[], context: keyof typeof NAMES): Set<string> {
  const names = new Set<string>()
  for (const text of texts) {
    if (!text.includes('${{')) continue
    for (const found of text.matchAll(NAMES[context])) names.add((found[1] ?? found[2] ?? '').toLowerCase())
  }
  return names
}

const NAMES = {
  matrix: /\bmatrix(?:\.([A-Za-z_][\w-]*)|\[\s*'([^']*)'\s*\])/gi,
  inputs: /\binputs(?:\.([A-Za-z_][\w-]*)|\[\s*'([^']*)'\s*\])/gi,
  env: /\benv(?:\.([A-Za-z_][\w-]*)|\[\s*'([^']*)'\s*\])/gi,
}
