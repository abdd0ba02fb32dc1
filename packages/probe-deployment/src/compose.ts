import type { Json } from '@codegenie/core'
import { asInt, asList, asMap, asText, asTexts, get, isMap, type JsonMap, type Located } from './documents.ts'
import { withoutUserinfo } from './image.ts'
import type { PublishedPort, Service } from './schema-compose.ts'
import type { Proven } from './workload.ts'

/** The services of a compose file: https://github.com/compose-spec/compose-spec/blob/main/spec.md */
export function composeServices(document: Located): Proven<Service>[] {
  return Object.entries(asMap(get(document.value, 'services')))
    .filter(([, service]) => isMap(service) || service === null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, service]) =>
      serviceFacts(name, asMap(service), (field) => document.at('services', name, ...(field === '' ? [] : [field]))),
    )
}

/** Fact -> the field that says it. */
const FIELDS: Readonly<Record<string, string>> = {
  image: 'image',
  build: 'build',
  ports: 'ports',
  env_names: 'environment',
  env_files: 'env_file',
  healthcheck: 'healthcheck',
  depends_on: 'depends_on',
  volumes: 'volumes',
  profiles: 'profiles',
  entrypoint: 'entrypoint',
  command: 'command',
  extends: 'extends',
}

/** `place`: where a field stands, '' being the service itself. */
export function serviceFacts(name: string, service: JsonMap, place: (field: string) => string | readonly string[]): Proven<Service> {
  const image = asText(service['image'])
  const value: Service = {
    name,
    image: image && withoutUserinfo(image),
    build: buildFacts(service['build']),
    ports: asList(service['ports']).flatMap(publishedPorts),
    env_names: names(service['environment']),
    env_files: asItems(service['env_file']).flatMap((file) => asText(isMap(file) ? file['path'] : file) ?? []),
    healthcheck: healthcheck(service['healthcheck']),
    depends_on: names(service['depends_on']),
    volumes: asList(service['volumes']).flatMap(volumeTarget),
    profiles: asTexts(service['profiles']),
    entrypoint: command(service['entrypoint']),
    command: command(service['command']),
    extends: extended(service['extends']),
  }
  const evidence = new Map([['', place('')]])
  for (const [fact, field] of Object.entries(FIELDS)) if (Object.hasOwn(service, field)) evidence.set(fact, place(field))
  return { value, evidence }
}

function buildFacts(build: Json | undefined): Service['build'] {
  if (typeof build === 'string') return { context: build, dockerfile: null, target: null, arg_names: [] }
  if (!isMap(build)) return null
  const { context, dockerfile, target, args } = build
  return { context: asText(context), dockerfile: asText(dockerfile), target: asText(target), arg_names: names(args) }
}

/** Names alone of a map, or of a list of `NAME` and `NAME=value`. */
function names(value: Json | undefined): string[] {
  const found = isMap(value) ? Object.keys(value) : asTexts(value).map((item) => item.split('=', 1)[0]!)
  return [...new Set(found)].sort()
}

const asItems = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

/** `[[ip:]host:]container[/protocol]`, with ranges, or the long form with `target` and `published`. */
export function publishedPorts(given: Json): PublishedPort[] {
  if (isMap(given)) {
    const port = asInt(given['target'])
    return port === null ? [] : [{ host: asInt(given['published']), port, protocol: asText(given['protocol']) ?? 'tcp' }]
  }
  // Of `${PORT:-3000}` the default is what is known.
  const text = (asText(given) ?? '').replaceAll(/\$\{\w{1,100}:?-(\d{1,5})\}/g, '$1')
  const [, port, end = port, protocol = 'tcp'] =
    /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/.exec(text.slice(text.lastIndexOf(':') + 1)) ?? []
  const count = Number(end) - Number(port) + 1
  if (port === undefined || !(count >= 1 && count <= 200)) return []
  const first = hostPort(text.slice(0, Math.max(0, text.lastIndexOf(':'))), count)
  return Array.from({ length: count }, (_, i) => ({ host: first === null ? null : first + i, port: Number(port) + i, protocol }))
}

/** The first of as many ports of the host, behind an address; null where the engine picks one of a range, or a variable decides. */
function hostPort(before: string, count: number): number | null {
  const [, first, last = first] = /(?:^|:)(\d{1,5})(?:-(\d{1,5}))?$/.exec(before) ?? []
  return first !== undefined && Number(last) - Number(first) + 1 === count ? Number(first) : null
}

function healthcheck(value: Json | undefined): string[] | null {
  const test = get(value, 'test')
  if (get(value, 'disable') === true) return null
  if (typeof test === 'string') return [test]
  const words = asTexts(test)
  return words.length === 0 || words[0] === 'NONE' ? null : words
}

/** Where a volume is mounted; what lies on the host is no business of the product. */
export function volumeTarget(volume: Json): string[] {
  if (isMap(volume)) return asText(volume['target']) === null ? [] : [asText(volume['target'])!]
  const parts = (asText(volume) ?? '').split(':')
  const target =
    parts.length === 1 ? parts[0] : /^(ro|rw|z|Z|cached|delegated|consistent)(,\w+)*$/.test(parts.at(-1)!) ? parts.at(-2) : parts.at(-1)
  return target ? [target] : []
}

function command(value: Json | undefined): string[] | null {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? asTexts(value) : null
}

function extended(value: Json | undefined): string | null {
  if (typeof value === 'string') return value
  const [file, service] = [asText(get(value, 'file')), asText(get(value, 'service'))]
  return service === null ? null : file === null ? service : `${file}#${service}`
}

/** Files that a compose file brings in: `include` and the `file` of `extends`, as written. */
export function composeIncludes({ value }: Located): string[] {
  const included = asItems(get(value, 'include')).flatMap((item) => asItems(isMap(item) ? item['path'] : item))
  const extended = Object.values(asMap(get(value, 'services'))).flatMap((service) => get(service, 'extends', 'file') ?? [])
  return [...new Set([...asTexts(included), ...asTexts(extended)])]
}
