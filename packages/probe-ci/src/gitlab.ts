import {
  type Config,
  createConfig,
  extended,
  flattened,
  includedFiles,
  readSections,
  type Section,
  variableNodes,
  variablesOf,
} from './gitlab-config.ts'
import { EMPTY_JOB, type Job, oneShell, type Pipeline, type Repo, scriptsOf, type Trigger } from './model.ts'
import { entriesOf, get, isMap, itemsOf, type Node, placeOf, textOf, textsOf } from './node.ts'
import { foundIn, imageVersion } from './node-version.ts'
import { noteSecret } from './secrets.ts'

/** Top-level keys that are no jobs: https://docs.gitlab.com/ci/yaml/#global-keywords */
const GLOBAL = new Set('default include stages variables workflow image services before_script after_script cache spec types'.split(' '))

/** Pipelines of GitLab CI/CD, child pipelines too: https://docs.gitlab.com/ci/yaml/ */
export async function readGitlab(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  const queue = [...paths]
  const seen = new Set(queue)
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const sections = await readSections(repo, path)
    if (sections === undefined) continue
    pipelines.push(readPipeline(repo, path, sections))
    for (const one of childPipelines(repo, sections).filter((child) => !seen.has(child) && seen.add(child))) queue.push(one)
  }
  return pipelines
}

function readPipeline(repo: Repo, path: string, sections: ReadonlyMap<string, Section>): Pipeline {
  const config = createConfig(sections)
  const jobs = [...sections.keys()]
    .filter((name) => !GLOBAL.has(name) && !name.startsWith('.'))
    .flatMap((name) => readJob(repo, config, name) ?? [])
  const name = textOf(sections.get('workflow')?.get('name')) ?? null
  return { path, provider: 'gitlab_ci', name, triggers: triggersOf(sections), permissions: null, jobs, isEntry: true }
}

function readJob(repo: Repo, config: Config, name: string): Job | undefined {
  const { sections } = config
  const job = extended(config, name)
  const [first] = sections.get(name)?.values() ?? []
  if (job === undefined || first === undefined || !['script', 'trigger', 'run', 'extends', 'before_script'].some((key) => job.has(key)))
    return undefined
  const isAlone = textOf(get(job.get('inherit'), 'default')) === 'false'
  const isBridge = job.has('trigger')
  const either = (key: string) =>
    job.get(key) ?? (isAlone || isBridge ? undefined : (sections.get('default')?.get(key) ?? sections.get(key)?.get('')))
  // What comes after has a shell of its own: https://docs.gitlab.com/ci/yaml/#after_script
  const shells = isBridge ? [] : [['before_script', 'script'], ['after_script']]
  const steps = shells.flatMap((keys) => oneShell(keys.flatMap((key) => flattened(config, either(key)).flatMap((item) => scriptsOf(item)))))
  for (const [secret, node] of entriesOf(job.get('secrets'))) noteSecret(repo, secret, placeOf(node))
  const imageNode = either('image') ?? sections.get('image')?.get('name')
  const image = imageOf(imageNode)
  return {
    ...EMPTY_JOB,
    id: name,
    place: placeOf({ ...first, keys: first.keys.slice(0, 1) }),
    runsOn: textsOf(either('tags')),
    container: image ?? null,
    services: itemsOf(either('services')).flatMap((service) => imageOf(service) ?? []),
    ...nodeVersions(image, variablesOf(config, job), job.get('parallel'), imageNode ? [imageNode, ...variableNodes(config, job)] : []),
    environment: textOf(get(job.get('environment'), 'name')) ?? textOf(job.get('environment')) ?? null,
    steps,
  }
}

function imageOf(node: Node | undefined): string | undefined {
  return textOf(node) ?? textOf(get(node, 'name'))
}

/** Of the image, for each combination of `parallel: matrix` that it depends on. */
function nodeVersions(
  image: string | undefined,
  variables: ReadonlyMap<string, string>,
  parallel: Node | undefined,
  nodes: readonly Node[],
): Pick<Job, 'nodeVersions' | 'nodeMatrix'> {
  if (image === undefined) return { nodeVersions: [], nodeMatrix: [] }
  const names = [...image.matchAll(/\$\{?(\w+)\}?/g)].map(([, name = '']) => name)
  const choices = itemsOf(get(parallel, 'matrix'))
    .filter(isMap)
    .flatMap((axes) => names.flatMap((name) => textsOf(get(axes, name)).map((value) => new Map([[name, value]]))))
  const images =
    choices.length === 0 ? [substitute(image, variables)] : choices.map((choice) => substitute(image, new Map([...variables, ...choice])))
  const versions = [...new Set(images.flatMap((each) => imageVersion(each) ?? []))]
  const axes = names.flatMap((name) => itemsOf(get(parallel, 'matrix')).flatMap((each) => get(each, name) ?? []))
  const places = nodes.filter(({ keys }, i) => i === 0 || names.includes(String(keys.at(-1))))
  return {
    nodeVersions: foundIn(versions, choices.length === 0 ? places : [...places.slice(0, 1), ...axes]),
    nodeMatrix: versions.length > 1 ? versions : [],
  }
}

/** Variables of variables are followed twice. */
function substitute(text: string, variables: ReadonlyMap<string, string>): string {
  const once = (from: string) =>
    from.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => variables.get(braced ?? bare ?? '') ?? whole)
  return once(once(text))
}

/** Files that `trigger: include` starts as pipelines of their own; those of other projects are noted. */
function childPipelines(repo: Repo, sections: ReadonlyMap<string, Section>): string[] {
  const children: string[] = []
  for (const [name, section] of sections) {
    const trigger = section.get('trigger')
    if (GLOBAL.has(name) || trigger === undefined) continue
    const project = textOf(get(trigger, 'project')) ?? textOf(trigger)
    if (project !== undefined)
      repo.unresolved.push({ kind: 'workflow', ref: project, reason: 'remote', place: placeOf(trigger), inputs: new Map() })
    for (const item of itemsOf(get(trigger, 'include'))) {
      for (const path of includedFiles(repo, item)) {
        repo.reused.push({ kind: 'workflow', path, place: placeOf(item) })
        children.push(path)
      }
    }
  }
  return children
}

/** What starts a pipeline, as far as rules name it; a push does where they say nothing. */
function triggersOf(sections: ReadonlyMap<string, Section>): Trigger[] {
  const events = new Set<string>()
  for (const section of sections.values()) {
    for (const rule of itemsOf(section.get('rules'))) {
      for (const [, source = ''] of (textOf(get(rule, 'if')) ?? '').matchAll(SOURCE)) events.add(source)
    }
    for (const ref of [...textsOf(section.get('only')), ...textsOf(get(section.get('only'), 'refs'))]) {
      const event = REFS.get(ref)
      if (event !== undefined) events.add(event)
    }
  }
  if (!sections.has('workflow') || events.size === 0) events.add('push')
  return [...events].sort().map((event) => ({ event, filters: {} }))
}

const SOURCE = /\$CI_PIPELINE_SOURCE\s*==\s*["'](\w+)["']/g
const REFS = new Map([
  ['merge_requests', 'merge_request_event'],
  ['schedules', 'schedule'],
  ['pushes', 'push'],
  ['branches', 'push'],
  ['tags', 'push'],
  ['web', 'web'],
  ['api', 'api'],
  ['triggers', 'trigger'],
  ['pipelines', 'pipeline'],
])
