import { compareBytes, compileGlob } from '@codegenie/core'
import { type Context, prefixed, readFile } from './context.ts'
import { asList, asText, get, isMap, type Located, MAX_DOCUMENTS, type ReadDocuments, readDocument, splitDocuments } from './documents.ts'
import { isWanted } from './helm-render.ts'
import { type KustomizationFile, type Patch, readKustomization } from './kustomization.ts'
import { isTarget, isTold, targetOf } from './kustomize-target.ts'
import { transform } from './kustomize-transform.ts'
import { applyJsonPatch, located, mergePatch, type Patchable } from './patch.ts'
import { directoryOf, joinPath } from './paths.ts'
import { reachOf } from './reach.ts'
import { applyReplacement, type Replacement } from './replacement.ts'
import type { Kustomization } from './schema-kustomize.ts'
import { type Proven, WORKLOAD_KINDS, workloadFacts } from './workload.ts'

const KUSTOMIZATION_READS = ['**/kustomization.{yaml,yml}', '**/Kustomization']
/** Patches may be JSON, which is not read whatever its name is: a package.json that is saved would run this probe again. */
export const JSON_PATCHES = ['**/*patch*.json', '**/patches/**/*.json']
const MAX_DEPTH = 20
const MAX_OBJECTS = 2000
/** Objects that all kustomizations of a repository come to, and steps from one to another: overlays of overlays and components multiply. */
const MAX_WORK = 50_000

/** All kustomizations by directory, and the objects of the files that they name, each parsed once. */
interface Build {
  readonly documents: ReadDocuments
  readonly ctx: Context
  readonly files: ReadonlyMap<string, KustomizationFile>
  readonly objects: Map<string, readonly Located[]>
  readonly built: Map<string, readonly Patchable[]>
  work: number
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
  const build: Build = { documents, ctx, files, objects: new Map(), built: new Map(), work: 0 }
  const found: Proven<Kustomization>[] = []
  for (const [directory, file] of files) if (!ctx.signal.aborted) found.push(await kustomizationFacts(build, directory, file))
  const patchFiles = new Set([...files.values()].flatMap(({ patches }) => patches.flatMap(({ file }) => file ?? [])))
  return { found, patchFiles }
}

const isPlain = ({ facts, patches }: KustomizationFile, files: ReadonlyMap<string, KustomizationFile>): boolean =>
  patches.length + facts.replacements.length + facts.images.length + facts.replicas.length + facts.components.length === 0 &&
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
  const evidence = new Map<string, string | readonly string[]>([['', file.file.at(Object.keys(file.file.value as object)[0] ?? '')]])
  for (const [fact, key] of [
    ['images', 'images'],
    ['replicas', 'replicas'],
    ['namespace', 'namespace'],
    ['name_prefix', 'namePrefix'],
    ['name_suffix', 'nameSuffix'],
    ['resources', 'resources'],
    ['components', 'components'],
    ['label_names', get(file.file.value, 'labels') === undefined ? 'commonLabels' : 'labels'],
    ['replacements', 'replacements'],
    ['helm_charts', 'helmCharts'],
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
  if (!file || !mayGoOn(build, file, known?.length ?? 1)) return []
  if (known) return known.map(copy)
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
    if (objects.length > MAX_OBJECTS) {
      tooMany(build, file)
      break
    }
  }
  await finish(build, file, objects, path)
  const result = objects.slice(0, MAX_OBJECTS)
  build.built.set(directory, result)
  return result.map(copy)
}

function mayGoOn(build: Build, file: KustomizationFile, work: number): boolean {
  build.work += work
  if (build.work > MAX_WORK) tooMany(build, file)
  return build.work <= MAX_WORK
}

function tooMany({ ctx }: Build, { path }: KustomizationFile): void {
  const message = `expected at most ${MAX_OBJECTS} objects of one kustomization and ${MAX_WORK} of all, found more; the rest was not read`
  ctx.warn({ code: 'kustomization.object_cap_exceeded', path, message })
}

