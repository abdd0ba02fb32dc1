interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly additionalProperties?: Schema | boolean
}

/** Deeper facts stand in the schemas. */
const MAX_DEPTH = 3

/** `docs/artifact.md`: a table of the facts of each slice and view, with what their schemas say of them. */
export function artifactDocument(artifact: object, views: Readonly<Record<'views' | 'conflicts', object>>): string {
  const { properties = {} } = artifact as Schema
  const slices = Object.entries(properties).filter(([, schema]) => schema.properties || schema.items)
  const payload = (view: Schema) => view.properties?.['payload'] ?? {}
  const parts = Object.entries((views.views as Schema).properties ?? {}).map(([name, view]) => [`views.${name}`, payload(view)] as const)
  return `# The artifact

Made from the schemas, which \`codegenie schema\` prints whole: \`null\` is looked for and not found. \`[]\` is each item of a list, \`*\` each key of a map; what lies
deeper than three levels stands in the schemas.

${[...slices, ...parts, ['conflicts', payload(views.conflicts as Schema)] as const].map(([name, schema]) => part(name, schema)).join('\n')}`
}

function part(name: string, schema: Schema): string {
  const rows = facts('', schema, 0)
  return rows.length === 0 ? '' : `## ${name}\n\n| fact | type | |\n|---|---|---|\n${rows.join('\n')}\n`
}

function facts(path: string, schema: Schema, depth: number): string[] {
  const inner = bare(schema)
  if (depth > MAX_DEPTH) return []
  const below = (key: string, each: Schema) => {
    const at = path === '' || key.startsWith('[') ? `${path}${key}` : `${path}.${key}`
    const type = typeOf(each).replaceAll('|', '\\|')
    return [`| \`${at}\` | ${type} | ${(each.description ?? '').replaceAll('|', '\\|')} |`, ...facts(at, each, depth + 1)]
  }
  if (inner.properties) return Object.entries(inner.properties).flatMap(([key, each]) => below(key, each))
  if (inner.items) return facts(`${path}[]`, inner.items, depth)
  return typeof inner.additionalProperties === 'object' ? facts(path === '' ? '*' : `${path}.*`, inner.additionalProperties, depth) : []
}

/** What it is where it is not null. */
function bare(schema: Schema): Schema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
}

function typeOf(schema: Schema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (schema.enum) return schema.enum.map(String).join(', ')
  if (schema.items) return `list of ${typeOf(schema.items)}`
  const type = [schema.type].flat().join(' or ')
  return type === 'object' ? 'map' : type
}
