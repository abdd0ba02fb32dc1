import { GAP } from './documents.ts'
import { isSized, templateFunction } from './template-functions.ts'
import { type Node, type Operand, type Pipe, parseTemplate } from './template-tree.ts'
import {
  fieldOf,
  isOpen,
  isTrue,
  isUnknown,
  isValueList,
  isValueMap,
  MAX_SIZE,
  needsOf,
  print,
  sizeOf,
  unknown,
  type Value,
} from './template-value.ts'

export interface Gap {
  readonly file: string
  readonly line: number
  /** What it would take to know. */
  readonly needs: string
}

/** All that a chart's templates share while they are rendered. */
export interface Engine {
  readonly defined: ReadonlyMap<string, { readonly file: string; readonly nodes: readonly Node[] }>
  readonly gaps: Gap[]
  /** Nodes and characters that may still be rendered; below zero everything else is a gap. */
  budget: number
}

export const RENDER_BUDGET = 3_000_000
const MAX_GAPS = 200
const MAX_CALLS = 40

/** Rendered text, and for each of its 1-based lines the line of the template that it comes from. */
export interface Rendered {
  readonly text: string
  lineAt(line: number): number
}

interface Chunk {
  readonly text: string
  readonly line: number
  /** The template's own text, whose lines count on; what an action prints all stands at the action. */
  readonly isText: boolean
}

interface Frame {
  readonly engine: Engine
  readonly file: string
  readonly variables: Map<string, Value>
  readonly out: Chunk[]
  readonly calls: number
  /** What ends the turn of the innermost `range`, or all of it. */
  jump: 'break' | 'continue' | undefined
}

export function render(engine: Engine, file: string, nodes: readonly Node[], root: Value, calls = 0): Rendered {
  const frame: Frame = { engine, file, variables: new Map([['$', root]]), out: [], calls, jump: undefined }
  renderNodes(frame, nodes, root)
  const origin = [0]
  for (const { text, line, isText } of frame.out)
    for (const [i, part] of text.split('\n').entries()) {
      if (i > 0) origin.push(0)
      if (origin.at(-1) === 0 && part.trim() !== '') origin[origin.length - 1] = isText ? line + i : line
    }
  return { text: frame.out.map(({ text }) => text).join(''), lineAt: (line) => origin[line - 1] || 1 }
}

function renderNodes(frame: Frame, nodes: readonly Node[], dot: Value): void {
  for (const node of nodes) {
    if (frame.engine.budget-- < 0) return
    renderNode(frame, node, dot)
    if (frame.jump) return
  }
}

function emit(frame: Frame, text: string, line: number, isText: boolean): void {
  frame.engine.budget -= text.length
  if (text !== '' && frame.engine.budget >= 0) frame.out.push({ text, line, isText })
}

function gapAt({ engine, file }: Frame, line: number): (needs: string) => string {
  return (needs) => {
    const isKnown = engine.gaps.some((gap) => gap.line === line && gap.file === file && gap.needs === needs)
    if (!isKnown && engine.gaps.length < MAX_GAPS) engine.gaps.push({ file, line, needs })
    return GAP
  }
}

function renderNode(frame: Frame, node: Node, dot: Value): void {
  if (node.type === 'text') return void emit(frame, node.text, node.line, true)
  const gap = gapAt(frame, node.line)
  if (node.type === 'jump') {
    frame.jump = node.word
    return
  }
  if (node.type === 'template') {
    const argument = node.pipe.commands.length > 0 ? evaluate(frame, node.pipe, dot, node.line) : null
    return void emit(frame, print(include(frame, node.name, argument), gap), node.line, false)
  }
  const value = evaluate(frame, node.pipe, dot, node.line)
  if (node.type === 'print') {
    if (node.pipe.variables.length === 0) emit(frame, print(value, gap), node.line, false)
    return
  }
  // Neither branch is taken on a guess.
  if (isOpen(value)) {
    if (node.type !== 'range' && [...node.body, ...node.otherwise].some(holdsJump)) frame.jump = 'break'
    return void gap(needsOf(value))
  }
  if (node.type === 'range') return void renderRange(frame, node, value, dot)
  const isTaken = isTrue(value)
  scoped(frame, () => renderNodes(frame, isTaken ? node.body : node.otherwise, isTaken && node.type === 'with' ? value : dot))
}

/** What comes after it in a `range` may not be there at all. */
function holdsJump(node: Node): boolean {
  if (node.type === 'jump') return true
  return (node.type === 'if' || node.type === 'with') && [...node.body, ...node.otherwise].some(holdsJump)
}

/** Variables that are declared inside end with the block; those that it changes stay changed. */
function scoped(frame: Frame, run: () => void): void {
  const before = new Set(frame.variables.keys())
  run()
  for (const name of frame.variables.keys()) if (!before.has(name)) frame.variables.delete(name)
}

