import { openDocs } from './documents.ts'
import { type Action, EMPTY_JOB, type Job, oneShell, type Pipeline, type Repo, type Step, scriptsOf, type Trigger } from './model.ts'
import { entriesOf, get, isList, isMap, itemsOf, type Node, placeOf, textMap, textOf, textsOf } from './node.ts'
import { foundIn, imageVersion, withoutTag } from './node-version.ts'
import { noteSecret } from './secrets.ts'

/** Drone: each document is a pipeline; https://docs.drone.io/yaml/docker/ */
export async function readDrone(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  return readAll(repo, paths, 'drone')
}

/** Woodpecker: a file is a workflow; https://woodpecker-ci.org/docs/usage/workflow-syntax */
export async function readWoodpecker(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  return readAll(repo, paths, 'woodpecker')
}

async function readAll(repo: Repo, paths: readonly string[], provider: string): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const all = await openDocs(repo, path)
    for (const root of all) noteTemplate(repo, root)
    const documents = all.filter((root) => stepsIn(root).length > 0)
    if (documents.length === 0) continue
    const jobs = documents.map((root, i) =>
      readJob(repo, root, textOf(get(root, 'name')) ?? (documents.length > 1 ? `pipeline-${i + 1}` : stem(path))),
    )
    const triggers = new Map(documents.flatMap(triggersOf).map((trigger) => [JSON.stringify(trigger), trigger]))
    pipelines.push({ path, provider, name: null, triggers: [...triggers.values()], permissions: null, jobs, isEntry: true })
  }
  return pipelines
}

/** A pipeline that the server makes of a template: https://docs.drone.io/template/ */
function noteTemplate({ unresolved }: Repo, root: Node): void {
  const load = get(root, 'load')
  const ref = textOf(load)
  if (textOf(get(root, 'kind')) !== 'template' || !load || ref === undefined) return
  unresolved.push({ kind: 'template', ref, reason: 'remote', place: placeOf(load), inputs: new Map() })
}

/** Name of a file without its extension and the dot that hides it. */
function stem(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/^\./, '')
    .replace(/\.ya?ml$/, '')
}

/** A list of steps, or a map of them by name. */
function stepsIn(root: Node): [string | null, Node][] {
  const node = get(root, 'steps') ?? get(root, 'pipeline')
  if (isList(node))
    return itemsOf(node)
      .filter(isMap)
      .map((step) => [textOf(get(step, 'name')) ?? null, step])
  return entriesOf(node).filter(([, step]) => isMap(step))
}

function readJob(repo: Repo, root: Node, id: string): Job {
  const choices = matrixOf(get(root, 'matrix'))
  const steps: Step[] = []
  const versions = new Set<string>()
  for (const [name, step] of stepsIn(root)) {
    noteFromSecrets(repo, step, 0)
    const image = textOf(get(step, 'image')) ?? ''
    for (const choice of choices) {
      const version = imageVersion(fill(image, choice))
      if (version !== undefined) versions.add(version)
    }
    const commands = get(step, 'commands')
    const texts = (text: string) => [...new Set(choices.map((choice) => fill(text, choice)))]
    const scripts = oneShell(scriptsOf(commands, { name })).flatMap((script) => texts(script.text).map((text) => ({ ...script, text })))
    for (const one of commands === undefined ? [pluginOf(name, step, image)] : scripts) steps.push(one)
  }
  const services = get(root, 'services')
  const list = isList(services) ? itemsOf(services) : entriesOf(services).map(([, service]) => service)
  const platform = ['os', 'arch'].flatMap((key) => textOf(get(root, 'platform', key)) ?? [])
  return {
    ...EMPTY_JOB,
    id,
    place: placeOf(get(root, 'steps') ?? get(root, 'pipeline') ?? root),
    runsOn: platform.length > 0 ? [platform.join('/')] : textsOf(get(root, 'platform')),
    services: list.flatMap((service) => textOf(get(service, 'image')) ?? []),
    nodeVersions: foundIn(versions, imageNodes(root)),
    nodeMatrix: choices.length > 1 && versions.size > 1 ? [...versions] : [],
    steps,
    events: [...new Set(triggersOf(root).map(({ event }) => event))],
  }
}