/** Components first, then the kustomization's own changes, in the order in which kustomize makes them. */
async function finish(build: Build, file: KustomizationFile, objects: Patchable[], path: readonly string[]): Promise<void> {
  for (const directory of file.facts.components) {
    const component = build.files.get(directory)
    if (!component || path.includes(directory) || path.length > MAX_DEPTH || !mayGoOn(build, file, 1)) continue
    for (const resource of component.facts.resources)
      if (build.files.has(resource)) objects.push(...(await compose(build, resource, path)))
      else for (const object of await readObjects(build, resource)) objects.push(patchable(resource, object))
    await finish(build, component, objects, [...path, directory])
  }
  const { images, replicas, replacements } = file.facts
  const changes = file.patches.length + images.length + replicas.length + replacements.length
  if (!mayGoOn(build, file, Math.ceil((objects.length * changes) / 100))) return
  for (const patch of file.patches) await applyPatch(build, file, objects, patch)
  for (const object of objects) transform(object, file)
  for (const replacement of await replacementsOf(build, file))
    if (!applyReplacement(objects, replacement)) unread(build, file.path, 'replacement')
}

const isWorkload = ({ value }: Patchable): boolean => WORKLOAD_KINDS.has(asText(get(value, 'kind')) ?? '')
const patchable = (file: string, { value, at }: Located): Patchable => ({ value, file, at, changed: new Map(), names: [] })
const copy = (object: Patchable): Patchable => ({ ...object, changed: new Map(object.changed), names: [...object.names] })

/** Objects of a file that is applied as it is. */
async function readObjects(build: Build, path: string): Promise<readonly Located[]> {
  const known = build.objects.get(path)
  if (known) return known
  const text = isYaml(build, path) ? await build.ctx.text(path) : undefined
  const found: Located[] = []
  for (const document of splitDocuments(text ?? '').slice(0, MAX_DOCUMENTS)) {
    if (!isWanted(document.text)) continue
    const read = await readDocument(path, document, build.documents)
    // Values of secrets are copied nowhere.
    if (!('problem' in read) && get(read.value, 'kind') !== 'Secret') found.push(read)
  }
  build.objects.set(path, found)
  return found
}

function isYaml({ ctx }: Build, path: string): boolean {
  return /\.ya?ml$/.test(path) && ctx.has(path)
}

function isPatch(build: Build, path: string): boolean {
  return isYaml(build, path) || (JSON_PATCHES.some((glob) => compileGlob(glob)(path)) && build.ctx.has(path))
}

function unread({ ctx }: Build, path: string, what: 'patch' | 'replacement'): void {
  ctx.warn({
    code: `kustomization.${what}_unresolved`,
    path,
    message: `a ${what} could not be read, or its target not be told; it was left out`,
  })
}

/** Those of the file, and of the files that it names for them. */
async function replacementsOf(build: Build, { path, file }: KustomizationFile): Promise<Replacement[]> {
  const found: Replacement[] = []
  for (const [index, entry] of asList(get(file.value, 'replacements')).entries()) {
    const other = asText(get(entry, 'path'))
    if (other === null) {
      found.push({ source: get(entry, 'source') ?? null, targets: asList(get(entry, 'targets')), place: file.at('replacements', index) })
      continue
    }
    const target = joinPath(directoryOf(path), other)
    const text = target !== undefined && isYaml(build, target) ? await build.ctx.text(target) : undefined
    const read = text === undefined ? undefined : await readDocument(target!, { text, offset: 0 })
    if (!read || 'problem' in read) unread(build, path, 'replacement')
    else
      for (const [i, item] of (Array.isArray(read.value) ? asList(read.value) : [read.value]).entries())
        found.push({ source: get(item, 'source') ?? null, targets: asList(get(item, 'targets')), place: read.at(i, 'source') })
  }
  return found
}

async function applyPatch(build: Build, { path }: KustomizationFile, objects: Patchable[], patch: Patch): Promise<void> {
  const text = patch.inline ?? (patch.file !== undefined && isPatch(build, patch.file) ? await build.ctx.text(patch.file) : undefined)
  if (text === undefined || !isTold(patch.target)) return unread(build, path, 'patch')
  for (const document of splitDocuments(text).slice(0, MAX_DOCUMENTS)) {
    const read = await readDocument(patch.file ?? path, document)
    if ('problem' in read) return unread(build, path, 'patch')
    const over = patch.inline === undefined ? read : { value: read.value, at: () => patch.place }
    const isOperations = Array.isArray(read.value)
    for (const object of objects.filter((each) => isTarget(each, patch.target ?? targetOf(read.value)))) {
      if (isOperations) {
        if (!applyJsonPatch(object, asList(read.value), patch.file ?? patch.place) && isWorkload(object)) unread(build, path, 'patch')
      } else if (!mergePatch(object, over)) objects.splice(objects.indexOf(object), 1)
    }
  }
}
