import { entriesOf, get, type Node, textOf, textsOf } from './node.ts'

export type Parameters = ReadonlyMap<string, string>

/** Those of the whole pipeline are known everywhere, under this prefix. */
const PIPELINE = 'pipeline.'

/** What a configuration declares for its pipelines, as far as there is a default. */
export function pipelineParameters(root: Node): Parameters {
  return new Map([...parametersOf(root, new Map())].map(([name, value]) => [PIPELINE + name, value]))
}

/** Values for a definition, and what is known of the pipeline where it is used. */
export function within(values: Parameters, outer: Parameters): Parameters {
  return new Map([...[...outer].filter(([name]) => name.startsWith(PIPELINE)), ...values])
}

/** What is given, else the defaults that a job, a command or an executor declares. */
export function parametersOf(node: Node | undefined, given: Parameters): Parameters {
  const declared = entriesOf(get(node, 'parameters')).flatMap(([name, parameter]) => {
    const value = given.get(name) ?? textOf(get(parameter, 'default'))
    return value === undefined ? [] : [[name, value] as const]
  })
  return within(new Map(declared), given)
}

const PARAMETER = /<<\s{0,20}(pipeline\.)?(?:parameters|matrix)\.([\w-]+)\s{0,20}>>/g
/** Texts that grow beyond this stay as they are written. */
const MAX_FILLED = 20_000

/** Fills in `<< parameters.x >>`; what is not known stays. */
export function fillParameters(text: string, parameters: Parameters): string {
  if (!text.includes('<<')) return text
  const filled = text.replace(
    PARAMETER,
    (whole, pipeline: string | undefined, name: string) => parameters.get((pipeline ?? '') + name) ?? whole,
  )
  return filled.length > MAX_FILLED ? text : filled
}

/** What the sources of a value are looked for in. */
export interface Origins {
  readonly root: Node
  /** Where the parameters of the definitions that led here are written, innermost first. */
  readonly levels: readonly Level[]
}

/** Where a parameter of a definition is given, else its default. */
type Level = (name: string) => Node | undefined

/** Of a job that a workflow asks for. */
export function jobLevel(node: Node, given: Node | undefined): Level {
  return (name) => get(given, 'matrix', 'parameters', name) ?? get(given, name) ?? get(node, 'parameters', name, 'default')
}

export function definitionLevel(definition: Node, given: Node | undefined): Level {
  return (name) => get(given, name) ?? get(definition, 'parameters', name, 'default')
}

/** Where one version may come from. */
const MAX_SOURCES = 50

/** A value with the parameters that it names. */
export function sourcesOf({ root, levels: [level, ...levels] }: Origins, node: Node | undefined, found: Node[] = []): Node[] {
  if (node === undefined || found.length >= MAX_SOURCES) return found
  found.push(node)
  for (const text of textsOf(node).slice(0, MAX_SOURCES)) {
    for (const [, pipeline, name = ''] of text.matchAll(/<<\s{0,20}(pipeline\.)?parameters\.([\w-]+)\s{0,20}>>/g)) {
      if (pipeline === undefined) sourcesOf({ root, levels }, level?.(name), found)
      else sourcesOf({ root, levels: [] }, get(root, 'parameters', name, 'default'), found)
    }
  }
  return found
}
