import { compareBytes, type Json } from '@codegenie/core'
import { type Context, prefixed, readFile } from './context.ts'
import {
  asList,
  asMap,
  asText,
  get,
  isMap,
  type Located,
  MAX_DOCUMENTS,
  type ReadDocuments,
  readDocument,
  splitDocuments,
} from './documents.ts'
import { isWanted } from './helm-render.ts'
import { parseImage } from './image.ts'
import { type KustomizationFile, type Patch, readKustomization, type Target } from './kustomization.ts'
import { applyJsonPatch, located, mergePatch, type Patchable } from './patch.ts'
import { directoryOf } from './paths.ts'
import { reachOf } from './reach.ts'
import type { Kustomization } from './schema-kustomize.ts'
import { type Proven, WORKLOAD_KINDS, workloadFacts } from './workload.ts'

const KUSTOMIZATION_READS = ['**/kustomization.{yaml,yml}', '**/Kustomization']
const MAX_DEPTH = 20
const MAX_OBJECTS = 2000

/** All kustomizations by directory, and the objects of the files that they name, each parsed once. */
interface Build {
  readonly documents: ReadDocuments
  readonly ctx: Context
  readonly files: ReadonlyMap<string, KustomizationFile>
  readonly objects: Map<string, readonly Located[]>
  readonly built: Map<string, readonly Patchable[]>
}

/** Every kustomization, composed as far as the repository holds what it names, and the files that are only patches. */
export async function kustomizations(
  ctx: Context,
  documents: ReadDocuments,
): Promise<{ found: Proven<Kustomization>[]; patchFiles: ReadonlySet<string> }> {
  const files = new Map<string, KustomizationFile>()
  for (const path of [...new Set(KUSTOMIZATION_READS.flatMap((glob) => ctx.match(glob)))].sort(compareBytes)) {
    const text = (await ctx.text(path)) ?? ''
    const file = text.includes('{{') ? undefined : await readFile(ctx, path)
    if (!file || !isMap(file.value)) continue
    const read = readKustomization(path, file)
    files.set(directoryOf(path), read)
    if (read.escapes)
      ctx.warn({
        code: 'kustomization.resource_outside_repo',
        path,
        message: 'a file that it names lies outside the repository and was not read',
      })
  }
  const build: Build = { documents, ctx, files, objects: new Map(), built: new Map() }
  const found: Proven<Kustomization>[] = []
  for (const [directory, file] of files) if (!ctx.signal.aborted) found.push(await kustomizationFacts(build, directory, file))
  const patchFiles = new Set([...files.values()].flatMap(({ patches }) => patches.flatMap(({ file }) => file ?? [])))
  return { found, patchFiles }
}

const isPlain = ({ facts, patches }: KustomizationFile, files: ReadonlyMap<string, KustomizationFile>): boolean =>
  patches.length + facts.images.length + facts.replicas.length + facts.components.length === 0 &&
  facts.namespace === null &&
  facts.name_prefix === null &&
  facts.name_suffix === null &&
  !facts.resources.some((resource) => files.has(resource))

async function kustomizationFacts(build: Build, directory: string, file: KustomizationFile): Promise<Proven<Kustomization>> {
  const isOverlay = file.facts.resources.some((resource) => build.files.has(resource))
  const reach = reachOf(file.path)
  const isBuilt = reach === 'product' || reach === 'development'
  // What only lists files adds nothing to them; what tests and samples come to runs nowhere.
  const objects = !isBuilt || file.isComponent || isPlain(file, build.files) ? [] : await compose(build, directory, [])
  const workloads = objects.flatMap((object) => workloadFacts(object.file, located(object)) ?? [])
  const kind = file.isComponent ? 'component' : isOverlay ? 'overlay' : 'base'
  const value: Kustomization = { ...file.facts, kind, reach, workloads: workloads.map((each) => each.value) }
  const evidence = new Map<string, string | readonly string[]>([['', file.path]])
  for (const [fact, key] of [
    ['images', 'images'],
    ['replicas', 'replicas'],
    ['namespace', 'namespace'],
    ['name_prefix', 'namePrefix'],
    ['name_suffix', 'nameSuffix'],
    ['resources', 'resources'],
    ['components', 'components'],
  ] as const)
    if (get(file.file.value, key) !== undefined) evidence.set(fact, file.file.at(key))
  for (const [index, patch] of file.patches.entries()) evidence.set(`patches.${index}`, patch.place)
  for (const [index, each] of workloads.entries())
    for (const [fact, place] of prefixed(`workloads.${index}`, each.evidence)) evidence.set(fact, place)
  return { value, evidence }
}

