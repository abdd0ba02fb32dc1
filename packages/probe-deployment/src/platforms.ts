import type { Platform as CatalogPlatform } from '@codegenie/catalogs/platforms'
import type { Json } from '@codegenie/core'
import type { Context } from './context.ts'
import { asInt, asList, asText, asTexts, get, isMap, type Located, startOf } from './documents.ts'
import { withoutUserinfo } from './image.ts'
import { type Format, readPlatformFile, select } from './platform-file.ts'
import { reachOf } from './reach.ts'
import type { Platform } from './schema-platform.ts'
import type { HealthProbe } from './schema-workload.ts'
import type { Proven } from './workload.ts'

/** Files of platforms, in the order of the catalog, then of their paths. */
export async function platformFacts(ctx: Context, catalog: readonly CatalogPlatform[]): Promise<Proven<Platform>[]> {
  const found: Proven<Platform>[] = []
  for (const entry of catalog)
    for (const path of new Set(entry.files.flatMap((glob) => ctx.match(glob)))) {
      const facts = await fileFacts(ctx, entry, path)
      if (facts) found.push(facts)
    }
  return found
}

/** `undefined` for a file that another tool uses under the same name. */
async function fileFacts(ctx: Context, entry: CatalogPlatform, path: string): Promise<Proven<Platform> | undefined> {
  const format = formatOf(entry, path)
  const file: Located | undefined = format === 'none' ? undefined : await readPlatformFile(ctx, path, format)
  if (format !== 'none' && (!file || !isMap(file.value))) return undefined
  if (file && entry.requires.length > 0 && !entry.requires.some((required) => select(file.value, required).length > 0)) return undefined
  const required = file && entry.requires.flatMap((each) => select(file.value, each))[0]
  const evidence = new Map([['', file === undefined ? path : required ? file.at(...required.keys) : startOf(file)]])
  const all = (fact: string, paths: readonly string[]) => {
    const hits = file ? paths.flatMap((each) => select(file.value, each)) : []
    if (hits[0] && file) evidence.set(fact, file.at(...hits[0].keys))
    return hits.map(({ value }) => value)
  }
  const first = (fact: string, paths: readonly string[]) =>
    all(fact, paths)
      .map(asText)
      .find((text) => text !== null) ?? null
  const { fields } = entry
  const runtime = first('runtime', fields.runtime)
  const image = first('image', fields.image)
  const commands =
    format === 'procfile'
      ? Object.entries(file!.value as Record<string, string>)
      : Object.entries(fields.commands).flatMap(([name, at]) => {
          const command = first(`commands.${name}`, [at])
          return command === null ? [] : [[name, command] as const]
        })
  if (format === 'procfile') for (const [name] of commands) evidence.set(`commands.${name}`, file!.at(name))
  const node = first('node_version', fields.node_version)
  if (node === null && nodeVersion(runtime) !== null) evidence.set('node_version', evidence.get('runtime') ?? path)
  const value: Platform = {
    type: entry.type ?? entry.name,
    path,
    reach: entry.deploys ? reachOf(path) : 'development',
    name: first('name', fields.name),
    runtime,
    node_version: node ?? nodeVersion(runtime),
    entry: first('entry', fields.entry),
    commands: Object.fromEntries(commands.sort(([a], [b]) => (a < b ? -1 : 1))),
    image: image && withoutUserinfo(image),
    dockerfile: first('dockerfile', fields.dockerfile),
    ports: portsOf(all('ports', fields.ports)),
    env_names: [...new Set(all('env_names', fields.env_names).flatMap(namesOf))].sort(),
    regions: [...new Set(all('regions', fields.regions).flatMap((each) => asText(each) ?? asTexts(each)))].sort(),
    health_checks: all('health_checks', fields.health_checks).flatMap((check) => healthCheck(check) ?? []),
  }
  return { value, evidence }
}

function formatOf(entry: CatalogPlatform, path: string): Format {
  const extension = path.slice(path.lastIndexOf('.') + 1)
  return Object.hasOwn(entry.formats, extension) ? entry.formats[extension]! : entry.format
}

/** `nodejs20.x`, `node22`, `nodejs:20`: Node's major, or more, where a runtime is called after it. */
export function nodeVersion(runtime: string | null): string | null {
  return /^(?:nodejs|node)[-:@]?v?(\d{1,3}(?:\.\d{1,3}){0,2})(?:\.x)?$/i.exec(runtime ?? '')?.[1] ?? null
}

function portsOf(values: readonly Json[]): Platform['ports'] {
  const ports = values.flatMap((value) => asInt(value) ?? asList(value).flatMap((item) => asInt(item) ?? []))
  return [...new Set(ports)]
    .filter((port) => port > 0 && port < 65_536)
    .sort((a, b) => a - b)
    .map((port) => ({ port, protocol: 'tcp', name: null }))
}

/** Names alone: keys of a map, `name` or `key` of a list's items, or what stands before `=`. */
function namesOf(value: Json): string[] {
  if (isMap(value)) return Object.keys(value)
  return asList(value).flatMap((item) => asText(get(item, 'name')) ?? asText(get(item, 'key')) ?? asText(item)?.split('=', 1)[0] ?? [])
}

/** The fields that platforms name differently and mean the same with. */
function healthCheck(check: Json): HealthProbe | null {
  const path =
    ['path', 'http_path', 'healthcheckPath', 'healthCheckPath'].map((key) => asText(get(check, key))).find((text) => text !== null) ?? null
  const port = asInt(get(check, 'port'))
  const command = asTexts(get(check, 'command'))
  const isNone = path === null && port === null && command.length === 0
  return isNone
    ? null
    : {
        type: path !== null ? 'http' : command.length > 0 ? 'exec' : 'tcp',
        path,
        port,
        port_name: null,
        command: command.length > 0 ? command : null,
      }
}
