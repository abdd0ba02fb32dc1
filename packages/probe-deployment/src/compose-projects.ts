import { compareBytes } from '@codegenie/core'
import { serviceFacts } from './compose.ts'
import { mergeServices, type RawService, rawService } from './compose-merge.ts'
import { type Context, prefixed } from './context.ts'
import { asMap, asText, get, isMap, type Key, type Located } from './documents.ts'
import { directoryOf, joinPath, nameOf, relativePath } from './paths.ts'
import type { ComposeFile, ComposeProject } from './schema-compose.ts'
import type { Proven } from './workload.ts'

/** A compose file with what it was read from. */
export interface ComposeSource {
  readonly value: ComposeFile
  readonly file: Located
  readonly text: string
}

/** What compose takes when it is not told which file: the first of these. */
const BASES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']
const MAX_EXTENDS = 20
const MAX_FILES = 200

/** What files come to together; files that stand alone, and extend and include nothing, are what they say themselves. */
export function composeProjects(ctx: Context, sources: readonly ComposeSource[]): Proven<ComposeProject>[] {
  const byPath = new Map(sources.map((source) => [source.value.path, source]))
  return sources
    .flatMap((source) => layersOf(source, sources))
    .slice(0, MAX_FILES)
    .flatMap((layers) => projectFacts(ctx, layers, byPath) ?? [])
    .sort((a, b) => compareBytes(a.value.files.join('\0'), b.value.files.join('\0')))
}

/** The base with the override beside it, which compose lays over it unasked; a variant that says nothing of what runs, with its base. */
function layersOf(source: ComposeSource, sources: readonly ComposeSource[]): ComposeSource[][] {
  const { path, kind } = source.value
  const beside = sources.filter((other) => directoryOf(other.value.path) === directoryOf(path))
  const base = BASES.flatMap((name) => beside.find((other) => nameOf(other.value.path) === name) ?? [])[0]
  if (kind === 'base') {
    const override = beside.find(
      (other) => other.value.kind === 'override' && /^(docker-)?compose\.override\.ya?ml$/.test(nameOf(other.value.path)),
    )
    return [override && source === base ? [source, override] : [source]]
  }
  if (kind === 'template' || (kind === 'override' && base)) return []
  return [base && isOverlay(source.value, base.value) ? [base, source] : [source]]
}

const isOverlay = ({ services }: ComposeFile, base: ComposeFile): boolean =>
  services.some(
    ({ name, image, build, extends: from }) =>
      image === null && build === null && from === null && base.services.some((service) => service.name === name),
  )

function projectFacts(
  ctx: Context,
  layers: readonly ComposeSource[],
  byPath: ReadonlyMap<string, ComposeSource>,
): Proven<ComposeProject> | undefined {
  const last = layers.at(-1)!.value
  const included = layers.flatMap(({ file, value }) => includedFiles(file, value.path)).flatMap((path) => byPath.get(path) ?? [])
  const used = new Set<string>()
  const services = new Map<string, RawService>()
  for (const source of [...included, ...layers])
    for (const name of Object.keys(asMap(get(source.file.value, 'services')))) {
      const service = resolved({ ctx, byPath, used, home: directoryOf(layers[0]!.value.path) }, source, name, [])
      const known = services.get(name)
      if (service) services.set(name, known ? mergeServices(known, service) : service)
    }
  if (layers.length === 1 && used.size === 0 && included.length === 0) return undefined
  const files = [...new Set([...included, ...layers].map(({ value }) => value.path))]
  const evidence = new Map<string, string | readonly string[]>([['', layers.map(({ file }) => file.at('services'))]])
  const found = [...services]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([name, { fields, places }]) => serviceFacts(name, Object.fromEntries(fields), (field) => one(places.get(field) ?? [])))
  for (const [index, service] of found.entries())
    for (const [fact, place] of prefixed(`services.${index}`, service.evidence)) evidence.set(fact, place)
  const extended = [...used].filter((path) => !files.includes(path)).sort(compareBytes)
  return {
    value: { path: layers[0]!.value.path, files, extended, reach: last.reach, services: found.map((service) => service.value) },
    evidence,
  }
}

