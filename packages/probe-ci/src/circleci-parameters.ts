import { entriesOf, get, type Node, textOf } from './node.ts'

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
