import { EMPTY_JOB, type Job, joinPath, oneShell, type Pipeline, type Repo, type Step, scriptsOf } from './model.ts'
import { entriesOf, get, isList, isMap, itemsOf, type Node, placeOf, textMap, textOf, textsOf } from './node.ts'
import { foundIn, imageVersion } from './node-version.ts'

/** Buildkite pipelines: https://buildkite.com/docs/pipelines/configure/step-types */
async function readFiles(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    const list = isList(root) ? root : get(root, 'steps')
    if (root === undefined || list === undefined) continue
    const jobs = stepsIn(list, 0).flatMap((step, i) => readJob(repo, step, i))
    pipelines.push({ path, provider: 'buildkite', name: null, triggers: [], permissions: null, jobs, isEntry: true })
  }
  return pipelines
}

/** The given files, and those that their commands upload. */
export async function readBuildkite(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const known = new Set(paths)
  const pipelines: Pipeline[] = []
  for (let next = paths; next.length > 0; ) {
    const read = await readFiles(repo, next)
    pipelines.push(...read)
    next = read
      .flatMap(({ jobs }) => jobs.flatMap((job) => job.steps.flatMap((step) => uploads(repo, step))))
      .filter((path) => {
        const isNew = !known.has(path)
        known.add(path)
        return isNew
      })
  }
  return pipelines
}

const UPLOAD = /(^|\|\s{0,9})buildkite-agent pipeline upload(?:[ \t]+([^\s|;&]+))?/gm

/** `buildkite-agent pipeline upload FILE`: https://buildkite.com/docs/agent/cli/reference/pipeline */
function uploads(repo: Repo, step: Step): string[] {
  if (step.kind !== 'script' || !step.text.includes('pipeline upload')) return []
  return [...step.text.matchAll(UPLOAD)].flatMap(([, before = '', ref]) => {
    const place = step.place(0, 'buildkite-agent pipeline upload')
    const path = ref === undefined ? null : joinPath(step.directory, ref.replace(/^['"]|['"]$/g, ''))
    if (path !== null && repo.has(path)) {
      repo.reused.push({ kind: 'include', path, place })
      return [path]
    }
    // Without a file it is the pipeline in its usual place, or what comes through a pipe.
    if (ref === undefined && before === '') return []
    const reason = path === null || before !== '' ? 'computed' : 'not_found'
    repo.unresolved.push({ kind: 'steps', ref: ref ?? 'buildkite-agent pipeline upload', reason, place, inputs: new Map() })
    return []
  })
}

function stepsIn(list: Node, depth: number): Node[] {
  return itemsOf(list)
    .filter(isMap)
    .flatMap((step) => (get(step, 'group') !== undefined && depth < 3 ? stepsIn(get(step, 'steps') ?? step, depth + 1) : [step]))
}

function readJob(repo: Repo, step: Node, index: number): Job[] {
  const trigger = textOf(get(step, 'trigger'))
  if (trigger !== undefined)
    repo.unresolved.push({ kind: 'workflow', ref: trigger, reason: 'remote', place: placeOf(get(step, 'trigger')!), inputs: new Map() })
  const commands = get(step, 'commands') ?? get(step, 'command')
  const plugins = pluginsOf(get(step, 'plugins'))
  if (commands === undefined && plugins.length === 0) return []
  const imageNode = plugins.flatMap(({ name, config }) => (name === 'docker' ? (get(config, 'image') ?? []) : []))[0]
  const image = textOf(imageNode)
  const choices = matrixOf(get(step, 'matrix'))
  const texts = (text: string) => [...new Set(choices.map((choice) => fill(text, choice)))]
  const scripts = oneShell(scriptsOf(commands, { directory: joinPath('.', textOf(get(step, 'working_directory')) ?? '') }))
  const images = image === undefined ? [] : texts(image)
  const versions = [...new Set(images.flatMap((each) => imageVersion(each) ?? []))]
  const steps: Step[] = scripts.flatMap((script) => texts(script.text).map((text) => ({ ...script, text })))
  const name = textOf(get(step, 'label')) ?? textOf(get(step, 'name')) ?? null
  return [
    {
      ...EMPTY_JOB,
      id: textOf(get(step, 'key')) ?? textOf(get(step, 'id')) ?? name ?? `step-${index + 1}`,
      name,
      place: placeOf(step),
      runsOn: [...textMap(get(step, 'agents'))].map(([tag, value]) => `${tag}=${value}`).concat(listed(get(step, 'agents'))),
      container: images[0] ?? null,
      nodeVersions: foundIn(
        versions,
        [imageNode, get(step, 'matrix')].flatMap((node) => node ?? []),
      ),
      nodeMatrix: versions.length > 1 ? versions : [],
      steps: [...steps, ...plugins.map(({ action }) => action)],
    },
  ]
}

/** Agents may be a list of `tag=value`. */
function listed(node: Node | undefined): string[] {
  return isList(node) ? textsOf(node) : []
}

function pluginsOf(node: Node | undefined): { name: string; config: Node | undefined; action: Step }[] {
  return itemsOf(node).flatMap((item) => {
    const [ref, config] = isMap(item) ? (entriesOf(item)[0] ?? []) : [textOf(item), undefined]
    if (ref === undefined) return []
    const [path = ''] = ref.split('#')
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/-buildkite-plugin$/, '')
    const builds = name === 'docker-compose' && get(config, 'build') !== undefined ? '/build' : ''
    const action: Step = {
      kind: 'action',
      name: null,
      ref,
      known: `plugin:${name}${builds}`,
      inputs: new Map(),
      place: placeOf(config ?? item),
    }
    return [{ name, config, action }]
  })
}

/** Combinations of a build matrix that are told apart. */
const MAX_COMBINATIONS = 128

function matrixOf(node: Node | undefined): ReadonlyMap<string, string>[] {
  const setup = get(node, 'setup') ?? node
  if (!isMap(setup)) return textsOf(setup).length === 0 ? [new Map()] : textsOf(setup).map((value) => new Map([['', value]]))
  let all: ReadonlyMap<string, string>[] = [new Map()]
  for (const [name, values] of entriesOf(setup)) {
    const texts = textsOf(values)
    if (texts.length * all.length > MAX_COMBINATIONS) return [new Map()]
    all = all.flatMap((each) => texts.map((value) => new Map([...each, [name, value]])))
  }
  return all
}

function fill(text: string, choice: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s{0,20}matrix(?:\.([\w-]+))?\s{0,20}\}\}/g, (whole, name?: string) => choice.get(name ?? '') ?? whole)
}