const one = (places: readonly string[]): string | readonly string[] => (places.length === 1 ? places[0]! : places)

function includedFiles({ value }: Located, path: string): string[] {
  const include = get(value, 'include')
  const items = Array.isArray(include) ? (include as readonly Located['value'][]) : []
  return items.flatMap((item) => {
    const files = isMap(item) ? [item['path'] ?? null].flat() : [item]
    return files.flatMap((file) => joinPath(directoryOf(path), asText(file as Located['value']) ?? '/') ?? [])
  })
}

interface Resolution {
  readonly ctx: Context
  readonly byPath: ReadonlyMap<string, ComposeSource>
  /** Files that `extends` led to. */
  readonly used: Set<string>
  /** Directory that relative paths of the project start at. */
  readonly home: string
}

/** A service with what it extends: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#extends */
function resolved(resolution: Resolution, source: ComposeSource, name: string, above: readonly string[]): RawService | undefined {
  const { path } = source.value
  const service = asMap(get(source.file.value, 'services', name))
  const at = (...keys: readonly Key[]) => source.file.at('services', name, ...keys)
  const own = rebased(rawService(service, at, tagReader(source, at)), path, resolution.home)
  const given = own.fields.get('extends')
  if (given === undefined) return own
  const file = asText(get(given, 'file'))
  const target = file === null ? path : joinPath(directoryOf(path), file)
  const wanted = asText(given) ?? asText(get(given, 'service'))
  const other = target === undefined ? undefined : resolution.byPath.get(target)
  const isThere = wanted !== null && other !== undefined && get(other.file.value, 'services', wanted) !== undefined
  if (!isThere || above.includes(`${target}#${wanted}`) || above.length > MAX_EXTENDS) {
    if (target !== undefined)
      resolution.ctx.warn({
        code: 'compose.extends_unresolved',
        path,
        message: 'a service extends one that is not in the repository, or itself',
      })
    return own
  }
  resolution.used.add(target!)
  const base = resolved(resolution, other, wanted, [...above, `${path}#${name}`])
  const fields = new Map(own.fields)
  fields.delete('extends')
  return base ? mergeServices(base, { ...own, fields }) : own
}

/** Paths of a file elsewhere, as seen from the project. */
function rebased(service: RawService, path: string, home: string): RawService {
  const build = service.fields.get('build')
  const from = directoryOf(path)
  if (from === home || !isMap(build)) return service
  const context = asText(build['context']) ?? '.'
  const target = /^[a-z+]+:\/\/|^git@|\$|^~|^\//.test(context) ? undefined : joinPath(from, context)
  return target === undefined
    ? service
    : { ...service, fields: new Map([...service.fields, ['build', { ...build, context: relativePath(home, target) }]]) }
}

const tagged = new WeakMap<ComposeSource, { readonly lines: readonly string[] | undefined }>()

/** The lines of a file that has tags: asked for with each of its services. */
function taggedLines(source: ComposeSource): readonly string[] | undefined {
  let known = tagged.get(source)
  if (!known) tagged.set(source, (known = { lines: /!(reset|override)\b/.test(source.text) ? source.text.split('\n') : undefined }))
  return known.lines
}

/** Tags are no part of the value; they are read where the key stands. */
function tagReader(source: ComposeSource, at: (...keys: readonly Key[]) => string): Parameters<typeof rawService>[2] {
  const lines = taggedLines(source)
  if (!lines) return () => undefined
  return (...keys) => {
    const line =
      lines[
        Number(
          at(...keys)
            .split(':')
            .at(-1),
        ) - 1
      ]?.slice(0, 500) ?? ''
    const start = line.trimStart()
    if (!start.startsWith(`${keys.at(-1)}:`)) return undefined
    return /^\s{0,20}!(reset|override)\b/.exec(start.slice(String(keys.at(-1)).length + 1))?.[1] as 'reset' | 'override' | undefined
  }
}
