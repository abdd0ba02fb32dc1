import { readFileSync } from 'node:fs'

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
}

/** What the schema says of a fact, or of what holds it: the rule by which it is found. `undefined` for what is not in a bundled slice. */
export function meaningOf(path: string): string | undefined {
  let at: Schema | undefined = publishedSchema()
  let meaning: string | undefined
  for (const key of path.split('.')) {
    at = at && step(at, key)
    if (!at) break
    meaning = at.description ?? at.anyOf?.find(({ description }) => description)?.description ?? meaning
  }
  return at && meaning
}

function step(schema: Schema, key: string): Schema | undefined {
  for (const each of [schema, ...(schema.anyOf ?? [])]) {
    if (each.properties && Object.hasOwn(each.properties, key)) return each.properties[key]
    if (each.items && /^\d+$/.test(key)) return each.items
    if (typeof each.additionalProperties === 'object') return each.additionalProperties
  }
  return undefined
}

/** The one in the package; a build without it has no meanings. */
function publishedSchema(): Schema | undefined {
  try {
    return JSON.parse(readFileSync(new URL('../schema/repo-context.schema.json', import.meta.url), 'utf8'))
  } catch {
    return undefined
  }
}
