import { EMPTY_JOB, type Job, type Pipeline, type Repo, type Step, scriptsOf, type Trigger } from './model.ts'
import { entriesOf, get, isMap, itemsOf, type Node, placeOf, textMap, textOf, textsOf } from './node.ts'
import { foundIn, imageVersion } from './node-version.ts'

/** Bitbucket Pipelines: https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/ */
export async function readBitbucket(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    if (root === undefined) continue
    const lists = listsOf(root)
    for (const { list } of lists) noteImport(repo, list)
    const jobs = lists.flatMap(({ id, list, trigger }) =>
      stepsIn(list, 0, null).map(({ step, deployment }, i) => ({
        ...readJob(step, root, `${id}/${textOf(get(step, 'name')) ?? i + 1}`, deployment),
        events: [trigger.event],
      })),
    )
    pipelines.push({
      path,
      provider: 'bitbucket',
      name: null,
      triggers: lists.map(({ trigger }) => trigger),
      permissions: null,
      jobs,
      isEntry: true,
    })
  }
  return pipelines
}

/** The pipelines of a file: the default one, and those of branches, tags, pull requests and of choice. */
function listsOf(root: Node): { id: string; list: Node; trigger: Trigger }[] {
  return entriesOf(get(root, 'pipelines')).flatMap(([section, node]) => {
    if (section === 'default') return [{ id: section, list: node, trigger: { event: 'push', filters: {} } }]
    const event = section === 'pull-requests' ? 'pull_request' : section === 'custom' ? 'manual' : 'push'
    return entriesOf(node).map(([name, list]) => {
      const filters = section === 'custom' ? {} : { [section === 'tags' ? 'tags' : 'branches']: [name] }
      return { id: `${section}/${name}`, list, trigger: { event, filters } }
    })
  })
}

/** A pipeline of another repository: https://support.atlassian.com/bitbucket-cloud/docs/share-pipelines-configurations/ */
function noteImport({ unresolved }: Repo, list: Node): void {
  const source = get(list, 'import')
  const ref = textOf(source)
  if (source && ref !== undefined) unresolved.push({ kind: 'workflow', ref, reason: 'remote', place: placeOf(source), inputs: new Map() })
}

/** Steps, those of `parallel` and `stage` too; a stage may say what it deploys to. */
function stepsIn(list: Node, depth: number, deployment: string | null): { step: Node; deployment: string | null }[] {
  if (depth > 4) return []
  return itemsOf(list).flatMap((item) => {
    const step = get(item, 'step')
    if (isMap(step)) return [{ step, deployment }]
    const parallel = get(item, 'parallel')
    const inner = get(item, 'stage', 'steps') ?? (isMap(parallel) ? get(parallel, 'steps') : parallel)
    return inner === undefined ? [] : stepsIn(inner, depth + 1, textOf(get(item, 'stage', 'deployment')) ?? deployment)
  })
}

function readJob(node: Node, root: Node, id: string, deployment: string | null): Job {
  const [image = null, imageNode] = imageOf(get(node, 'image')) ?? imageOf(get(root, 'image')) ?? []
  const steps: Step[] = ['script', 'after-script'].flatMap((key) =>
    itemsOf(get(node, key)).flatMap((item, i): Step[] => {
      const pipe = textOf(get(item, 'pipe'))
      if (pipe === undefined) return scriptsOf(item).map((script) => (i === 0 ? script : { ...script, continues: true }))
      return [
        {
          kind: 'action',
          name: textOf(get(item, 'name')) ?? null,
          ref: pipe,
          inputs: names(get(item, 'variables')),
          place: placeOf(get(item, 'pipe')!),
        },
      ]
    }),
  )
  const version = image === null ? undefined : imageVersion(image)
  return {
    ...EMPTY_JOB,
    id,
    name: textOf(get(node, 'name')) ?? null,
    place: placeOf(node),
    runsOn: textsOf(get(node, 'runs-on')),
    container: image,
    services: textsOf(get(node, 'services')).map((name) => imageOf(get(root, 'definitions', 'services', name, 'image'))?.[0] ?? name),
    nodeVersions: version === undefined ? [] : foundIn([version], [imageNode!]),
    environment: textOf(get(node, 'deployment')) ?? deployment,
    steps,
  }
}

/** Variables of a pipe may be secrets: their names alone. */
function names(node: Node | undefined): Map<string, string> {
  return new Map([...textMap(node).keys()].map((name) => [name, '']))
}

function imageOf(node: Node | undefined): [string, Node] | undefined {
  for (const each of [node, get(node, 'name')]) {
    const text = textOf(each)
    if (each && text !== undefined) return [text, each]
  }
  return undefined
}
