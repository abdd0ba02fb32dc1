import { type Instruction, splitWords } from './dockerfile-lines.ts'
import { expand } from './expand.ts'

/** A stage as its instructions have it; `base` is resolved where its ARGs are literal. */
export interface RawStage {
  readonly name: string | null
  readonly platform: string | null
  /** As resolved, else as written. */
  readonly base: string
  /** Names in `base` that only a build knows. */
  readonly unknown: readonly string[]
  /** The earlier stage that it starts from. */
  readonly parent: RawStage | undefined
  readonly line: number
  readonly instructions: readonly Instruction[]
  /** Values of ARG and ENV at the end of the stage, those of its parents' ENV included; undefined where only a build knows. */
  readonly variables: ReadonlyMap<string, string | undefined>
  /** Names of its own ENV and those that it inherits, with the line that set each. */
  readonly env: ReadonlyMap<string, Instruction>
}

/** ARGs that a builder sets by itself, and depend on where it runs. */
const PREDEFINED = new Set('TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT'.split(' '))

const MAX_STAGES = 1000
/** Each stage has the variables of those that it starts from: stages times characters of ENV and ARG. */
const MAX_VARIABLES = 4_000_000

/** Is it more than anybody writes, and would stages take memory without end? */
export function isTooLong(instructions: readonly Instruction[]): boolean {
  const stages = instructions.filter(({ keyword }) => keyword === 'FROM').length
  const variables = instructions.reduce((sum, { keyword, args }) => sum + (keyword === 'ENV' || keyword === 'ARG' ? args.length : 0), 0)
  return stages > MAX_STAGES || stages * variables > MAX_VARIABLES
}

export function readStages(instructions: readonly Instruction[]): { stages: readonly RawStage[]; argNames: readonly string[] } {
  const global = new Map<string, string | undefined>()
  const argNames = new Set<string>()
  const stages: RawStage[] = []
  let at = 0
  for (; at < instructions.length && instructions[at]!.keyword !== 'FROM'; at++)
    if (instructions[at]!.keyword === 'ARG')
      for (const [name, value] of assignments(instructions[at]!)) global.set(name, resolve(value, global))
  while (at < instructions.length) {
    const from = instructions[at]!
    let end = at + 1
    while (end < instructions.length && instructions[end]!.keyword !== 'FROM') end++
    stages.push(readStage(from, instructions.slice(at + 1, end), global, stages))
    at = end
  }
  for (const { keyword, args } of instructions)
    if (keyword === 'ARG') for (const { text } of splitWords(args)) argNames.add(text.split('=', 1)[0]!)
  return { stages, argNames: [...argNames].filter((name) => /^\w{1,200}$/.test(name)) }
}

function readStage(
  from: Instruction,
  instructions: readonly Instruction[],
  global: ReadonlyMap<string, string | undefined>,
  earlier: readonly RawStage[],
): RawStage {
  const words = splitWords(from.args).map(({ text }) => text)
  const written = words[0] ?? ''
  const base = expand(written, (name) => global.get(name)) ?? written
  const unknown = base === written ? variableNames(written) : []
  const parent = unknown.length > 0 ? undefined : earlier.findLast(({ name }) => name !== null && name === base.toLowerCase())
  const name = words[1]?.toLowerCase() === 'as' && words[2] ? words[2].toLowerCase() : null
  const platform = from.flags.find(([flag]) => flag === 'platform')?.[1] ?? null
  return { name, platform, base, unknown, parent, line: from.line, instructions, ...stageVariables(instructions, global, parent) }
}

function stageVariables(
  instructions: readonly Instruction[],
  global: ReadonlyMap<string, string | undefined>,
  parent: RawStage | undefined,
): Pick<RawStage, 'variables' | 'env'> {
  const env = new Map(parent?.env)
  const variables = new Map([...env.keys()].map((name) => [name, parent?.variables.get(name)]))
  for (const instruction of instructions) {
    if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') continue
    for (const [name, value] of assignments(instruction)) {
      if (instruction.keyword === 'ENV') env.set(name, instruction)
      else if (env.has(name)) continue // an ENV of the same name wins over an ARG
      const isBare = instruction.keyword === 'ARG' && value === undefined
      variables.set(name, isBare ? global.get(name) : resolve(value, variables))
    }
  }
  return { variables, env }
}

/** `ENV a=b c=d`, `ENV a b`, `ARG a=b`, `ARG a` (then without a value). */
function assignments({ keyword, args }: Instruction): [string, string | undefined][] {
  const words = splitWords(args).map(({ text }) => text)
  if (keyword === 'ENV' && words[0] !== undefined && !words[0].includes('='))
    return /^\w{1,200}$/.test(words[0]) ? [[words[0], words.slice(1).join(' ')]] : []
  return words.flatMap((word): [string, string | undefined][] => {
    const equals = word.indexOf('=')
    const name = equals === -1 ? word : word.slice(0, equals)
    return /^\w{1,200}$/.test(name) ? [[name, equals === -1 ? undefined : word.slice(equals + 1)]] : []
  })
}

function resolve(value: string | undefined, known: ReadonlyMap<string, string | undefined>): string | undefined {
  return value === undefined ? undefined : expand(value, (name) => (PREDEFINED.has(name) ? undefined : known.get(name)))
}

/** Names of the variables in a text. */
export function variableNames(text: string): string[] {
  return [...new Set([...text.matchAll(/\$\{?([A-Za-z_]\w{0,200})/g)].map(([, name]) => name!))].slice(0, 20)
}
