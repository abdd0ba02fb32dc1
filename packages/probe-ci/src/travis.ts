import { EMPTY_JOB, type Job, oneShell, type Pipeline, type Repo, scriptsOf, type Trigger } from './model.ts'
import { get, isMap, itemsOf, type Node, placeOf, textOf, textsOf } from './node.ts'
import { foundIn, valuesOf } from './node-version.ts'

/** The phases in their order: https://docs.travis-ci.com/user/job-lifecycle/ */
const PHASES =
  'before_install install before_script script before_cache after_success after_failure before_deploy deploy after_deploy after_script'.split(
    ' ',
  )

/** A configuration of Travis CI: one job for the matrix, and those that `jobs.include` adds. */
export async function readTravis(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    if (root === undefined) continue
    const included = ['jobs', 'matrix'].flatMap((key) => itemsOf(get(root, key, 'include')).filter(isMap))
    const isStaged = included.some((job) => get(job, 'stage') !== undefined || get(job, 'script') !== undefined)
    const own = isStaged && get(root, 'script') === undefined ? [] : [readJob(root, root, 'default')]
    const jobs = [
      ...own,
      ...included.map((job, i) => readJob(job, root, textOf(get(job, 'name')) ?? textOf(get(job, 'stage')) ?? `include-${i + 1}`)),
    ]
    pipelines.push({
      path,
      provider: 'travis',
      name: null,
      triggers: triggersOf(root),
      permissions: null,
      jobs: withMatrix(jobs, root),
      isEntry: true,
    })
  }
  return pipelines
}

function readJob(node: Node, root: Node, id: string): Job {
  const either = (key: string) => get(node, key) ?? get(root, key)
  const steps = oneShell(
    PHASES.filter((phase) => phase !== 'deploy').flatMap((phase) => scriptsOf(skipped(either(phase)), { name: phase })),
  )
  const deploys = itemsOf(either('deploy')).filter(isMap)
  const actions = deploys.flatMap((deploy) => {
    const provider = textOf(get(deploy, 'provider'))
    const script = scriptsOf(get(deploy, 'script'), { name: 'deploy' })
    if (provider === undefined) return script
    const about = { name: 'deploy', ref: `deploy:${provider}`, known: 'travis:deploy', inputs: new Map() }
    return [{ kind: 'action' as const, ...about, place: placeOf(get(deploy, 'provider')!) }, ...script]
  })
  return {
    ...EMPTY_JOB,
    id,
    place: placeOf(node),
    runsOn: ['os', 'dist'].flatMap((key) => textsOf(either(key))),
    services: textsOf(either('services')),
    nodeVersions: foundIn(
      textsOf(either('node_js')),
      [either('node_js')].flatMap((each) => each ?? []),
    ),
    steps: [...steps, ...actions],
  }
}

/** `skip` is no command: https://docs.travis-ci.com/user/job-lifecycle/#skipping-the-installation-phase */
function skipped(node: Node | undefined): Node | undefined {
  return textOf(node) === 'skip' ? undefined : node
}

/** The versions of `node_js`, and those that included jobs have of their own. */
function withMatrix(jobs: readonly Job[], root: Node): Job[] {
  const versions = new Set([...textsOf(get(root, 'node_js')), ...jobs.flatMap(({ nodeVersions }) => valuesOf(nodeVersions))])
  return jobs.map((job) => (versions.size > 1 ? { ...job, nodeMatrix: valuesOf(job.nodeVersions) } : job))
}

function triggersOf(root: Node): Trigger[] {
  const only = textsOf(get(root, 'branches', 'only'))
  const except = textsOf(get(root, 'branches', 'except'))
  const filters = { ...(only.length > 0 ? { branches: only } : {}), ...(except.length > 0 ? { 'branches-ignore': except } : {}) }
  return [
    { event: 'push', filters },
    { event: 'pull_request', filters: {} },
  ]
}
