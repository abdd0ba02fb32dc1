import { type Dialect, EMPTY_JOB, type Job, type Pipeline, type Repo, type Script, scriptsOf, type Trigger } from './model.ts'
import { entriesOf, get, isMap, itemsOf, type Node, placeOf, textOf, textsOf } from './node.ts'
import { imageVersion } from './node-version.ts'
import { noteSecret } from './secrets.ts'

const ON_PUSH: readonly Trigger[] = [{ event: 'push', filters: {} }]

async function readAll(repo: Repo, paths: readonly string[], provider: string, jobsOf: (root: Node) => Job[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    if (!isMap(root)) continue
    pipelines.push({
      path,
      provider,
      name: textOf(get(root, 'name')) ?? null,
      triggers: ON_PUSH,
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
  return readAll(repo, paths, 'appveyor', (root) => {
    const runsOn = textsOf(get(root, 'image'))
    const isLinux = runsOn.length > 0 && runsOn.every((image) => /ubuntu|macos/i.test(image))
    const steps = APPVEYOR.flatMap((phase) =>
      itemsOf(get(root, phase)).flatMap((item) => appveyorStep(item, phase, isLinux ? 'posix' : 'lines')),
    )
    const environment = [get(root, 'environment'), ...itemsOf(get(root, 'environment', 'matrix'))]
    const versions = environment.flatMap((node) =>
      entriesOf(node).flatMap(([name, value]) => (/^node(?:js)?_?version$/i.test(name) ? (textOf(value) ?? []) : [])),
    )
    return [
      {
        ...EMPTY_JOB,
        id: 'build',
        place: root.doc.path,
        runsOn,
        nodeVersions: versions,
        nodeMatrix: versions.length > 1 ? versions : [],
        steps,
      },
    ]
  })
}

function appveyorStep(item: Node, name: string, dialect: Dialect): Script[] {
  if (!isMap(item)) return scriptsOf(item, { name, dialect })
  return entriesOf(item).flatMap(([shell, node]) =>
    scriptsOf(node, { name, dialect: shell === 'sh' || shell === 'bash' ? 'posix' : shell === 'cmd' ? dialect : 'lines' }),
  )
}

/** Cirrus CI, a job for each task: https://cirrus-ci.org/guide/writing-tasks/ */
export function readCirrus(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  return readAll(repo, paths, 'cirrus', (root) => {
    const tasks = entriesOf(root).flatMap(([key, node]) =>
      key === 'task' ? itemsOf(node).map((each) => [key, each] as const) : key.endsWith('_task') ? [[key, node] as const] : [],
    )
    return tasks
      .filter(([, node]) => isMap(node))
      .map(([key, node]) => {
        const scripts = entriesOf(node).flatMap(([name, value]) =>
          name === 'script' || name.endsWith('_script') ? scriptsOf(value, { name }) : [],
        )
        const images = ['container', 'arm_container'].flatMap((kind) => [
          ...textsOf(get(node, kind, 'image')),
          ...textsOf(get(node, kind, 'matrix', 'image')),
        ])
        const all = [...images, ...itemsOf(get(node, 'container', 'matrix')).flatMap((each) => textOf(get(each, 'image')) ?? [])]
        const versions = [...new Set(all.flatMap((image) => imageVersion(image) ?? []))]
        const id = textOf(get(node, 'name')) ?? key.replace(/_task$/, '')
        return {
          ...EMPTY_JOB,
          id,
          place: placeOf(node),
          container: all[0] ?? null,
          nodeVersions: versions,
          nodeMatrix: versions.length > 1 ? versions : [],
          steps: scripts,
        }
      })
  })
}

/** Semaphore 2, a job for each job of its blocks: https://docs.semaphore.io/reference/pipeline-yaml */
export function readSemaphore(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  return readAll(repo, paths, 'semaphore', (root) => {
    const shared = get(root, 'global_job_config')
    return itemsOf(get(root, 'blocks')).flatMap((block) => {
      const task = get(block, 'task')
      for (const secret of itemsOf(get(task, 'secrets'))) noteSecret(repo, textOf(get(secret, 'name')) ?? '', placeOf(secret))
      const around = (key: string) => [shared, task].flatMap((node) => scriptsOf(get(node, key, 'commands'), { name: key }))
      const agent = get(task, 'agent') ?? get(root, 'agent')
      const container = textOf(get(itemsOf(get(agent, 'containers'))[0], 'image')) ?? null
      return itemsOf(get(task, 'jobs')).map((job, i): Job => {
        const steps = [
          ...around('prologue'),
          ...scriptsOf(get(job, 'commands'), { name: textOf(get(job, 'name')) ?? null }),
          ...around('epilogue'),
        ]
        const id = [textOf(get(block, 'name')), textOf(get(job, 'name')) ?? `job-${i + 1}`].filter((part) => part !== undefined).join('/')
        return {
          ...EMPTY_JOB,
          id,
          place: placeOf(job),
          runsOn: textsOf(get(agent, 'machine', 'type')),
          container,
          nodeVersions: semaphoreVersions(steps, container),
          steps,
        }
      })
    })
  })
}

/** `sem-version node 20` */
function semaphoreVersions(steps: readonly Script[], container: string | null): string[] {
  const asked = steps.flatMap(({ text }) => /\bsem-version node v?(\d[\w.]*)/.exec(text)?.[1] ?? [])
  return [...asked, ...(container === null ? [] : [imageVersion(container)].filter((version) => version !== undefined))]
}

const SHIPPABLE = ['pre_ci', 'ci', 'post_ci', 'on_success', 'on_failure', 'push']

/** Shippable, which is no more; one job: https://github.com/Shippable/docs */
export function readShippable(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  return readAll(repo, paths, 'shippable', (root) => {
    const steps = SHIPPABLE.flatMap((phase) => scriptsOf(get(root, 'build', phase), { name: phase }))
    const versions = textsOf(get(root, 'node_js'))
    return [
      {
        ...EMPTY_JOB,
        id: 'build',
        place: root.doc.path,
        services: textsOf(get(root, 'services')),
        nodeVersions: versions,
        nodeMatrix: versions.length > 1 ? versions : [],
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
