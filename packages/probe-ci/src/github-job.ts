import { commandInputs } from './actions.ts'
import { followAction } from './github-action.ts'
import { stepOutputs } from './github-outputs.ts'
import { lookupIn, originsIn, type Scope, same, sourcesOf, variants } from './github-scope.ts'
import { readMatrix } from './matrix.ts'
import {
  type Action,
  type Concurrency,
  type Dialect,
  type Job,
  joinPath,
  type NodeFacts,
  nodesOf,
  type Repo,
  type Script,
  type Step,
} from './model.ts'
import { entriesOf, get, isMap, itemsOf, type Node, placeOf, placesIn, textMap, textOf, textsOf } from './node.ts'
import { foundIn, imageVersion } from './node-version.ts'

/** What `defaults.run` says, of the workflow and of the job. */
export interface Defaults {
  readonly directory: string
  readonly shell: string | undefined
}

/** A job that has steps of its own: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_id */
export async function readJob(repo: Repo, id: string, node: Node, outer: Scope, defaults: Defaults): Promise<Job> {
  const scope: Scope = {
    ...outer,
    env: new Map([...outer.env, ...textMap(get(node, 'env'))]),
    matrix: readMatrix(get(node, 'strategy', 'matrix'), lookupIn(outer, undefined, false)),
    origins: new Map([...outer.origins, ...originsIn('env', get(node, 'env'), outer)]),
    outputs: new Map([...outer.outputs, ...stepOutputs(get(node, 'steps'))]),
  }
  const runsOn = runners(get(node, 'runs-on'), scope)
  const container = get(node, 'container', 'image') ?? get(node, 'container')
  const image = textOf(container) ?? null
  const shell = readDefaults(node, defaults)
  const reading: Reading = { repo, scope, ...shell, isWindows: runsOn.length > 0 && runsOn.every((label) => /windows/i.test(label)) }
  const steps = await readSteps(reading, get(node, 'steps'), [])
  return {
    id,
    name: textOf(get(node, 'name')) ?? null,
    place: placeOf(node),
    runsOn,
    container: image === null ? null : same(image, scope),
    services: entriesOf(get(node, 'services')).flatMap(([, service]) => textOf(get(service, 'image')) ?? textOf(service) ?? []),
    ...nodesOf(steps, image === null ? [] : [containerNode(container!, image, scope)]),
    nodeCaches: nodeCaches(steps, scope),
    concurrency: readConcurrency(get(node, 'concurrency')),
    environment: textOf(get(node, 'environment', 'name')) ?? textOf(get(node, 'environment')) ?? null,
    permissions: readPermissions(get(node, 'permissions')),
    steps,
  }
}

export interface Reading {
  readonly repo: Repo
  readonly scope: Scope
  readonly directory: string
  readonly shell: string | undefined
  readonly isWindows: boolean
}

/** The steps of a job or of a composite action; `trail` are the actions that led here. */
export async function readSteps(reading: Reading, list: Node | undefined, trail: readonly string[]): Promise<Step[]> {
  const steps: Step[] = []
  for (const node of itemsOf(list).filter(isMap)) {
    const uses = textOf(get(node, 'uses'))?.trim()
    const run = get(node, 'run')
    if (textOf(run) !== undefined) for (const one of runStep(reading, node, run!)) steps.push(one)
    else if (uses !== undefined) for (const one of await usesStep(reading, node, uses, trail)) steps.push(one)
  }
  return steps
}

function runStep({ scope, directory, shell, isWindows }: Reading, step: Node, run: Node): Script[] {
  const wanted = textOf(get(step, 'working-directory')) ?? directory
  const dialect = dialectOf(textOf(get(step, 'shell')) ?? shell, isWindows)
  const place = placesIn(run)
  return variants([textOf(run)!, wanted], scope).map(([text = '', where = '.']) => ({
    kind: 'script',
    name: textOf(get(step, 'name')) ?? null,
    text,
    place,
    directory: joinPath('.', where),
    dialect,
  }))
}

function dialectOf(shell: string | undefined, isWindows: boolean): Dialect {
  if (shell === undefined) return isWindows ? 'lines' : 'posix'
  const program = /^\s*(?:\S*\/)?([\w-]+)/.exec(shell)?.[1] ?? ''
  if (['bash', 'sh', 'zsh', 'dash', 'ash', 'ksh'].includes(program)) return 'posix'
  return ['pwsh', 'powershell', 'cmd'].includes(program) ? 'lines' : 'opaque'
}

