import type { AnyProbe, Json } from '../probe.ts'
import { type JsonSchema, sliceJsonSchema } from '../schema.ts'

export function identity({ name, slice, version }: AnyProbe): readonly string[] {
  const bad = Object.entries({ name, slice }).filter(([, value]) => !/^[a-z][a-z0-9_]*$/.test(value))
  const wrong = bad.map(([field, value]) => `${field} ${JSON.stringify(value)} is not snake_case`)
  return /^\d+\.\d+\.\d+/.test(version) ? wrong : [...wrong, `version ${JSON.stringify(version)} is not a semantic version`]
}

/** Without a slice: of the schema alone; with one: does the published JSON Schema accept it? */
export async function schema(probe: AnyProbe, slice?: Json): Promise<readonly string[]> {
  let json: JsonSchema
  try {
    json = await sliceJsonSchema(probe)
  } catch (error) {
    return slice === undefined ? [(error as Error).message] : []
  }
  return slice === undefined ? looseParts(json, '') : refusedBy(json, slice)
}

/** Children of a JSON Schema node that are schemas themselves. */
const NESTED = ['properties', '$defs', 'definitions'] as const
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const

/** Where the schema lets anything through. */
function looseParts(node: Json | undefined, path: string): readonly string[] {
  if (node === null || typeof node !== 'object' || Array.isArray(node)) return []
  const schema = node as JsonSchema
  const at = path || 'the slice'
  const { $schema: _, description: __, title: ___, ...says } = schema
  if (Object.keys(says).length === 0) return [`${at} may be anything; say what it is`]
  const own =
    schema['properties'] !== undefined && (schema['additionalProperties'] === undefined || isAnything(schema['additionalProperties']))
      ? [`${at} allows fields that it does not name; use z.strictObject`]
      : []
  const children = [
    ...NESTED.flatMap((key) => Object.entries((schema[key] ?? {}) as JsonSchema)),
    ...LISTS.flatMap((key) => ((schema[key] ?? []) as readonly Json[]).map((child) => ['', child] as const)),
    ['*', schema['items']] as const,
    ...(schema['properties'] === undefined ? [['*', schema['additionalProperties']] as const] : []),
  ]
  return [...own, ...children.flatMap(([name, child]) => looseParts(child, name === '' ? path : path ? `${path}.${name}` : name))]
}

function isAnything(value: Json): boolean {
  return value === true || (value !== null && typeof value === 'object' && Object.keys(value).length === 0)
}

/** Reads the JSON Schema back, where this zod can, and asks it. */
async function refusedBy(json: JsonSchema, slice: Json): Promise<readonly string[]> {
  const { z } = await import('zod')
  if (!('fromJSONSchema' in z)) return []
  try {
    const checked = z.fromJSONSchema(json as never).safeParse(slice)
    const [issue] = checked.error?.issues ?? []
    return issue ? [`its JSON Schema refuses the slice: ${issue.path.map(String).join('.') || 'slice'}: ${issue.message}`] : []
  } catch (error) {
    return [`its JSON Schema cannot be read: ${(error as Error).message}`]
  }
}
