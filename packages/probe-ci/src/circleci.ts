import { actionFacts } from './actions.ts'
import {
  definitionLevel,
  fillParameters,
  jobLevel,
  type Origins,
  type Parameters,
  parametersOf,
  pipelineParameters,
  sourcesOf,
  within,
} from './circleci-parameters.ts'
import {
  type Action,
  EMPTY_JOB,
  type Job,
  joinPath,
  nodesOf,
  type Pipeline,
  type Repo,
  type Script,
  type Step,
  scriptsOf,
  type Trigger,
} from './model.ts'
import { entriesOf, get, isMap, itemsOf, type Node, placeOf, textMap, textOf, textsOf } from './node.ts'
import { type Found, foundIn, imageVersion, valuesOf } from './node-version.ts'

/** A configuration of CircleCI 2.x: https://circleci.com/docs/configuration-reference/ */
export async function readCircleci(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    if (root === undefined || (get(root, 'jobs') === undefined && get(root, 'workflows') === undefined)) continue
    const config: Config = { repo, root, orbs: textMap(get(root, 'orbs')), pipeline: pipelineParameters(root), levels: [] }
    const jobs = instances(config).flatMap((instance) => readJob(config, instance))
    pipelines.push({ path, provider: 'circleci', name: null, triggers: triggersOf(root), permissions: null, jobs, isEntry: true })
  }
  return pipelines
}

interface Config extends Origins {
  readonly repo: Repo
  /** Alias -> `owner/orb@version`. */
  readonly orbs: ReadonlyMap<string, string>
  readonly pipeline: Parameters
}

/** A job, command or executor, of the configuration or of an orb that is written in it: https://circleci.com/docs/reusing-config/#writing-inline-orbs */
function definition({ root }: Config, kind: 'jobs' | 'commands' | 'executors', name: string): Node | undefined {
  const own = get(root, kind, name)
  if (own) return own
  const [alias = '', ...rest] = name.split('/')
  if (rest.length > 0) return get(root, 'orbs', alias, kind, rest.join('/'))
  // Within an orb, its own go by their bare names.
  return entriesOf(get(root, 'orbs')).flatMap(([, orb]) => get(orb, kind, name) ?? [])[0]
}

/** A job as a workflow asks for it. */
interface Instance {
  readonly id: string
  readonly name: string
  readonly place: string
  readonly given: Node | undefined
  readonly parameters: ReadonlyMap<string, string>
  readonly events: Set<string>
}

/** The jobs that workflows run, once for each set of parameters; without workflows, the one called `build`. */
function instances({ root, pipeline }: Config): Instance[] {
  const found = new Map<string, Instance>()
  for (const [, workflow] of entriesOf(get(root, 'workflows'))) {
    const event = get(workflow, 'triggers') === undefined ? 'push' : 'schedule'
    for (const item of itemsOf(get(workflow, 'jobs'))) {
      const [name, given] = isMap(item) ? (entriesOf(item)[0] ?? []) : [textOf(item), undefined]
      if (name === undefined || textOf(get(given, 'type')) === 'approval') continue
      const id = textOf(get(given, 'name')) ?? name
      const axes = new Set(entriesOf(get(given, 'matrix', 'parameters')).map(([axis]) => axis))
      for (const parameters of matrixOf(given, pipeline)) {
        const key = `${name}\0${JSON.stringify([...parameters])}\0${textOf(get(given, 'name')) ?? ''}`
        const values = [...parameters].filter(([parameter]) => axes.has(parameter)).map(([, value]) => value)
        const instance = found.get(key) ?? {
          id: [id, ...values].join('-'),
          name,
          place: placeOf(given ?? item),
          given,
          parameters,
          events: new Set(),
        }
        found.set(key, instance)
        instance.events.add(event)
      }
    }
  }
  if (found.size > 0) return [...found.values()]
  return entriesOf(get(root, 'jobs')).map(([name, node]) => ({
    id: name,
    name,
    place: placeOf(node),
    given: undefined,
    parameters: pipeline,
    events: new Set(['push']),
  }))
}

/** Combinations of `matrix.parameters` that are run. */
const MAX_COMBINATIONS = 128

function matrixOf(given: Node | undefined, pipeline: Parameters): ReadonlyMap<string, string>[] {
  const own = within(textMap(given), pipeline)
  let all: ReadonlyMap<string, string>[] = [own]
  for (const [name, values] of entriesOf(get(given, 'matrix', 'parameters'))) {
    const texts = textsOf(values).map((text) => fillParameters(text, pipeline))
    if (texts.length * all.length > MAX_COMBINATIONS) return [own]
    all = all.flatMap((each) => texts.map((value) => new Map([...each, [name, value]])))
  }
  const excluded = itemsOf(get(given, 'matrix', 'exclude')).map(textMap)
  return all.filter((each) => !excluded.some((some) => some.size > 0 && [...some].every(([name, value]) => each.get(name) === value)))
}

