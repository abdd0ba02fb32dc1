import { type AnyProbe, type JsonSchema, sliceJsonSchema } from '@codegenie/core'

/** Stable for one `schema_version`. */
const ARTIFACT_SCHEMA_ID = 'urn:codegenie:repo-context:1'

const STRINGS: JsonSchema = { type: 'array', items: { type: 'string' } }

/** JSON Schema (2020-12) of `repo-context.json` as these probes write it. */
export async function artifactJsonSchema(probes: readonly AnyProbe[]): Promise<JsonSchema> {
  const slices = await Promise.all(probes.map(async (probe) => [probe.slice, await sliceJsonSchema(probe)] as const))
  const sections = probes.map(({ name }) => [name, { $ref: '#/$defs/probe' }] as const)
  const properties: Record<string, JsonSchema> = {
    schema_version: { const: '1' },
    repo: strict({
      name: { type: ['string', 'null'] },
      git_commit: { type: ['string', 'null'], pattern: '^[0-9a-f]{40}([0-9a-f]{24})?$' },
    }),
    gather_id: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    gather_status: { enum: ['complete', 'partial'] },
    probe_failures: { type: 'array', items: strict({ probe: { type: 'string' }, error: { type: 'string' } }) },
    ...Object.fromEntries(slices),
    probes: strict(Object.fromEntries(sections)),
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: ARTIFACT_SCHEMA_ID,
    title: 'codegenie repo-context',
    type: 'object',
    properties,
    required: ['schema_version', 'repo', 'gather_id', 'gather_status', 'probe_failures', 'probes'],
    additionalProperties: false,
    $defs: { probe: PROBE },
  }
}

const PROBE: JsonSchema = strict({
  version: { type: 'string' },
  status: { enum: ['ok', 'skipped', 'failed'] },
  confidence: { enum: ['high', 'medium', 'low', null] },
  warnings: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        code: { type: 'string', pattern: '^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$' },
        message: { type: 'string' },
        path: { type: 'string' },
      },
      required: ['code', 'message'],
      additionalProperties: false,
    },
  },
  evidence: { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }, STRINGS] } },
})

function strict(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}
