/** A quoted template or here-document of HCL: where it ends, and its text with its interpolations as far as they are plain names. */
export interface TemplateText {
  readonly text: string
  readonly end: number
  /** Something in it is never closed: the rest of the file is part of it. */
  readonly isOpen?: true
}

const MAX_NESTED = 200

/** From behind the opening quote; `undefined` when it does not end in its line. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions */
export function quotedText(source: string, from: number): TemplateText | undefined {
  const out: string[] = []
  let kept = from
  for (let at = from; at < source.length; at++) {
    const c = source[at]
    if (c === '"') return { text: out.join('') + source.slice(kept, at), end: at + 1 }
    if (c === '\n') return undefined
    if (c === '\\') {
      out.push(source.slice(kept, at), ESCAPES[source[at + 1] ?? ''] ?? source[at + 1] ?? '')
      kept = ++at + 1
    } else if ((c === '$' || c === '%') && source[at + 1] === '{' && source[at - 1] !== c) {
      const close = interpolationEnd(source, at + 2)
      if (close === -1) return { text: '', end: source.length, isOpen: true }
      out.push(source.slice(kept, at), placeholder(source.slice(at + 2, close)))
      kept = close + 1
      at = close
    }
  }
  return undefined
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

/** `${var.image}` stays; what is more than a name is left out, for it may hold anything. */
export function placeholder(expression: string): string {
  const name = expression.trim()
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it stands for an interpolation
  return /^[A-Za-z_][\w.[\]*-]{0,200}$/.test(name) ? `\${${name}}` : '${…}'
}

/** The `}` that closes what was opened before `from`, strings in it and templates in those included; -1 when there is none. */
export function interpolationEnd(source: string, from: number): number {
  const open = ['}']
  for (let at = from; at < source.length && open.length <= MAX_NESTED; at++) {
    const c = source[at]!
    const inString = open.at(-1) === '"'
    if (c === open.at(-1)) {
      open.pop()
      if (open.length === 0) return at
    } else if (inString) {
      if (c === '\\') at++
      else if ((c === '$' || c === '%') && source[at + 1] === '{') open.push(source[++at] === '{' ? '}' : '}')
    } else if (c === '"') open.push('"')
    else if (c === '{') open.push('}')
  }
  return -1
}

/** `<<EOF` or `<<-EOF` at `from`; `undefined` where there is none. */
export function heredocText(source: string, from: number): TemplateText | undefined {
  const [opening, marker] = /^<<-?([A-Za-z_][\w-]{0,100})[ \t]{0,20}\r?\n/.exec(source.slice(from, from + 140)) ?? []
  if (opening === undefined || marker === undefined) return undefined
  const start = from + opening.length
  for (let at = start; at < source.length; ) {
    const newline = source.indexOf('\n', at)
    const end = newline === -1 ? source.length : newline
    if (end - at < 400 && source.slice(at, end).trim() === marker) return { text: source.slice(start, at), end }
    at = end + 1
  }
  return { text: '', end: source.length, isOpen: true }
}