function readJob(config: Config, instance: Instance): Job[] {
  const node = definition(config, 'jobs', instance.name)
  const parameters = parametersOf(node, instance.parameters)
  const hooks = (key: string) => itemsOf(get(instance.given, key)).flatMap((step) => readStep(config, step, config.pipeline, '.', 0))
  const id = instance.id
  if (node === undefined) {
    const atMatrix = (name: string) => get(instance.given, 'matrix', 'parameters', name)
    const [step] = orbAction({ ...config, levels: [atMatrix] }, instance.name, instance.given, instance.place)
    const steps = [...hooks('pre-steps'), ...(step ? [step] : []), ...hooks('post-steps')]
    return [{ ...EMPTY_JOB, id, place: instance.place, nodeVersions: nodesOf(steps).nodeVersions, steps, events: [...instance.events] }]
  }
  const inside = { ...config, levels: [jobLevel(node, instance.given)] }
  const executor = readExecutor(inside, node, parameters)
  const directory = joinPath('.', fillParameters(textOf(get(node, 'working_directory')) ?? '', parameters).replace(/^~\/?[^/]*/, '')) ?? '.'
  const own = itemsOf(get(node, 'steps')).flatMap((step) => readStep(inside, step, parameters, directory, 0))
  const steps = [...hooks('pre-steps'), ...own, ...hooks('post-steps')]
  const matrix = textsOfMatrix(instance.given).length > 1 ? allVersions(config, node, instance) : []
  return [
    {
      ...EMPTY_JOB,
      id,
      place: placeOf(node),
      ...executor,
      nodeVersions: [...executor.nodeVersions, ...nodesOf(steps).nodeVersions],
      nodeMatrix: matrix.length > 1 ? matrix : [],
      steps,
      events: [...instance.events],
    },
  ]
}

function textsOfMatrix(given: Node | undefined): string[] {
  return entriesOf(get(given, 'matrix', 'parameters')).flatMap(([, values]) => textsOf(values))
}

function allVersions(config: Config, node: Node, { given }: Instance): string[] {
  const versions = matrixOf(given, config.pipeline).flatMap((each) => readExecutor(config, node, parametersOf(node, each)).nodeVersions)
  return [...new Set(valuesOf(versions))]
}

/** `docker`, `machine`, `macos` or `resource_class`, of the job or of its executor. */
function readExecutor(config: Config, node: Node, parameters: Parameters): Pick<Job, 'runsOn' | 'container' | 'services' | 'nodeVersions'> {
  const asked = get(node, 'executor')
  const name = fillParameters(textOf(asked) ?? textOf(get(asked, 'name')) ?? '', parameters)
  const given = new Map([...textMap(asked)].map(([key, value]) => [key, fillParameters(value, parameters)]))
  const executor = definition(config, 'executors', name)
  const inner = executor ? parametersOf(executor, within(given, parameters)) : parameters
  const source = executor ?? node
  const images = itemsOf(get(source, 'docker')).flatMap((image) => fillParameters(textOf(get(image, 'image')) ?? '', inner) || [])
  const [container = null, ...services] = images
  const machine =
    textOf(get(source, 'machine', 'image')) ??
    (get(source, 'macos') ? `macos ${textOf(get(source, 'macos', 'xcode')) ?? ''}`.trim() : undefined)
  const labels = [machine, textOf(get(source, 'resource_class')), executor || asked === undefined ? undefined : name]
  const levels = executor ? [definitionLevel(executor, asked), ...config.levels] : config.levels
  const tag = config.orbs.get(name.split('/')[0] ?? '')?.startsWith('circleci/node@') ? given.get('tag') : undefined
  const version = tag ?? (container === null ? undefined : imageVersion(container))
  return {
    runsOn: labels.flatMap((label) => (label === undefined || label === '' ? [] : [fillParameters(label, inner)])),
    container,
    services,
    nodeVersions:
      version === undefined || version.includes('<<')
        ? []
        : foundIn([version], sourcesOf({ ...config, levels }, tag === undefined ? firstImage(source) : get(asked, 'tag'))),
  }
}

function firstImage(source: Node): Node | undefined {
  return itemsOf(get(source, 'docker')).flatMap((image) => get(image, 'image') ?? [])[0]
}

/** Commands within commands. */
const MAX_DEPTH = 10

