import { fill, type Lookup, namesIn, property } from './expression.ts'
import type { Outputs } from './github-outputs.ts'
import { type Combination, combinations, type Matrix, matrixNodes } from './matrix.ts'
import { entriesOf, type Node, textOf } from './node.ts'

/** What the expressions of a job or of an action can know before a run. */
export interface Scope {
  /** `undefined` where nobody has given any: then they stay as they are written. */
  readonly inputs: ReadonlyMap<string, string> | undefined
  readonly env: ReadonlyMap<string, string>
  readonly matrix: Matrix | undefined
  /** `inputs.name`, `env.name` -> where its value is written. */
  readonly origins: ReadonlyMap<string, Origin>
  readonly outputs: Outputs
}

/** A value, and what its own expressions can know. */
interface Origin {
  readonly node: Node
  readonly scope: Scope | undefined
}

/** The entries of a map as origins of a context. */
export function originsIn(context: 'inputs' | 'env', map: Node | undefined, scope?: Scope): [string, Origin][] {
  return entriesOf(map).map(([name, node]) => [`${context}.${name.toLowerCase()}`, { node, scope }])
}

/** Where the outputs of steps and jobs that a text names are set. */
function outputNodes(node: Node, { outputs }: Scope): Node[] {
  const text = outputs.size > 0 ? (textOf(node) ?? '') : ''
  return [...text.matchAll(/\b(?:steps|needs)\.[\w-]+\.outputs\.[\w-]+/gi)].flatMap(([name]) => outputs.get(name.toLowerCase())?.node ?? [])
}

/** Where one value may come from. */
const MAX_SOURCES = 50

/** A value, and all values that its expressions name, as far as they are written in the repository. */
export function sourcesOf(node: Node, scope: Scope | undefined, found: Node[] = []): Node[] {
  if (found.length >= MAX_SOURCES) return found
  found.push(node)
  const texts = [textOf(node) ?? '']
  for (const name of namesIn(texts, 'matrix'))
    for (const each of scope?.matrix ? matrixNodes(scope.matrix, name) : []) found.push(each, ...outputNodes(each, scope!))
  if (scope) found.push(...outputNodes(node, scope))
  for (const context of ['inputs', 'env'] as const) {
    for (const name of namesIn(texts, context)) {
      const origin = scope?.origins.get(`${context}.${name}`)
      if (origin) sourcesOf(origin.node, origin.scope, found)
    }
  }
  return found
}

/** Characters of all combinations of some texts; beyond that they stay as they are written. */
const MAX_SIZE = 1_000_000
/** Values of variables with such names are not collected. */
const PRIVATE = /token|secret|passw|credential|private|api_?key|auth/i

/**
 * Some texts that belong together with their expressions filled in: once, or once for each combination of the matrix that they depend on.
 * Values of `env` are filled in only where the caller asks for them: in a script they are the shell's.
 */
export function variants(texts: readonly string[], scope: Scope, useEnv = false): string[][] {
  if (!texts.some((text) => text.includes('${{'))) return [[...texts]]
  const lookup = lookupIn(scope, undefined, useEnv)
  const filled = texts.map((text) => fill(text, lookup))
  const names = scope.matrix ? namesIn(filled, 'matrix') : undefined
  const all = scope.matrix && names && names.size > 0 ? combinations(scope.matrix, names) : undefined
  const size = filled.reduce((sum, text) => sum + text.length, 0)
  if (!all || size * all.length > MAX_SIZE) return [filled]
  const each = all.map((combination) => filled.map((text) => fill(text, lookupIn(scope, combination, useEnv))))
  return [...new Map(each.map((variant) => [variant.join('\0'), variant])).values()]
}

/** A text that is the same for all combinations, else as it is written. */
export function same(text: string, scope: Scope): string {
  const all = variants([text], scope, true)
  return all.length === 1 ? (all[0]?.[0] ?? text) : text
}

export function lookupIn({ inputs, env, outputs }: Scope, combination: Combination | undefined, useEnv: boolean): Lookup {
  return ([context = '', ...path]) => {
    const [name = ''] = path
    switch (context.toLowerCase()) {
      case 'inputs':
        return inputs && (inputs.get(name.toLowerCase()) ?? undefined)
      case 'env':
        return useEnv && !PRIVATE.test(name) ? env.get(name) : undefined
      case 'matrix':
        return combination && property(Object.fromEntries(combination), path)
      case 'steps':
      case 'needs':
        return outputs.get([context, ...path].join('.').toLowerCase())?.value
      default:
        return undefined
    }
  }
}
