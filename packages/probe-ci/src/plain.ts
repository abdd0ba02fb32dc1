import {
  type Action,
  type Dialect,
  EMPTY_JOB,
  type Job,
  oneShell,
  type Pipeline,
  type Repo,
  type Script,
  scriptsOf,
  type Trigger,
} from './model.ts'
import { entriesOf, get, isMap, itemsOf, type Node, placeOf, textOf, textsOf } from './node.ts'
import { foundIn, valuesOf } from './node-version.ts'

/** AppVeyor says for which branches. */
function triggersOf(root: Node): Trigger[] {
  const [only, except] = ['only', 'except'].map((key) => textsOf(get(root, 'branches', key)))
  const filters = { ...(only?.length ? { branches: only } : {}), ...(except?.length ? { 'branches-ignore': except } : {}) }
  return [{ event: 'push', filters }]
}

/** One pipeline of each file, started by pushes. */
export async function readPlain(
  repo: Repo,
  paths: readonly string[],
  provider: string,
  jobsOf: (root: Node) => Job[],
): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    if (!isMap(root)) continue
    pipelines.push({
      path,
      provider,
      name: textOf(get(root, 'name')) ?? null,
      triggers: triggersOf(root),
      permissions: null,
      jobs: jobsOf(root),
      isEntry: true,
    })
  }
  return pipelines
}

const APPVEYOR =
  'init install before_build build_script after_build before_test test_script after_test before_package before_deploy deploy_script after_deploy on_success on_failure on_finish'.split(
    ' ',
  )

/** AppVeyor, one job: https://www.appveyor.com/docs/appveyor-yml/ */
export function readAppveyor(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  return readPlain(repo, paths, 'appveyor', (root) => {
    const runsOn = textsOf(get(root, 'image'))
    const isLinux = runsOn.length > 0 && runsOn.every((image) => /ubuntu|macos/i.test(image))
    const steps = APPVEYOR.flatMap((phase) =>
      itemsOf(get(root, phase)).flatMap((item) => appveyorStep(item, phase, isLinux ? 'posix' : 'lines')),
    )
    const environment = [get(root, 'environment'), ...itemsOf(get(root, 'environment', 'matrix'))]
    const stackNode = get(root, 'stack')
    const stack = /\bnode (\d[\w.]*)/.exec(textOf(stackNode) ?? '')?.[1]
    const nodes = environment.flatMap((node) =>
      entriesOf(node).flatMap(([name, value]) => (/^node(?:js)?_?version$/i.test(name) && textOf(value) !== undefined ? [value] : [])),
    )
    const asked = foundIn(nodes.flatMap(textsOf), nodes)
    const versions = asked.length > 0 || stack === undefined ? asked : foundIn([stack], [stackNode!])
    const deploys = itemsOf(get(root, 'deploy')).flatMap(appveyorDeploy)
    return [
      {
        ...EMPTY_JOB,
        id: 'build',
        place: root.doc.path,
        runsOn,
        nodeVersions: versions,
        nodeMatrix: versions.length > 1 ? valuesOf(versions) : [],
        steps: [...steps, ...deploys],
      },
    ]
  })
}

/** https://www.appveyor.com/docs/deployment/ */
function appveyorDeploy(item: Node): Action[] {
  const provider = get(item, 'provider')
  const ref = textOf(provider)
  if (!provider || ref === undefined) return []
  return [{ kind: 'action', name: 'deploy', ref: `deploy:${ref}`, known: 'appveyor:deploy', inputs: new Map(), place: placeOf(provider) }]
}

function appveyorStep(item: Node, name: string, dialect: Dialect): Script[] {
  if (!isMap(item)) return scriptsOf(item, { name, dialect })
  return entriesOf(item).flatMap(([shell, node]) =>
    scriptsOf(node, { name, dialect: shell === 'sh' || shell === 'bash' ? 'posix' : shell === 'cmd' ? dialect : 'lines' }),
  )
}

const SHIPPABLE = ['pre_ci', 'ci', 'post_ci', 'on_success', 'on_failure', 'push']

/** Shippable, which is no more; one job: https://github.com/Shippable/docs */
export function readShippable(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  return readPlain(repo, paths, 'shippable', (root) => {
    const steps = oneShell(SHIPPABLE.flatMap((phase) => scriptsOf(get(root, 'build', phase), { name: phase })))
    const included = itemsOf(get(root, 'matrix', 'include'))
    const nodes = [root, ...included].flatMap((each) => get(each, 'node_js') ?? [])
    const versions = foundIn(nodes.flatMap(textsOf), nodes)
    return [
      {
        ...EMPTY_JOB,
        id: 'build',
        place: root.doc.path,
        services: textsOf(get(root, 'services')),
        nodeVersions: versions,
        nodeMatrix: versions.length > 1 ? valuesOf(versions) : [],
        steps,
      },
    ]
  })
}

/** TeamCity: a program in Kotlin or generated XML; that it is there is all that is said. */
export async function readTeamcity(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  for (const path of paths) repo.unresolved.push({ kind: 'steps', ref: path, reason: 'computed', place: path, inputs: new Map() })
  return []
}