function readStep(config: Config, step: Node, parameters: Parameters, directory: string, depth: number): Step[] {
  const name = textOf(step)
  if (name !== undefined) return callCommand(config, name, undefined, step, parameters, directory, depth)
  if (!isMap(step))
    return itemsOf(step).length > 0 && depth < MAX_DEPTH
      ? itemsOf(step).flatMap((item) => readStep(config, item, parameters, directory, depth + 1))
      : []
  return entriesOf(step).flatMap(([key, value]) => {
    if (key === 'run' || key === 'deploy') return runStep(value, parameters, directory)
    if ((key === 'when' || key === 'unless') && fillParameters(textOf(get(value, 'condition')) ?? '', parameters) === NEVER[key]) return []
    if (key === 'when' || key === 'unless')
      return itemsOf(get(value, 'steps')).flatMap((item) => readStep(config, item, parameters, directory, depth + 1))
    return callCommand(config, key, value, value, parameters, directory, depth)
  })
}

/** Steps under a condition that is known run, or do not; those under any other may. */
const NEVER = { when: 'false', unless: 'true' }

function runStep(run: Node, parameters: Parameters, directory: string): Script[] {
  const command = textOf(run) === undefined ? get(run, 'command') : run
  const wanted = fillParameters(textOf(get(run, 'working_directory')) ?? '', parameters)
  const where = wanted === '' ? directory : joinPath(directory, wanted.replace(/^~\/[^/]*/, ''))
  const shell = textOf(get(run, 'shell')) ?? ''
  const dialect = /pwsh|powershell|cmd/.test(shell) ? 'lines' : 'posix'
  const scripts = scriptsOf(command, { name: textOf(get(run, 'name')) ?? null, directory: where, dialect })
  return scripts.map((script) => ({ ...script, text: fillParameters(script.text, parameters) }))
}

function callCommand(
  config: Config,
  name: string,
  given: Node | undefined,
  at: Node,
  parameters: Parameters,
  directory: string,
  depth: number,
): Step[] {
  const command = definition(config, 'commands', name)
  const filled = new Map([...textMap(given)].map(([key, value]) => [key, fillParameters(value, parameters)]))
  if (command === undefined) return orbAction(config, name, given, placeOf(at), filled)
  if (depth >= MAX_DEPTH || !config.repo.follow(config.root.doc.path)) return []
  const inner = parametersOf(command, within(filled, parameters))
  const inside = { ...config, levels: [definitionLevel(command, given), ...config.levels] }
  return itemsOf(get(command, 'steps')).flatMap((step) => readStep(inside, step, inner, directory, depth + 1))
}

/** A step or a job of an orb, and the commands that it is given. Steps of CircleCI itself, such as `checkout`, are none. */
function orbAction(
  config: Config,
  name: string,
  given: Node | undefined,
  place: string,
  filled = textMap(given),
): [Action, ...Script[]] | [] {
  const { orbs } = config
  const [alias = '', ...rest] = name.split('/')
  if (rest.length === 0) return []
  const ref = `${orbs.get(alias)?.split('@', 1)[0] ?? alias}/${rest.join('/')}`
  const version = orbs.get(alias)?.split('@')[1]
  const inputs = actionFacts(ref)?.commands ?? []
  const scripts = inputs.flatMap((input) => scriptsOf(get(given, input)))
  const nodeVersions = versionsGiven(config, name, given, filled)
  const node = { nodeVersions, nodeMatrix: [], nodeVersionFiles: [] }
  return [{ kind: 'action', name: null, ref: version === undefined ? ref : `${ref}@${version}`, inputs: filled, place, node }, ...scripts]
}

function versionsGiven(config: Config, name: string, given: Node | undefined, inputs: ReadonlyMap<string, string>): Found[] {
  const isNode = config.orbs.get(name.split('/')[0] ?? '')?.startsWith('circleci/node@')
  const key = inputs.has('node-version') ? 'node-version' : isNode ? 'version' : undefined
  const version = key === undefined ? undefined : inputs.get(key)
  if (key === undefined || version === undefined || !/^\d/.test(version)) return []
  return foundIn([version], sourcesOf(config, get(given, key)))
}

function triggersOf(root: Node): Trigger[] {
  const crons = entriesOf(get(root, 'workflows')).flatMap(([, workflow]) =>
    itemsOf(get(workflow, 'triggers')).flatMap((trigger) => textOf(get(trigger, 'schedule', 'cron')) ?? []),
  )
  const push: Trigger = { event: 'push', filters: {} }
  return crons.length > 0 ? [push, { event: 'schedule', filters: { cron: crons } }] : [push]
}
