import { cutTemplate, type Piece, type Token } from './template-tokens.ts'

/** A Go template as a tree; `line` is 1-based. */
export type Node =
  | { readonly type: 'text'; readonly text: string; readonly line: number }
  | { readonly type: 'print'; readonly pipe: Pipe; readonly line: number }
  | {
      readonly type: 'if' | 'with' | 'range'
      readonly pipe: Pipe
      readonly body: readonly Node[]
      readonly otherwise: readonly Node[]
      readonly line: number
    }
  | { readonly type: 'template'; readonly name: string; readonly pipe: Pipe; readonly line: number }
  | { readonly type: 'jump'; readonly word: 'break' | 'continue'; readonly line: number }

/** `$a, $b := command | command`. */
export interface Pipe {
  readonly variables: readonly string[]
  /** `=` changes a variable that is there. */
  readonly assigns: boolean
  readonly commands: readonly (readonly Operand[])[]
}

export type Operand =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  /** `.a.b`: no start; `$x.a`: a variable; `(…).a`: a pipe. */
  | { readonly type: 'path'; readonly start: string | Pipe | null; readonly fields: readonly string[] }
  | { readonly type: 'function'; readonly name: string }

export interface Template {
  readonly body: readonly Node[]
  readonly defined: ReadonlyMap<string, readonly Node[]>
}

const MAX_DEPTH = 100

/** `undefined` when the source is not a template that Go would take. */
export function parseTemplate(source: string): Template | undefined {
  const pieces = cutTemplate(source)
  if (!pieces) return undefined
  const defined = new Map<string, readonly Node[]>()
  try {
    const { nodes, end } = readNodes({ pieces, defined }, 0, 0)
    return end === pieces.length ? { body: nodes, defined } : undefined
  } catch (error) {
    if (error instanceof TemplateError) return undefined
    throw error
  }
}

class TemplateError extends Error {}

interface Source {
  readonly pieces: readonly Piece[]
  readonly defined: Map<string, readonly Node[]>
}

/** Up to the action that ends the block: `end`, or an `else`. */
function readNodes(source: Source, from: number, depth: number): { nodes: Node[]; end: number } {
  if (depth > MAX_DEPTH) throw new TemplateError()
  const nodes: Node[] = []
  for (let at = from; ; ) {
    const piece = source.pieces[at]
    if (!piece) return { nodes, end: at }
    if ('text' in piece) {
      nodes.push({ type: 'text', ...piece })
      at++
      continue
    }
    const word = piece.action[0]!.type === 'word' ? piece.action[0]!.text : ''
    if (word === 'end' || word === 'else') return { nodes, end: at }
    const read = readAction(source, at, word, depth)
    nodes.push(...read.nodes)
    at = read.end
  }
}

function readAction(source: Source, at: number, word: string, depth: number): { nodes: Node[]; end: number } {
  const { action, line } = source.pieces[at] as Extract<Piece, { action: unknown }>
  const rest = action.slice(1)
  if (word === 'if' || word === 'with' || word === 'range') return readBlock(source, at, word, rest, line, depth)
  if (word === 'define' || word === 'block') {
    const body = readNodes(source, at + 1, depth + 1)
    const name = stringToken(rest[0])
    expectEnd(source, body.end)
    source.defined.set(name, body.nodes)
    const calls: Node[] = word === 'block' ? [{ type: 'template', name, pipe: readPipe(rest.slice(1), 0), line }] : []
    return { nodes: calls, end: body.end + 1 }
  }
  if (word === 'template')
    return { nodes: [{ type: 'template', name: stringToken(rest[0]), pipe: readPipe(rest.slice(1), 0), line }], end: at + 1 }
  if (word === 'break' || word === 'continue') return { nodes: [{ type: 'jump', word, line }], end: at + 1 }
  return { nodes: [{ type: 'print', pipe: readPipe(action, 0), line }], end: at + 1 }
}

