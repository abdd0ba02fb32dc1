import { entriesOf, get, type Node, textOf } from './node.ts'

export type Parameters = ReadonlyMap<string, string>

/** What is given, else the defaults that a job, a command or an executor declares. */
export function parametersOf(node: Node | undefined, given: Parameters): Parameters {
  const declared = entriesOf(get(node, 'parameters')).flatMap(([name, parameter]) => {
    const value = given.get(name) ?? textOf(get(parameter, 'default'))
    return value === undefined ? [] : [[name, value] as const]
  })
  return new Map(declared)
}

const PARAMETER = /<<\s{0,20}(?:parameters|matrix)\.([\w-]+)\s{0,20}>>/g
/** Texts that grow beyond this stay as they are written. */
const MAX_FILLED = 20_000

/** Fills in `<< parameters.x >>`; what is not known stays. */
export function fillParameters(text: string, parameters: Parameters): string {
  if (!text.includes('<<')) return text
  const filled = text.replace(PARAMETER, (whole, name: string) => parameters.get(name) ?? whole)
  return filled.length > MAX_FILLED ? text : filled
}