async function usesStep(reading: Reading, step: Node, uses: string, trail: readonly string[]): Promise<Step[]> {
  const name = textOf(get(step, 'name')) ?? null
  const given = textMap(get(step, 'with'))
  const inputs = new Map([...given].map(([input, value]) => [input, same(value, reading.scope)]))
  const node = nodeAsked(get(step, 'with'), reading.scope)
  const action: Action = { kind: 'action', name, ref: uses, inputs, place: placeOf(get(step, 'uses')!), ...(node ? { node } : {}) }
  if (uses.startsWith('.')) return [action, ...(await followAction(reading, action, get(step, 'with'), trail))]
  const scripts = commandInputs(uses).flatMap((input) => {
    const node = get(step, 'with', input)
    const directory = given.get('working-directory') ?? given.get('working_directory') ?? reading.directory
    return textOf(node) === undefined ? [] : runStep({ ...reading, directory, shell: 'bash' }, step, node!)
  })
  return [action, ...scripts]
}

const VERSION = /^v?\d[\w.*x-]*$|^[<>=^~]|^(?:lts|latest|node|current)\b/i

/** The versions of Node.js that the inputs of an action name, by itself or by a file. */
function nodeAsked(given: Node | undefined, scope: Scope): NodeFacts | undefined {
  let facts: NodeFacts | undefined
  for (const [input, node] of entriesOf(given)) {
    const name = input.toLowerCase().replaceAll(/[-_]/g, '')
    const value = name === 'nodeversion' || name === 'nodeversionfile' ? textOf(node) : undefined
    if (value === undefined) continue
    facts ??= { nodeVersions: [], nodeMatrix: [], nodeVersionFiles: [] }
    if (name === 'nodeversionfile') facts = { ...facts, nodeVersionFiles: foundIn([same(value, scope)], sourcesOf(node, scope)) }
    else facts = { ...facts, ...nodeVersions(node, value, scope) }
  }
  return facts
}

function nodeVersions(node: Node, value: string, scope: Scope): Pick<NodeFacts, 'nodeVersions' | 'nodeMatrix'> {
  // What an input of an action was given may name a variable.
  const filled = variants([value], scope, true).flatMap(([text = '']) => variants([text], scope, true))
  const all = [...new Set(filled.flatMap(([text = '']) => (VERSION.test(text.trim()) ? text.trim() : [])))]
  return { nodeVersions: foundIn(all, sourcesOf(node, scope)), nodeMatrix: all.length > 1 ? all : [] }
}

function containerNode(node: Node, image: string, scope: Scope): NodeFacts {
  const versions = new Set(variants([image], scope, true).flatMap(([text = '']) => imageVersion(text) ?? []))
  return {
    nodeVersions: foundIn(versions, sourcesOf(node, scope)),
    nodeMatrix: versions.size > 1 ? [...versions] : [],
    nodeVersionFiles: [],
  }
}

/** Package managers whose downloads setup-node keeps: https://github.com/actions/setup-node#caching-global-packages-data */
function nodeCaches(steps: readonly Step[], scope: Scope): string[] {
  const setups = steps.filter((step) => step.kind === 'action' && /^actions\/setup-node(?:@|$)/i.test(step.ref))
  return setups.flatMap((step) => (step.kind === 'action' && step.inputs.get('cache') ? [same(step.inputs.get('cache')!, scope)] : []))
}

/** The group of which one run at a time goes on: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#concurrency */
export function readConcurrency(node: Node | undefined): Concurrency | null {
  const group = textOf(node) ?? textOf(get(node, 'group'))
  if (group === undefined) return null
  const cancels = textOf(get(node, 'cancel-in-progress')) ?? 'false'
  return { group, cancels: cancels === 'true' || cancels === 'false' ? cancels === 'true' : null }
}

function runners(node: Node | undefined, scope: Scope): string[] {
  const labels = isMap(node) ? [...textsOf(get(node, 'group')), ...textsOf(get(node, 'labels'))] : textsOf(node)
  return [...new Set(labels.flatMap((label) => variants([label], scope, true).map(([text = '']) => text)))]
}

export function readDefaults(node: Node, outer: Defaults): Defaults {
  const run = get(node, 'defaults', 'run')
  return { directory: textOf(get(run, 'working-directory')) ?? outer.directory, shell: textOf(get(run, 'shell')) ?? outer.shell }
}

/** `contents: read`, one text each; `read-all`; nothing is an empty list, and `null` where it does not say. */
export function readPermissions(node: Node | undefined): string[] | null {
  if (node === undefined) return null
  const all = textOf(node)
  return all === undefined ? [...textMap(node)].map(([scope, access]) => `${scope}: ${access}`) : [all]
}
