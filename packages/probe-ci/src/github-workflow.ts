import { isMaterial } from './detect.ts'
import { actionInputs, inputOrigins } from './github-action.ts'
import { type Defaults, readConcurrency, readDefaults, readJob, readPermissions } from './github-job.ts'
import { jobOutputs } from './github-outputs.ts'
import { lookupIn, originsIn, type Scope, variants } from './github-scope.ts'
import { readMatrix } from './matrix.ts'
import { EMPTY_JOB, type Job, joinPath, type Pipeline, type Repo, type Trigger } from './model.ts'
import { entriesOf, get, isMap, type Node, placeOf, textMap, textOf, textsOf } from './node.ts'
import { foundIn } from './node-version.ts'
import { noteSecrets } from './secrets.ts'

const NO_DEFAULTS: Defaults = { directory: '.', shell: undefined }
/** Reusable workflows within reusable workflows; GitHub allows ten. */
const MAX_CALLS = 10

/** All workflows of GitHub Actions: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax */
export async function readGithub(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    if (root === undefined) continue
    noteSecrets(repo, root)
    pipelines.push(await readWorkflow(repo, path, root))
  }
  const called = new Set(repo.reused.map(({ path }) => path))
  const own = pipelines.map((each) => ({ ...each, isEntry: each.isEntry || !called.has(each.path) }))
  return [...own, ...(await readOrphans(repo, called))]
}

async function readWorkflow(repo: Repo, path: string, root: Node): Promise<Pipeline> {
  const triggers = readTriggers(get(root, 'on'))
  const isOnlyCalled = triggers.length > 0 && triggers.every(({ event }) => event === 'workflow_call')
  return {
    path,
    provider: 'github_actions',
    name: textOf(get(root, 'name')) ?? null,
    triggers,
    permissions: readPermissions(get(root, 'permissions')),
    concurrency: readConcurrency(get(root, 'concurrency')),
    jobs: await readJobs(repo, root, defaultInputs(root), defaultOrigins(root), [path]),
    isEntry: !isOnlyCalled,
  }
}

/** Of a workflow by itself, what its inputs are by default; without a default they are not known. */
function defaultInputs(root: Node): Map<string, string> {
  const calls = ['workflow_call', 'workflow_dispatch'].flatMap((event) => entriesOf(get(root, 'on', event, 'inputs')))
  return new Map(calls.flatMap(([name, input]) => [[name.toLowerCase(), textOf(get(input, 'default'))] as const].filter(hasText)))
}

function defaultOrigins(root: Node): Scope['origins'] {
  return new Map(['workflow_call', 'workflow_dispatch'].flatMap((event) => inputOrigins(get(root, 'on', event, 'inputs'))))
}

function hasText(entry: readonly [string, string | undefined]): entry is readonly [string, string] {
  return entry[1] !== undefined
}

async function readJobs(
  repo: Repo,
  root: Node,
  inputs: Scope['inputs'],
  given: Scope['origins'],
  trail: readonly string[],
): Promise<Job[]> {
  const outer: Scope = { inputs, env: new Map(), matrix: undefined, origins: given, outputs: jobOutputs(root) }
  const origins = new Map([...given, ...originsIn('env', get(root, 'env'), outer)])
  const scope: Scope = { ...outer, env: textMap(get(root, 'env')), origins }
  const defaults = readDefaults(root, NO_DEFAULTS)
  const jobs: Job[] = []
  for (const [id, node] of entriesOf(get(root, 'jobs'))) {
    if (!isMap(node)) continue
    const uses = textOf(get(node, 'uses'))
    if (uses === undefined) jobs.push(await readJob(repo, id, node, scope, defaults))
    else for (const one of await callWorkflow(repo, id, node, uses.trim(), scope, trail)) jobs.push(one)
  }
  return jobs
}

