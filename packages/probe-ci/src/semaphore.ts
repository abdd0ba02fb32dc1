import { EMPTY_JOB, type Job, oneShell, type Pipeline, type Repo, type Script, scriptsOf } from './model.ts'
import { get, itemsOf, type Node, placeOf, textOf, textsOf } from './node.ts'
import { type Found, foundIn, imageVersion, valuesOf } from './node-version.ts'
import { readPlain } from './plain.ts'
import { noteSecret } from './secrets.ts'

/** Semaphore 2, a job for each job of its blocks; other pipelines are promoted to: https://docs.semaphore.io/reference/pipeline-yaml */
export async function readSemaphore(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines = await readPlain(repo, paths, 'semaphore', (root) => {
    noteSecrets(repo, get(root, 'global_job_config'))
    const blocks = itemsOf(get(root, 'blocks')).flatMap((block) => jobsOf(repo, root, get(block, 'task'), textOf(get(block, 'name'))))
    return [...blocks, ...jobsOf(repo, root, get(root, 'after_pipeline', 'task'), 'after_pipeline')]
  })
  return pipelines.map((each) =>
    /\/semaphore\.ya?ml$/.test(each.path) ? each : { ...each, triggers: [{ event: 'promotion', filters: {} }] },
  )
}

function noteSecrets(repo: Repo, node: Node | undefined): void {
  for (const secret of itemsOf(get(node, 'secrets'))) noteSecret(repo, textOf(get(secret, 'name')) ?? '', placeOf(secret))
}

function jobsOf(repo: Repo, root: Node, task: Node | undefined, block: string | undefined): Job[] {
  noteSecrets(repo, task)
  const shared = get(root, 'global_job_config')
  const around = (...keys: string[]) => [shared, task].flatMap((node) => scriptsOf(get(node, ...keys, 'commands'), { name: keys[0]! }))
  const agent = get(task, 'agent') ?? get(root, 'agent')
  const image = get(itemsOf(get(agent, 'containers'))[0], 'image')
  const container = textOf(image) ?? null
  return itemsOf(get(task, 'jobs')).map((job, i): Job => {
    const file = get(job, 'commands_file')
    const ref = textOf(file)
    if (file && ref !== undefined) repo.unresolved.push({ kind: 'steps', ref, reason: 'computed', place: placeOf(file), inputs: new Map() })
    const own = scriptsOf(get(job, 'commands'), { name: textOf(get(job, 'name')) ?? null })
    const after = [
      ...around('epilogue'),
      ...around('epilogue', 'always'),
      ...around('epilogue', 'on_pass'),
      ...around('epilogue', 'on_fail'),
    ]
    const steps = oneShell([...around('prologue'), ...own, ...after])
    const versions = versionsOf(steps, image, job)
    return {
      ...EMPTY_JOB,
      id: [block, textOf(get(job, 'name')) ?? `job-${i + 1}`].filter((part) => part !== undefined).join('/'),
      place: placeOf(job),
      runsOn: textsOf(get(agent, 'machine', 'type')),
      container,
      nodeVersions: versions,
      nodeMatrix: versions.length > 1 ? valuesOf(versions) : [],
      steps,
    }
  })
}

/** `sem-version node 20`, or `$NODE` with the values that the matrix of the job gives it. */
function versionsOf(steps: readonly Script[], image: Node | undefined, job: Node): Found[] {
  const found = steps.flatMap(({ text, place }): Found[] => {
    const [call, version, variable] = /\bsem-version node (?:v?(\d[\w.]*)|\$\{?(\w+)\}?)/.exec(text) ?? []
    if (call === undefined) return []
    if (version !== undefined) return [{ value: version, at: [place(text.slice(0, text.indexOf(call)).split('\n').length - 1, call)] }]
    const axes = itemsOf(get(job, 'matrix')).filter((axis) => textOf(get(axis, 'env_var')) === variable)
    return axes.flatMap((axis) => foundIn(textsOf(get(axis, 'values')), [get(axis, 'values') ?? axis]))
  })
  const version = image && imageVersion(textOf(image) ?? '')
  const all = version === undefined ? found : [...found, ...foundIn([version], [image!])]
  return [...new Map(all.map((each) => [each.value, each])).values()]
}
