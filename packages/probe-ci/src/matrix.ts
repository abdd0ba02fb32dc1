import { evaluate, type Lookup } from './expression.ts'
import { entriesOf, isMap, itemsOf, type Node, textOf } from './node.ts'

export type Combination = ReadonlyMap<string, unknown>

/** What a job is repeated for. Names of axes are in lower case. */
export interface Matrix {
  readonly node: Node
  readonly axes: ReadonlyMap<string, readonly unknown[]>
  readonly include: readonly Combination[]
  readonly exclude: readonly Combination[]
}

/** GitHub runs no more jobs than this of one matrix. */
const MAX_COMBINATIONS = 256

/** `strategy.matrix`; an axis that only a run knows is left out, and a matrix that is computed whole is none. */
export function readMatrix(node: Node | undefined, lookup: Lookup = () => undefined): Matrix | undefined {
  if (!isMap(node)) return undefined
  const axes = new Map<string, readonly unknown[]>()
  for (const [name, value] of entriesOf(node)) {
    if (name === 'include' || name === 'exclude') continue
    const values = listOf(value, lookup)
    if (values) axes.set(name.toLowerCase(), values)
  }
  return { node, axes, include: combinationsIn(node, 'include'), exclude: combinationsIn(node, 'exclude') }
}

function listOf(node: Node, lookup: Lookup): readonly unknown[] | undefined {
  if (Array.isArray(node.value)) return node.value
  const expression = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(textOf(node) ?? '')?.[1]
  const value = expression === undefined ? undefined : evaluate(expression, lookup)
  return Array.isArray(value) ? value : undefined
}

/** The nodes that give a name its values: its axis, and entries of `include`. */
export function matrixNodes({ node }: Matrix, name: string): Node[] {
  const included = entriesOf(node).flatMap(([key, list]) => (key === 'include' ? itemsOf(list).filter(isMap) : []))
  return [node, ...included].flatMap((map) => entriesOf(map).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : [])))
}

function combinationsIn(matrix: Node, key: 'include' | 'exclude'): Combination[] {
  const list = entriesOf(matrix).find(([name]) => name === key)?.[1]
  return itemsOf(list)
    .filter(isMap)
    .map((item) => new Map(entriesOf(item).map(([name, { value }]) => [name.toLowerCase(), value])))
}

/**
 * The combinations of a matrix, reduced to some of its names and each once; `undefined` when there are too many to tell
 * (https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations).
 */
export function combinations(matrix: Matrix, names: ReadonlySet<string>): Combination[] | undefined {
  const isPlain = matrix.include.length + matrix.exclude.length === 0
  const axes = [...matrix.axes].filter(([name]) => !isPlain || names.has(name))
  const all = product(axes)
  if (!all) return undefined
  const kept = all.filter((each) => !matrix.exclude.some((excluded) => agrees(excluded, each)))
  const expanded = withIncluded(kept, matrix)
  const reduced = new Map<string, Combination>()
  for (const combination of expanded) {
    const some = new Map([...combination].filter(([name]) => names.has(name)))
    reduced.set(JSON.stringify([...some]), some)
  }
  return [...reduced.values()]
}

function product(axes: readonly (readonly [string, readonly unknown[]])[]): Combination[] | undefined {
  if (axes.reduce((count, [, values]) => count * values.length, 1) > MAX_COMBINATIONS) return undefined
  return axes.reduce<Combination[]>(
    (all, [name, values]) => all.flatMap((each) => values.map((value) => new Map([...each, [name, value]]))),
    [new Map()],
  )
}

/** An entry of `include` extends the combinations whose own values it does not change, else it is one more. */
function withIncluded(kept: readonly Combination[], { axes, include }: Matrix): Combination[] {
  const originals = axes.size === 0 ? [] : kept
  const extended: Map<string, unknown>[] = originals.map((each) => new Map(each))
  const added: Combination[] = []
  for (const entry of include) {
    const own = new Map([...entry].filter(([name]) => axes.has(name)))
    const hits = extended.filter((_, i) => agrees(own, originals[i]!))
    for (const hit of hits) for (const [name, value] of entry) hit.set(name, value)
    if (hits.length === 0) added.push(entry)
  }
  return [...extended, ...added]
}

function agrees(some: Combination, all: Combination): boolean {
  return [...some].every(([name, value]) => JSON.stringify(all.get(name)) === JSON.stringify(value))
}
