import { ConfigError } from './errors.ts'
import type { AnyProbe, Json } from './probe.ts'

export type JsonSchema = { readonly [key: string]: Json }

/**
 * JSON Schema (2020-12) of a slice: from Zod itself for a Zod 4 schema, from zod-to-json-schema for a Zod 3 one. Throws `ConfigError`
 * for a schema that says nothing: zod-to-json-schema gives an empty one, silently, for what it does not know.
 */
export async function sliceJsonSchema({ name, schema }: Pick<AnyProbe, 'name' | 'schema'>): Promise<JsonSchema> {
  const json = '_zod' in schema ? await fromZod4(schema) : await fromZod3(schema)
  const { $schema: _, ...rest } = json
  if (Object.keys(rest).length === 0)
    throw new ConfigError(`probe ${name}: its schema says nothing about the slice; give it a strict Zod schema`)
  return rest
}

async function fromZod4(schema: AnyProbe['schema']): Promise<JsonSchema> {
  const { z } = await import('zod')
  return z.toJSONSchema(schema, { target: 'draft-2020-12' }) as JsonSchema
}

async function fromZod3(schema: unknown): Promise<JsonSchema> {
  const { zodToJsonSchema } = await import('zod-to-json-schema')
  return zodToJsonSchema(schema as never, { target: 'jsonSchema2019-09', $refStrategy: 'none' }) as JsonSchema
}
