import { EMPTY_JOB, type Job, oneShell, type Pipeline, type Repo, type Script, scriptsOf } from './model.ts'
import { entriesOf, get, isMap, itemsOf, type Node, placeOf, textOf, textsOf } from './node.ts'
import { foundIn, imageVersion } from './node-version.ts'
import { readPlain } from './plain.ts'

/** Cirrus CI, a job for each task: https://cirrus-ci.org/guide/writing-tasks/ */
export function readCirrus(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  return readPlain(repo, paths, 'cirrus', (root) =>
    entriesOf(root).flatMap(([key, node]) => {
      if (KINDS.has(key))
        return itemsOf(node)
          .filter(isMap)
          .map((each) => readTask(each, key))
      const name = /^(.+)_(?:task|docker_builder|pipe)$/.exec(key)?.[1]
      return name !== undefined && isMap(node) ? [readTask(node, name)] : []
    }),
  )
}

/** Keys that tasks go by; with a name before them, they are named so. */
const KINDS = new Set(['task', 'docker_builder', 'pipe'])
const MACHINES = ['container', 'arm_container', 'docker_builder', 'gce_instance', 'macos_instance', 'ec2_instance', 'freebsd_instance']

function readTask(node: Node, name: string): Job {
  const pipe = itemsOf(get(node, 'steps')).filter(isMap)
  const images = [...MACHINES.map((kind) => get(node, kind)), ...pipe].flatMap((machine) =>
    [get(machine, 'image'), get(machine, 'matrix', 'image'), ...itemsOf(get(machine, 'matrix')).map((each) => get(each, 'image'))].flatMap(
      (image) => image ?? [],
    ),
  )
  const all = images.flatMap(textsOf).flatMap((image) => variants(image, node))
  const versions = [...new Set(all.flatMap((image) => imageVersion(image) ?? []))]
  return {
    ...EMPTY_JOB,
    id: textOf(get(node, 'name')) ?? name,
    place: placeOf(node),
    runsOn: ['macos_instance', 'gce_instance', 'ec2_instance', 'freebsd_instance'].flatMap((kind) => textsOf(get(node, kind, 'image'))),
    container: ['container', 'arm_container'].some((kind) => get(node, kind) !== undefined) || pipe.length > 0 ? (all[0] ?? null) : null,
    nodeVersions: foundIn(versions, [...images, ...images.flatMap(textsOf).flatMap((image) => variableNodes(image, node))]),
    nodeMatrix: versions.length > 1 && pipe.length === 0 ? versions : [],
    steps: [...scriptsIn(node, 0), ...pipe.flatMap((step) => scriptsIn(step, 0))],
  }
}

/** `node:$NODE` once for each value that the environment of the task goes through. */
function variants(image: string, node: Node): string[] {
  const all = variableNodes(image, node).flatMap(textsOf)
  return all.length === 0 ? [image] : all.map((value) => image.replace(/\$\{?\w+\}?$/, () => value))
}

function variableNodes(image: string, node: Node): Node[] {
  const [, name] = /\$\{?(\w+)\}?$/.exec(image) ?? []
  if (name === undefined) return []
  const values = itemsOf(get(node, 'env', 'matrix')).flatMap((each) => get(each, name) ?? [])
  return values.length > 0 ? values : [get(node, 'env', name)].flatMap((each) => each ?? [])
}

/** Whatever the end of the task is, and what fills its caches. */
function scriptsIn(node: Node, depth: number): Script[] {
  return entriesOf(node).flatMap(([key, value]) => {
    if (key === 'script' || key.endsWith('_script')) return oneShell(scriptsOf(value, { name: key }))
    const isInner = key === 'always' || key === 'on_failure' || key === 'on_success' || key.endsWith('_cache')
    return isInner && depth === 0 && isMap(value) ? scriptsIn(value, 1) : []
  })
}
