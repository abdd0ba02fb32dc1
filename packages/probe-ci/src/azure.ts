import { type AzureScope, fillScope, parameterOrigins, parametersOf, sourcesOf, stepsOf } from './azure-steps.ts'
import { findTemplate } from './azure-template.ts'
import { isMaterial } from './detect.ts'
import { EMPTY_JOB, type Job, nodesOf, type Pipeline, type Repo, type Trigger } from './model.ts'
import { entriesOf, get, isList, isMap, itemsOf, type Node, placeOf, textMap, textOf, textsOf } from './node.ts'
import { foundIn, imageVersion } from './node-version.ts'

/**
 * Azure Pipelines: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/
 * The file is named in the web interface: `paths` are those with the usual name, others are found by what they hold. A file that is a
 * template of another one is no pipeline by itself.
 */
export async function readAzure(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const roots = new Map<string, Node>()
  for (const path of repo.paths) {
    const isNamed = paths.includes(path)
    if (!isNamed && (!CANDIDATE.test(path) || isMaterial(path) || !LOOKS.test((await repo.ctx.text(path)) ?? ''))) continue
    const root = await repo.open(path)
    if (root !== undefined && (isNamed || isPipeline(root))) roots.set(path, root)
  }
  const pipelines: Pipeline[] = []
  for (const [path, root] of roots) pipelines.push(await readPipeline(repo, path, root))
  const templates = new Set(repo.reused.filter(({ kind }) => kind === 'template').map(({ path }) => path))
  return pipelines.filter(({ path }) => !templates.has(path))
}

const CANDIDATE = /^(?!\.(?:github|gitlab|circleci|buildkite|semaphore|woodpecker|gitlab-ci)\b).*\.ya?ml$/
const LOOKS = /^(?:[ \t]*-[ \t]*)?(?:steps|jobs|stages|extends|template)\s*:/m

/** Only keys that no other system has count: a task, a pool of agents, a template. */
function isPipeline(root: Node): boolean {
  if (textOf(get(root, 'extends', 'template')) !== undefined) return true
  const steps = stepNodes(root, 0)
  const pools = [root, ...itemsOf(get(root, 'jobs'))].some((node) => textOf(get(node, 'pool', 'vmImage')) !== undefined)
  const has = (key: string) => steps.some((step) => textOf(get(step, key)) !== undefined)
  if (entriesOf(root).some(([key]) => key === 'on' || key === 'runs' || key === 'image')) return false
  return (
    has('task') ||
    has('pwsh') ||
    has('checkout') ||
    ((has('script') || has('bash')) && (pools || get(root, 'pool') !== undefined || get(root, 'trigger') !== undefined))
  )
}

function stepNodes(node: Node, depth: number): Node[] {
  if (depth > 3) return []
  const nested = ['stages', 'jobs'].flatMap((key) =>
    isList(get(node, key)) ? itemsOf(get(node, key)).flatMap((item) => stepNodes(item, depth + 1)) : [],
  )
  return [...(isList(get(node, 'steps')) ? itemsOf(get(node, 'steps')).filter(isMap) : []), ...nested]
}

async function readPipeline(repo: Repo, path: string, root: Node): Promise<Pipeline> {
  const origins = new Map([...parameterOrigins(root, undefined, undefined), ...variableOrigins(root)])
  const scope: AzureScope = {
    repo,
    parameters: parametersOf(root, new Map()),
    variables: variablesOf(root),
    trail: [path],
    axes: [],
    origins,
  }
  const name = textOf(get(root, 'name')) ?? null
  return {
    path,
    provider: 'azure_pipelines',
    name,
    triggers: triggersOf(root),
    permissions: null,
    jobs: await jobsOf(root, scope, root),
    isEntry: true,
  }
}

/** The jobs of a pipeline, a stage or a template; `outer` says the pool where they do not. */
async function jobsOf(node: Node, scope: AzureScope, outer: Node): Promise<Job[]> {
  const jobs: Job[] = []
  for (const key of ['stages', 'jobs']) {
    for (const item of inserted(get(node, key))) {
      if (get(item, 'template') !== undefined) for (const one of await templateJobs(item, scope, outer)) jobs.push(one)
      else if (key === 'stages') for (const one of await jobsOf(item, scope, get(item, 'pool') ? item : outer)) jobs.push(one)
      else jobs.push(await readJob(item, scope, outer))
    }
  }
  if (get(node, 'steps') !== undefined) jobs.push(await readJob(node, scope, outer))
  const base = get(node, 'extends')
  if (base !== undefined) {
    for (const one of await templateJobs(base, scope, outer)) jobs.push(one)
    for (const one of await parameterJobs(get(base, 'parameters'), scope, outer)) jobs.push(one)
  }
  return jobs
}

/** Items of a list, those behind `${{ if … }}:` and `${{ each … }}:` too. */
export function inserted(node: Node | undefined, depth = 0): Node[] {
  if (!isList(node) || depth > 10) return []
  return itemsOf(node).flatMap((item) => {
    const [entry, ...others] = entriesOf(item)
    return entry !== undefined && others.length === 0 && entry[0].startsWith('${{')
      ? inserted(entry[1], depth + 1)
      : isMap(item)
        ? [item]
        : []
  })
}

async function templateJobs(item: Node, scope: AzureScope, outer: Node): Promise<Job[]> {
  const template = await findTemplate(item, scope)
  return template === undefined ? [] : jobsOf(template.root, template.scope, outer)
}