/** A job that is a reusable workflow: its jobs, once for each set of inputs, behind the job that calls them. */
async function callWorkflow(repo: Repo, id: string, node: Node, uses: string, outer: Scope, trail: readonly string[]): Promise<Job[]> {
  const place = placeOf(get(node, 'uses')!)
  const scope: Scope = { ...outer, matrix: readMatrix(get(node, 'strategy', 'matrix'), lookupIn(outer, undefined, false)) }
  const given = [...textMap(get(node, 'with'))]
  const caller: Job = {
    ...EMPTY_JOB,
    id,
    name: textOf(get(node, 'name')) ?? null,
    place: placeOf(node),
    permissions: readPermissions(get(node, 'permissions')),
    steps: [{ kind: 'action', name: null, ref: uses, inputs: new Map(given), place }],
  }
  const isLocal = uses.startsWith('./')
  const path = isLocal ? joinPath('.', uses) : null
  const reason = !isLocal
    ? 'remote'
    : path === null
      ? 'outside_repository'
      : trail.includes(path) || trail.length > MAX_CALLS
        ? 'cycle'
        : undefined
  if (path === null || reason !== undefined || !repo.has(path)) {
    repo.unresolved.push({ kind: 'workflow', ref: uses, reason: reason ?? 'not_found', place, inputs: new Map(given) })
    return [{ ...caller, ...versionsGiven(get(node, 'with')) }]
  }
  const root = await repo.open(path)
  if (root === undefined || !repo.follow(path)) return [caller]
  repo.reused.push({ kind: 'workflow', path, place })
  const jobs: Job[] = [caller]
  const declared = get(root, 'on', 'workflow_call') ?? root
  const origins = new Map([...inputOrigins(get(declared, 'inputs')), ...originsIn('inputs', get(node, 'with'), scope)])
  for (const values of variants(
    given.map(([, value]) => value),
    scope,
    true,
  )) {
    const inputs = actionInputs(declared, new Map(given.map(([name], i) => [name.toLowerCase(), values[i] ?? ''])))
    const inner = await readJobs(repo, root, inputs, origins, [...trail, path])
    for (const one of inner.map((job) => ({ ...job, id: `${id} / ${job.id}` }))) jobs.push(one)
  }
  return jobs
}

/** A version of Node.js that a remote workflow is given by name. */
function versionsGiven(given: Node | undefined): Pick<Job, 'nodeVersions'> {
  const asked = entriesOf(given).filter(([name]) => /^node[-_]?version$/i.test(name))
  const versions = asked.filter(([, node]) => /^v?\d[\w.-]*$/.test(textOf(node) ?? ''))
  return { nodeVersions: versions.flatMap(([, node]) => foundIn([textOf(node) ?? ''], [node])) }
}

function readTriggers(on: Node | undefined): Trigger[] {
  if (!isMap(on)) return textsOf(on).map((event) => ({ event, filters: {} }))
  return entriesOf(on).map(([event, node]) => ({ event, filters: event === 'schedule' ? schedule(node) : filters(node) }))
}

const FILTERS = ['branches', 'branches-ignore', 'tags', 'tags-ignore', 'paths', 'paths-ignore', 'types', 'workflows']

function filters(node: Node): Record<string, string[]> {
  return Object.fromEntries(FILTERS.map((name) => [name, textsOf(get(node, name))] as const).filter(([, values]) => values.length > 0))
}

function schedule(node: Node): Record<string, string[]> {
  const list = Array.isArray(node.value) ? node.value.keys() : []
  return { cron: [...list].flatMap((i) => textOf(get(node, i, 'cron')) ?? []) }
}

/**
 * Composite actions that no workflow of the repository uses: those of other repositories call what lies below .github by convention. Others
 * are opened for what is broken in them.
 */
async function readOrphans(repo: Repo, called: ReadonlySet<string>): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of repo.paths.filter((each) => /(?:^|\/)action\.ya?ml$/.test(each))) {
    if (called.has(path) || isMaterial(path)) continue
    const root = await repo.open(path)
    const list = get(root, 'runs', 'steps')
    if (root === undefined || list === undefined || !path.startsWith('.github/')) continue
    const node: Node = { ...root, value: { steps: list.value } }
    const job = await readJob(
      repo,
      'action',
      { ...node, keys: ['runs'] },
      {
        inputs: actionInputs(root, new Map()),
        env: new Map(),
        matrix: undefined,
        origins: new Map(inputOrigins(get(root, 'inputs'))),
        outputs: new Map(),
      },
      NO_DEFAULTS,
    )
    const name = textOf(get(root, 'name')) ?? null
    pipelines.push({ path, provider: 'github_actions', name, triggers: [], permissions: null, jobs: [job], isEntry: true })
  }
  return pipelines
}
