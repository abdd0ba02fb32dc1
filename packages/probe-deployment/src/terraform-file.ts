import { type Json, jsonLine, parseJson } from '@codegenie/core'
import { asList, asMap, asText, get, isMap, type Key, type Located, placesIn } from './documents.ts'
import { parseHcl } from './hcl.ts'
import { withoutUserinfo } from './image.ts'
import type { TerraformResource } from './schema-terraform.ts'

/** A file in either syntax of Terraform, in the shape of JSON. */
export interface TerraformFile extends Located {
  /** First line that could not be read. */
  readonly brokenAt: number | null
}

export function readTerraform(path: string, text: string): TerraformFile | { readonly problem: string; readonly message: string } {
  if (!path.endsWith('.json')) {
    const { value, line, brokenAt } = parseHcl(text)
    return { value, at: placesIn(path, line), brokenAt }
  }
  const parsed = parseJson(text)
  if ('problem' in parsed) return parsed
  // In JSON a single block may stand without its list.
  return { value: parsed.value, at: placesIn(path, (keys) => jsonLine(text, keys) ?? jsonLine(text, keys.slice(0, -1))), brokenAt: null }
}

export interface Block {
  readonly labels: readonly string[]
  readonly body: Json
  readonly keys: readonly Key[]
}

/** Blocks of a type with so many labels, each with where it stands. */
export function blocks(value: Json, type: string, labels: 0 | 1 | 2, keys: readonly Key[] = []): Block[] {
  let found: Block[] = [{ labels: [], body: get(value, type) ?? null, keys: [...keys, type] }]
  for (let i = 0; i < labels; i++)
    found = found.flatMap((each) =>
      Object.entries(asMap(each.body)).map(([label, body]) => ({ labels: [...each.labels, label], body, keys: [...each.keys, label] })),
    )
  return found.flatMap((each) =>
    Array.isArray(each.body)
      ? (each.body as Json[]).map((body, i) => ({ ...each, body, keys: [...each.keys, i] }))
      : isMap(each.body)
        ? [each]
        : [],
  )
}

const IMAGES = new Set(['image', 'image_uri', 'container_image', 'docker_image', 'image_url'])
const ENVIRONMENTS = new Set('app_settings env env_variables env_vars environment environment_variables secrets variables'.split(' '))
const PORTS = new Set(['container_port', 'containerPort', 'internal_port'])
/** Machines have images too, and run no containers. */
const MACHINES = /_(compute|instance|droplet|server|virtual_machine|launch_template|launch_configuration)(_|$)/
const MAX_DEPTH = 40

/** By the names that providers give to the same things, wherever they stand in the resource. */
export function resourceFacts(file: string, [type = '', name = '']: readonly string[], body: Json): TerraformResource {
  const images = new Set<string>()
  const ports = new Set<number>()
  const names = new Set<string>()
  const visit = (value: Json, depth: number): void => {
    if (depth > MAX_DEPTH) return
    for (const item of asList(value)) visit(item, depth + 1)
    for (const [key, item] of Object.entries(asMap(value))) {
      const inner = key === 'container_definitions' && typeof item === 'string' ? jsonText(item) : item
      const image = IMAGES.has(key) && !MACHINES.test(type) ? asText(inner) : null
      if (image) images.add(withoutUserinfo(image))
      if (PORTS.has(key) && Number.isSafeInteger(inner)) ports.add(inner as number)
      if (ENVIRONMENTS.has(key)) for (const each of envNames(inner)) names.add(each)
      visit(inner, depth + 1)
    }
  }
  visit(body, 0)
  return {
    type,
    name,
    file,
    images: [...images],
    runtime: asText(get(body, 'runtime')),
    entry: asText(get(body, 'handler')) ?? asText(get(body, 'entry_point')),
    ports: [...ports].filter((port) => Number.isInteger(port) && port > 0 && port < 65_536).sort((a, b) => a - b),
    env_names: [...names].sort(),
  }
}

function jsonText(text: string): Json {
  const parsed = parseJson(text)
  return 'problem' in parsed ? null : parsed.value
}

/** Names alone: keys of a map, `name` of the items of a list, or what stands before `=`; a block `variables` inside is visited by itself. */
function envNames(value: Json): string[] {
  const isName = (text: string) => /^[A-Za-z_][\w.-]{0,200}$/.test(text)
  if (isMap(value)) return Object.hasOwn(value, 'variables') ? [] : Object.keys(value).filter(isName)
  return asList(value).flatMap((item) => {
    if (isMap(item) && !Object.hasOwn(item, 'name')) return []
    const name = isMap(item) ? asText(item['name']) : typeof item === 'string' && item.includes('=') ? item.split('=', 1)[0]! : null
    return name !== null && isName(name) ? [name] : []
  })
}