/** The workloads that building a directory comes to; a copy, for whoever lays something over them. */
async function compose(build: Build, directory: string, above: readonly string[]): Promise<Patchable[]> {
  const known = build.built.get(directory)
  const file = build.files.get(directory)
  if (!file || known) return (known ?? []).map(copy)
  const path = [...above, directory]
  if (path.length > MAX_DEPTH) {
    build.ctx.warn({
      code: 'kustomization.depth_cap_exceeded',
      path: file.path,
      message: `expected at most ${MAX_DEPTH} kustomizations in a row, found more; the rest was not read`,
    })
    return []
  }
  const objects: Patchable[] = []
  for (const resource of file.facts.resources) {
    if (path.includes(resource))
      build.ctx.warn({ code: 'kustomization.cycle', path: file.path, message: 'it leads back to itself; that part was left out' })
    else if (build.files.has(resource)) objects.push(...(await compose(build, resource, path)))
    else for (const object of await readObjects(build, resource)) objects.push(patchable(resource, object))
    if (objects.length > MAX_OBJECTS) break
  }
  await finish(build, file, objects, path)
  const result = objects.slice(0, MAX_OBJECTS)
  build.built.set(directory, result)
  return result.map(copy)
}

/** Components first, then the kustomization's own changes, in the order in which kustomize makes them. */
async function finish(build: Build, file: KustomizationFile, objects: Patchable[], path: readonly string[]): Promise<void> {
  for (const directory of file.facts.components) {
    const component = build.files.get(directory)
    if (!component || path.includes(directory) || path.length > MAX_DEPTH) continue
    for (const resource of component.facts.resources)
      if (!build.files.has(resource)) for (const object of await readObjects(build, resource)) objects.push(patchable(resource, object))
    await finish(build, component, objects, [...path, directory])
  }
  for (const patch of file.patches) await applyPatch(build, file, objects, patch)
  for (const object of objects) transform(object, file)
}

const patchable = (file: string, { value, at }: Located): Patchable => ({ value, file, at, changed: new Map() })
const copy = (object: Patchable): Patchable => ({ ...object, changed: new Map(object.changed) })

/** Workloads of a file that is applied as it is. */
async function readObjects(build: Build, path: string): Promise<readonly Located[]> {
  const known = build.objects.get(path)
  if (known) return known
  const text = /\.ya?ml$/.test(path) && build.ctx.has(path) ? await build.ctx.text(path) : undefined
  const found: Located[] = []
  for (const document of splitDocuments(text ?? '').slice(0, MAX_DOCUMENTS)) {
    if (!isWanted(document.text)) continue
    const read = await readDocument(path, document, build.documents)
    if (!('problem' in read) && WORKLOAD_KINDS.has(asText(get(read.value, 'kind')) ?? '')) found.push(read)
  }
  build.objects.set(path, found)
  return found
}