/** Lists of stages, jobs or steps that are handed to a template as parameters run in it. */
async function parameterJobs(parameters: Node | undefined, scope: AzureScope, outer: Node, depth = 0): Promise<Job[]> {
  const jobs: Job[] = []
  if (depth > 5) return jobs
  for (const [key, value] of entriesOf(parameters)) {
    if (isMap(value)) for (const one of await parameterJobs(value, scope, outer, depth + 1)) jobs.push(one)
    if (!isList(value)) continue
    const items = inserted(value)
    if (key === 'stages' || key === 'jobs')
      for (const one of await jobsOf({ ...parameters!, value: { [key]: value.value } }, scope, outer)) jobs.push(one)
    else if (items.some((item) => STEP_KEYS.some((step) => textOf(get(item, step)) !== undefined)))
      jobs.push(await readJob(value, scope, outer, { name: key, list: value }))
    else for (const item of items) for (const one of await parameterJobs(item, scope, outer, depth + 1)) jobs.push(one)
  }
  return jobs
}

const STEP_KEYS = ['script', 'bash', 'pwsh', 'powershell', 'task', 'template', 'checkout']

/** A list of steps that stands elsewhere, and what to call it. */
interface Steps {
  readonly name?: string
  readonly list?: Node | undefined
}

async function readJob(node: Node, outer: AzureScope, base: Node, { name = 'job', list = get(node, 'steps') }: Steps = {}): Promise<Job> {
  const matrix = get(node, 'strategy', 'matrix')
  const scope: AzureScope = {
    ...outer,
    variables: new Map([...outer.variables, ...variablesOf(node)]),
    axes: entriesOf(matrix).map(([, values]) => textMap(values)),
    origins: new Map([...outer.origins, ...variableOrigins(node), ...matrixOrigins(matrix)]),
  }
  const fill = (text: string | undefined) => (text === undefined ? undefined : fillScope(text, scope))
  const pool = get(node, 'pool') ?? get(base, 'pool')
  const runsOn = [textOf(pool), textOf(get(pool, 'vmImage')), textOf(get(pool, 'name'))].flatMap((label) => fill(label) ?? [])
  const image = get(node, 'container', 'image') ?? get(node, 'container')
  const container = fill(textOf(image)) ?? null
  const lifecycle = entriesOf(get(node, 'strategy')).flatMap(([, each]) =>
    entriesOf(each).flatMap(([, phase]) => get(phase, 'steps') ?? []),
  )
  const lists = [list, ...lifecycle]
  const isWindows = runsOn.length > 0 && runsOn.every((label) => /windows|vs20/i.test(label))
  const steps = (await Promise.all(lists.map((each) => stepsOf(each, scope, isWindows)))).flat()
  const version = container === null ? undefined : imageVersion(container)
  const versions = version === undefined ? [] : foundIn([version], sourcesOf(image!, scope))
  const nodes = nodesOf(steps, [{ nodeVersions: versions, nodeMatrix: [], nodeVersionFiles: [] }])
  const environment = textOf(get(node, 'environment')) ?? textOf(get(node, 'environment', 'name')) ?? null
  const id = textOf(get(node, 'job')) ?? textOf(get(node, 'deployment')) ?? name
  const display = fill(textOf(get(node, 'displayName'))) ?? null
  return { ...EMPTY_JOB, id, name: display, place: placeOf(list ?? node), runsOn, container, environment, ...nodes, steps }
}

/** Static variables: a map, or a list of names and values. */
function variablesOf(node: Node): Map<string, string> {
  const variables = get(node, 'variables')
  if (isMap(variables)) return textMap(variables)
  return new Map(
    itemsOf(variables)
      .flatMap((item) => [[textOf(get(item, 'name')), textOf(get(item, 'value'))]] as const)
      .flatMap(([name, value]) => (name !== undefined && value !== undefined ? [[name, value] as const] : [])),
  )
}

function variableOrigins(node: Node): AzureScope['origins'] {
  const variables = get(node, 'variables')
  const named = isMap(variables)
    ? entriesOf(variables)
    : itemsOf(variables).map((item) => [textOf(get(item, 'name')) ?? '', get(item, 'value') ?? item] as const)
  return new Map(named.map(([name, value]) => [`variables.${name.toLowerCase()}`, [{ node: value, scope: undefined }]]))
}

function matrixOrigins(matrix: Node | undefined): AzureScope['origins'] {
  const origins = new Map<string, { node: Node; scope: undefined }[]>()
  for (const [name, node] of entriesOf(matrix).flatMap(([, values]) => entriesOf(values))) {
    const key = `variables.${name.toLowerCase()}`
    origins.set(key, [...(origins.get(key) ?? []), { node, scope: undefined }])
  }
  return origins
}

function triggersOf(root: Node): Trigger[] {
  const triggers: Trigger[] = []
  for (const [key, event] of [
    ['trigger', 'push'],
    ['pr', 'pull_request'],
  ] as const) {
    const node = get(root, key)
    if (textOf(node) === 'none') continue
    if (node !== undefined || event === 'push') triggers.push({ event, filters: filtersOf(node) })
  }
  const cron = itemsOf(get(root, 'schedules')).flatMap((schedule) => textOf(get(schedule, 'cron')) ?? [])
  return cron.length > 0 ? [...triggers, { event: 'schedule', filters: { cron } }] : triggers
}

function filtersOf(node: Node | undefined): Record<string, string[]> {
  const lists = isMap(node)
    ? ['branches', 'paths', 'tags'].flatMap((name) => [
        [name, textsOf(isList(get(node, name)) ? get(node, name) : get(node, name, 'include'))] as const,
        [`${name}-ignore`, textsOf(get(node, name, 'exclude'))] as const,
      ])
    : [['branches', textsOf(node)] as const]
  return Object.fromEntries(lists.filter(([, values]) => values.length > 0))
}
