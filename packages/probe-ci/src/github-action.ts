import { type Reading, readSteps } from './github-job.ts'
import { stepOutputs } from './github-outputs.ts'
import { originsIn, variants } from './github-scope.ts'
import { type Action, joinPath, type Step } from './model.ts'
import { entriesOf, get, type Node, textMap, textOf } from './node.ts'

/** Actions within actions; GitHub allows ten. */
const MAX_ACTIONS = 10

/** The steps of a composite action of this repository, with its inputs filled in. */
export async function followAction(reading: Reading, action: Action, given: Node | undefined, trail: readonly string[]): Promise<Step[]> {
  const { repo } = reading
  const directory = joinPath('.', action.ref)
  const note = (reason: 'outside_repository' | 'not_found' | 'cycle') => {
    repo.unresolved.push({ kind: 'action', ref: action.ref, reason, place: action.place, inputs: action.inputs })
    return []
  }
  if (directory === null) return note('outside_repository')
  const path = ['action.yml', 'action.yaml']
    .map((name) => (directory === '.' ? name : `${directory}/${name}`))
    .find((each) => repo.has(each))
  if (path === undefined) return repo.has(`${directory}/Dockerfile`) ? [] : note('not_found')
  if (trail.includes(path) || trail.length >= MAX_ACTIONS || !repo.follow(path)) return note('cycle')
  const root = await repo.open(path)
  if (root === undefined) return []
  repo.reused.push({ kind: 'action', path, place: action.place })
  const outer = { ...reading.scope, matrix: undefined }
  const values = [...textMap(given)].map(([name, value]) => [name.toLowerCase(), variants([value], outer)[0]?.[0] ?? value] as const)
  const inputs = actionInputs(root, new Map(values))
  const origins = new Map([...reading.scope.origins, ...inputOrigins(get(root, 'inputs')), ...originsIn('inputs', given, reading.scope)])
  const list = get(root, 'runs', 'steps')
  const scope = { ...reading.scope, inputs, origins, outputs: stepOutputs(list) }
  return readSteps({ ...reading, scope, shell: undefined, directory: '.' }, list, [...trail, path])
}

/** What is given, else the defaults; an input that is neither is empty. */
export function actionInputs(root: Node, given: ReadonlyMap<string, string>): Map<string, string> {
  const declared = entriesOf(get(root, 'inputs')).map(([name, input]) => [name.toLowerCase(), textOf(get(input, 'default')) ?? ''] as const)
  return new Map([...declared, ...given])
}

/** Where the defaults of declared inputs are written. */
export function inputOrigins(declared: Node | undefined): ReturnType<typeof originsIn> {
  return entriesOf(declared).flatMap(([name, input]) => {
    const node = get(input, 'default')
    return node === undefined ? [] : [[`inputs.${name.toLowerCase()}`, { node, scope: undefined }] as const]
  })
}