function renderRange(frame: Frame, node: Extract<Node, { type: 'if' | 'with' | 'range' }>, over: Value, dot: Value): void {
  const items: (readonly [Value, Value])[] = isValueList(over)
    ? over.map((item, i) => [i, item])
    : isValueMap(over)
      ? Object.keys(over)
          .sort()
          .map((key) => [key, over[key]!])
      : []
  // Of a number or a text the version of Helm decides.
  if (over !== null && typeof over !== 'object' && over !== '') return void gapAt(frame, node.line)('a range over what is no list')
  if (items.length === 0) return void scoped(frame, () => renderNodes(frame, node.otherwise, dot))
  const { variables } = node.pipe
  for (const [key, item] of items) {
    if (frame.engine.budget < 0) return
    scoped(frame, () => {
      if (variables.length > 1) frame.variables.set(variables[0]!, key)
      if (variables.length > 0) frame.variables.set(variables.at(-1)!, item)
      renderNodes(frame, node.body, item)
    })
    const { jump } = frame
    frame.jump = undefined
    if (jump === 'break') return
  }
}

function evaluate(frame: Frame, pipe: Pipe, dot: Value, line: number): Value {
  let value: Value | undefined
  for (const command of pipe.commands) value = callCommand(frame, command, value, dot, line)
  const result = value ?? null
  if (pipe.variables.length === 1) frame.variables.set(pipe.variables[0]!, result)
  return result
}

/** `piped`, the answer of the command before, is the last argument. */
function callCommand(frame: Frame, command: readonly Operand[], piped: Value | undefined, dot: Value, line: number): Value {
  const [head, ...rest] = command
  if (!head) return piped ?? null
  if (head.type !== 'function') {
    const value = operandValue(frame, head, dot, line)
    // A method with arguments: `.Capabilities.APIVersions.Has "x"`, `.Files.Get "x"`.
    return rest.length > 0 && !isUnknown(value) ? unknown('a method') : value
  }
  return callFunction(frame, head.name, rest, piped, dot, line)
}

function callFunction(frame: Frame, name: string, operands: readonly Operand[], piped: Value | undefined, dot: Value, line: number): Value {
  if (frame.engine.budget-- < 0) return unknown('a template of this size')
  if (name === 'and' || name === 'or') return shortCircuit(frame, name, operands, piped, dot, line)
  const args = operands.map((each) => operandValue(frame, each, dot, line))
  if (piped !== undefined) args.push(piped)
  if (name === 'include') return isOpen(args[0]) ? unknown(needsOf(args[0])) : include(frame, String(args[0]), args[1] ?? null)
  if (name === 'tpl') return tpl(frame, args[0] ?? null, args[1] ?? null)
  const called = templateFunction(name)
  if (!called) return unknown(`the function ${name}`)
  const size = isSized(name) ? sizeOf(args) : 0
  frame.engine.budget -= size
  if (size >= MAX_SIZE || frame.engine.budget < 0) return unknown('a template of this size')
  try {
    return called(args, gapAt(frame, line))
  } catch (error) {
    if (error instanceof RangeError) return unknown('a value that is nested too deep')
    throw error
  }
}

/** The first argument that decides is the answer; what comes after it is not looked at. */
function shortCircuit(
  frame: Frame,
  name: 'and' | 'or',
  operands: readonly Operand[],
  piped: Value | undefined,
  dot: Value,
  line: number,
): Value {
  let value: Value = name === 'and'
  for (const operand of operands) {
    value = operandValue(frame, operand, dot, line)
    if (isOpen(value) || isTrue(value) === (name === 'or')) return value
  }
  return piped ?? value
}

function operandValue(frame: Frame, operand: Operand, dot: Value, line: number): Value {
  if (operand.type === 'literal') return operand.value
  if (operand.type === 'function') return callFunction(frame, operand.name, [], undefined, dot, line)
  const { start, fields } = operand
  const from = start === null ? dot : typeof start === 'string' ? frame.variables.get(start) : evaluate(frame, start, dot, line)
  let value: Value | undefined = from
  for (const field of fields) value = fieldOf(value, field)
  return value ?? null
}

function include(frame: Frame, name: string, argument: Value): Value {
  const found = frame.engine.defined.get(name)
  if (!found) return unknown(`the template ${JSON.stringify(name.slice(0, 100))}`)
  if (frame.calls >= MAX_CALLS) return unknown('templates that call each other this deep')
  return render(frame.engine, found.file, found.nodes, argument, frame.calls + 1).text
}

function tpl(frame: Frame, source: Value, argument: Value): Value {
  if (isOpen(source)) return unknown(needsOf(source))
  const text = print(source, () => GAP)
  if (!text.includes('{{')) return text
  const template = frame.calls < MAX_CALLS ? parseTemplate(text) : undefined
  return template ? render(frame.engine, frame.file, template.body, argument, frame.calls + 1).text : unknown('a template in a value')
}