/** Images of steps, and what the matrix gives the variables in them. */
function imageNodes(root: Node): Node[] {
  const images = stepsIn(root).flatMap(([, step]) => get(step, 'image') ?? [])
  const names = new Set(images.flatMap((image) => [...(textOf(image) ?? '').matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name)))
  const axes = [get(root, 'matrix'), ...itemsOf(get(root, 'matrix', 'include'))].flatMap((map) =>
    [...names].flatMap((name) => get(map, name) ?? []),
  )
  return [...images, ...axes]
}

function pluginOf(name: string | null, step: Node, image: string): Action {
  const settings = get(step, 'settings') ?? step
  const told = new Map([...textMap(settings)].filter(([key]) => !/pass|token|secret|key/i.test(key)))
  const dryRun = told.get('dry_run') ?? told.get('dry-run')
  const inputs = dryRun === undefined ? told : new Map([...told, ['push', String(dryRun !== 'true')]])
  const tags = [textOf(get(settings, 'repo')), textsOf(get(settings, 'tags'))[0]].filter((part) => part !== undefined).join(':')
  const known = withoutTag(image.replace(/^docker\.io\//, ''))
  return {
    kind: 'action',
    name,
    ref: image,
    known,
    inputs: tags === '' ? inputs : new Map([...inputs, ['tags', tags]]),
    place: placeOf(get(step, 'image') ?? step),
  }
}

/** `from_secret: name`, anywhere in a step, and the older list `secrets`. */
function noteFromSecrets(repo: Repo, node: Node, depth: number): void {
  if (depth > 6) return
  for (const [key, value] of entriesOf(node)) {
    if (key === 'from_secret') noteSecret(repo, textOf(value) ?? '', placeOf(value))
    else if (key === 'secrets')
      for (const item of itemsOf(value)) noteSecret(repo, textOf(item) ?? textOf(get(item, 'source')) ?? '', placeOf(item))
    else noteFromSecrets(repo, value, depth + 1)
  }
}

/** Combinations of a matrix that are told apart. */
const MAX_COMBINATIONS = 128

function matrixOf(node: Node | undefined): ReadonlyMap<string, string>[] {
  const included = itemsOf(get(node, 'include')).filter(isMap).map(textMap)
  if (included.length > 0) return included
  let all: ReadonlyMap<string, string>[] = [new Map()]
  for (const [name, values] of entriesOf(node)) {
    const texts = textsOf(values)
    if (texts.length === 0 || texts.length * all.length > MAX_COMBINATIONS) return [new Map()]
    all = all.flatMap((each) => texts.map((value) => new Map([...each, [name, value]])))
  }
  return all
}

function fill(text: string, choice: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+)\}|\$(\w+)/g, (whole, braced?: string, bare?: string) => choice.get(braced ?? bare ?? '') ?? whole)
}

/** `trigger` of Drone, `when` of Woodpecker; without one, a push and a pull request start it. */
function triggersOf(root: Node): Trigger[] {
  const conditions = [...itemsOf(get(root, 'trigger')), ...itemsOf(get(root, 'when'))].filter(isMap)
  const events = conditions.flatMap((condition) => {
    const branches = textsOf(get(condition, 'branch', 'include') ?? get(condition, 'branch'))
    const named = textsOf(get(condition, 'event', 'include') ?? get(condition, 'event'))
    const asked = named.length === 0 && get(condition, 'cron') !== undefined ? ['cron'] : named
    return (asked.length > 0 ? asked : ['push']).map((event) => ({ event, filters: branches.length > 0 ? { branches } : {} }))
  })
  return events.length > 0 ? events : ['push', 'pull_request'].map((event) => ({ event, filters: {} }))
}
