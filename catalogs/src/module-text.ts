import { z } from 'zod'
import type { Catalog } from './catalogs.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** JavaScript of the module that exports `value`, frozen to its depth. */
export function moduleText(catalog: Catalog, value: unknown): string {
  return `// Compiled from ${catalog.name}.yaml\nexport const ${catalog.binding} = ${literal(value)}\n`
}

/** TypeScript of the same module, printed from the schema of its export: no schema library is left in it. */
export function declarationText(catalog: Catalog): string {
  const { $defs = {}, ...schema } = z.toJSONSchema(catalog.module)
  const named = Object.entries($defs).map(([name, definition]) => `${comment(definition)}export type ${name} = ${typeText(definition)}\n`)
  return [...named, `${comment(schema)}export declare const ${catalog.binding}: ${typeText(schema)}\n`].join('\n')
}

/** A frozen literal of JSON data. */
export function literal(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `Object.freeze([${lines(value.map(literal))}])`
  // A plain `"__proto__": x` would set the prototype.
  const pairs = Object.entries(value).map(
    ([key, item]) => `${key === '__proto__' ? '["__proto__"]' : JSON.stringify(key)}: ${literal(item)}`,
  )
  return `Object.freeze({${lines(pairs)}})`
}

/** Short lists stay on one line. */
function lines(items: readonly string[]): string {
  const line = items.join(', ')
  return line.length <= 100 ? line : `\n${items.join(',\n')},\n`
}

/** The TypeScript type of a JSON Schema; type aliases, since an interface is not assignable to JSON. */
export function typeText(schema: JsonSchema | boolean): string {
  if (typeof schema === 'boolean') return 'unknown'
  if (schema.$ref) return schema.$ref.slice('#/$defs/'.length)
  if (schema.enum) return schema.enum.map((item) => JSON.stringify(item)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    case 'array':
      return `readonly ${element(typeText(schema.items as JsonSchema))}[]`
    case 'object':
      return schema.properties
        ? objectType(schema.properties)
        : `{ readonly [key: string]: ${typeText(schema.additionalProperties as JsonSchema)} }`
    default:
      throw new Error(`no TypeScript type is known for ${JSON.stringify(schema)}`)
  }
}

function element(type: string): string {
  return type.includes(' | ') ? `(${type})` : type
}

function objectType(properties: NonNullable<JsonSchema['properties']>): string {
  const fields = Object.entries(properties).map(([name, schema]) => `${comment(schema)}readonly ${name}: ${typeText(schema)}\n`)
  return `{\n${fields.join('').replaceAll(/^/gm, '  ').trimEnd()}\n}`
}

function comment(schema: JsonSchema | boolean): string {
  return typeof schema === 'object' && schema.description ? `/** ${schema.description} */\n` : ''
}