function readBlock(
  source: Source,
  at: number,
  type: 'if' | 'with' | 'range',
  tokens: readonly Token[],
  line: number,
  depth: number,
): { nodes: Node[]; end: number } {
  const body = readNodes(source, at + 1, depth + 1)
  const pipe = readPipe(tokens, 0)
  const stop = source.pieces[body.end]
  if (!stop || !('action' in stop)) throw new TemplateError()
  if (stop.action[0]!.text === 'end') return { nodes: [{ type, pipe, body: body.nodes, otherwise: [], line }], end: body.end + 1 }
  const chained = stop.action[1]?.text
  if (chained === 'if' || chained === 'with') {
    const next = readBlock(source, body.end, chained, stop.action.slice(2), stop.line, depth + 1)
    return { nodes: [{ type, pipe, body: body.nodes, otherwise: next.nodes, line }], end: next.end }
  }
  const otherwise = readNodes(source, body.end + 1, depth + 1)
  expectEnd(source, otherwise.end)
  return { nodes: [{ type, pipe, body: body.nodes, otherwise: otherwise.nodes, line }], end: otherwise.end + 1 }
}

function expectEnd({ pieces }: Source, at: number): void {
  const piece = pieces[at]
  if (!piece || !('action' in piece) || piece.action[0]!.text !== 'end') throw new TemplateError()
}

function stringToken(token: Token | undefined): string {
  if (token?.type !== 'string') throw new TemplateError()
  return token.text
}

function readPipe(tokens: readonly Token[], depth: number): Pipe {
  const reader = { tokens, at: 0 }
  const pipe = pipeOf(reader, depth)
  if (reader.at < tokens.length) throw new TemplateError()
  return pipe
}

interface Reader {
  readonly tokens: readonly Token[]
  at: number
}

function pipeOf(reader: Reader, depth: number): Pipe {
  if (depth > MAX_DEPTH) throw new TemplateError()
  const declared = declaration(reader)
  const commands: Operand[][] = [[]]
  for (; reader.at < reader.tokens.length; ) {
    const token = reader.tokens[reader.at]!
    if (token.type === 'symbol' && token.text === ')') break
    reader.at++
    if (token.type === 'symbol' && token.text === '|') commands.push([])
    else commands.at(-1)!.push(operand(token, reader, depth))
  }
  return { ...declared, commands: commands.filter((command) => command.length > 0) }
}

function declaration(reader: Reader): Pick<Pipe, 'variables' | 'assigns'> {
  if (reader.tokens[0]?.type !== 'variable') return { variables: [], assigns: false }
  const operator = reader.tokens.slice(0, 4).findIndex(({ type, text }) => type === 'symbol' && (text === ':=' || text === '='))
  if (operator === -1) return { variables: [], assigns: false }
  reader.at = operator + 1
  const variables = reader.tokens.slice(0, operator).filter(({ type }) => type === 'variable')
  return { variables: variables.map(({ text }) => text), assigns: reader.tokens[operator]!.text === '=' }
}

function operand({ type, text }: Token, reader: Reader, depth: number): Operand {
  if (type === 'string') return { type: 'literal', value: text }
  if (type === 'number') return { type: 'literal', value: Number(text) }
  if (type === 'field') return { type: 'path', start: null, fields: fieldsOf(text) }
  if (type === 'variable')
    return { type: 'path', start: text.split('.', 1)[0]!, fields: fieldsOf(text.slice(text.indexOf('.') + 1 || text.length)) }
  if (type === 'word')
    return text === 'true' || text === 'false'
      ? { type: 'literal', value: text === 'true' }
      : text === 'nil'
        ? { type: 'literal', value: null }
        : { type: 'function', name: text }
  if (text !== '(') throw new TemplateError()
  const inner = pipeOf({ ...nested(reader) }, depth + 1)
  const after = reader.tokens[reader.at]
  const isField = after?.type === 'field' && after.glued && after.text !== '.'
  if (isField) reader.at++
  return { type: 'path', start: inner, fields: isField ? fieldsOf(after.text) : [] }
}

/** The tokens up to the closing bracket; the reader moves behind it. */
function nested(reader: Reader): Reader {
  let open = 1
  const from = reader.at
  for (; reader.at < reader.tokens.length; reader.at++) {
    const { type, text } = reader.tokens[reader.at]!
    if (type !== 'symbol') continue
    if (text === '(') open++
    else if (text === ')' && --open === 0) return { tokens: reader.tokens.slice(from, reader.at++), at: 0 }
  }
  throw new TemplateError()
}

const fieldsOf = (text: string): string[] => text.split('.').filter((field) => field !== '')