async function applyPatch(build: Build, { path }: KustomizationFile, objects: Patchable[], patch: Patch): Promise<void> {
  const text = patch.inline ?? (patch.file !== undefined && build.ctx.has(patch.file) ? await build.ctx.text(patch.file) : undefined)
  const unread = () =>
    build.ctx.warn({
      code: 'kustomization.patch_unresolved',
      path,
      message: 'a patch could not be read, or its target not be told; it was left out',
    })
  if (text === undefined || patch.target?.labelSelector) return unread()
  for (const document of splitDocuments(text).slice(0, MAX_DOCUMENTS)) {
    const read = await readDocument(patch.file ?? path, document)
    if ('problem' in read) return unread()
    const over = patch.inline === undefined ? read : { value: read.value, at: () => patch.place }
    const isOperations = Array.isArray(read.value)
    for (const object of objects.filter((each) => isTarget(each.value, patch.target ?? targetOf(read.value)))) {
      if (isOperations) {
        if (!applyJsonPatch(object, asList(read.value), patch.file ?? patch.place)) unread()
      } else if (!mergePatch(object, over)) objects.splice(objects.indexOf(object), 1)
    }
  }
}

const targetOf = (value: Json): Target => ({
  kind: asText(get(value, 'kind')),
  name: asText(get(value, 'metadata', 'name')),
  labelSelector: false,
})

function isTarget(object: Json, { kind, name }: Target): boolean {
  return (
    (kind === null || kind === asText(get(object, 'kind'))) &&
    (name === null || matchesName(asText(get(object, 'metadata', 'name')) ?? '', name))
  )
}

/** Names of targets are regular expressions; `.*` is what they are used for. */
function matchesName(name: string, pattern: string): boolean {
  const parts = pattern.replace(/^\^/, '').replace(/\$$/, '').split('.*')
  if (parts.length === 1) return name === parts[0]
  let at = name.startsWith(parts[0]!) ? parts[0]!.length : -1
  for (const part of parts.slice(1, -1)) at = at === -1 ? -1 : name.indexOf(part, at) === -1 ? -1 : name.indexOf(part, at) + part.length
  return at !== -1 && name.length - parts.at(-1)!.length >= at && name.endsWith(parts.at(-1)!)
}

function transform(object: Patchable, { facts, file }: KustomizationFile): void {
  const set = (keys: readonly string[], value: Json, place: string) => {
    object.value = withValue(object.value, keys, value)
    object.changed.set(keys.join('\0'), place)
  }
  const name = asText(get(object.value, 'metadata', 'name'))
  const count = facts.replicas.find((each) => each.name === name)?.count
  if (count !== undefined) set(['spec', 'replicas'], count, file.at('replicas'))
  if (facts.namespace !== null) set(['metadata', 'namespace'], facts.namespace, file.at('namespace'))
  if (name !== null && (facts.name_prefix ?? facts.name_suffix) !== null)
    set(
      ['metadata', 'name'],
      `${facts.name_prefix ?? ''}${name}${facts.name_suffix ?? ''}`,
      file.at(facts.name_prefix === null ? 'nameSuffix' : 'namePrefix'),
    )
  if (facts.images.length > 0) object.value = withImages(object, object.value, facts.images, file.at('images'), [])
}

function withValue(value: Json, [key, ...rest]: readonly string[], to: Json): Json {
  if (key === undefined) return to
  const map = asMap(value)
  return { ...map, [key]: withValue(map[key] ?? null, rest, to) }
}

/** Images of all containers, wherever the pod stands. */
function withImages(
  object: Patchable,
  value: Json,
  images: Kustomization['images'],
  place: string,
  keys: readonly (string | number)[],
): Json {
  if (keys.length > 12 || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: Json, i) => withImages(object, item, images, place, [...keys, i]))
  const isContainer = typeof keys.at(-1) === 'number' && /^(initC|c)ontainers$/.test(String(keys.at(-2)))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (!isContainer || key !== 'image' || typeof item !== 'string')
        return [key, withImages(object, item as Json, images, place, [...keys, key])]
      const changed = withImage(item, images)
      if (changed !== item) object.changed.set([...keys, key].join('\0'), place)
      return [key, changed]
    }),
  )
}

function withImage(image: string, images: Kustomization['images']): string {
  const { repository, tag, digest } = parseImage(image)
  const change = images.find(({ name }) => name === repository)
  if (!change) return image
  const base = change.new_name ?? repository
  if (change.digest !== null) return `${base}@${change.digest}`
  const end = change.new_tag !== null ? `:${change.new_tag}` : `${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
  return base + end
}
