import { z } from 'zod'

const Text = z.string()
const Places = z.array(Text).meta({ description: '`path:line`, or a path' })
const Severity = z.enum(['high', 'medium', 'low'])
const Count = z.int().nonnegative()

export const Side = z.strictObject({
  role: Text.meta({
    description:
      'Who says it: supports, dev, ci, build_image, runtime_image, image, docs; package_manager, lockfile, manifest, scripts, tests, start, dockerfile, compose, and kinds of evidence for a package manager',
  }),
  value: Text,
  at: Places,
  more: Count.meta({ description: 'Places that are not listed' }),
})

export const Conflict = z.strictObject({
  id: Text.regex(/^[a-z][a-z0-9_]*$/),
  severity: Severity,
  reach: z.enum(['product', 'low']).meta({ description: 'low: nothing of the product builds, runs or reads one of the sides' }),
  subject: Text.meta({ description: 'A directory, a file, or a CI system' }),
  message: Text,
  sides: z.array(Side).min(2),
})

export const Flag = z.strictObject({
  id: Text.regex(/^[a-z][a-z0-9_]*$/),
  severity: Severity,
  message: Text.meta({ description: 'Of the first of them' }),
  count: Count.min(1),
  at: Places,
})

export const Deployable = z.strictObject({
  kind: z.enum(['image', 'platform', 'package']),
  path: Text,
  start: Text.nullable().meta({ description: 'null: the base image decides' }),
  form: z.enum(['exec', 'shell', 'script']).nullable(),
  user: Text.nullable(),
  ports: z.array(z.int()),
  node: Text.nullable(),
  at: Places,
})

const Share = z.strictObject({ read: Count, of: Count })

/** Payload of each view. */
export const PAYLOADS = {
  available_skills: z.strictObject({
    skills: z.array(z.strictObject({ name: Text, description: Text, path: Text, source: z.enum(['repository', 'user', 'configured']) })),
    of: Count.meta({ description: 'Manifests that were found' }),
  }),
  confidence_summary: z.strictObject({
    gather_status: z.enum(['complete', 'partial']),
    probes: z
      .record(Text, z.enum(['high', 'medium', 'low', 'skipped', 'failed']))
      .meta({ description: 'Confidence, or why there is none' }),
    files: z.record(Text, Share),
    warnings: z.strictObject({ count: Count, files: Count, codes: z.record(Text, Count).meta({ description: 'The most frequent' }) }),
    unresolved: z.record(Text, Count).meta({ description: 'What only a run, a cluster or another repository knows' }),
    cannot_answer: z.array(Text),
  }),
  entrypoint: z.strictObject({
    package_manager: Text.nullable(),
    commands: z.record(Text, Text),
    deployables: z.array(Deployable),
    more: Count.meta({ description: 'Deployables that are not listed' }),
  }),
  risk_flags: z.strictObject({
    as_of: z.iso.date().nullable().meta({ description: 'The day that ends of life are compared with' }),
    flags: z.array(Flag),
  }),
} as const

function view<Payload extends z.ZodType>(payload: Payload) {
  return z.strictObject({ view_version: z.int().min(1), gather_id: Text.regex(/^[0-9a-f]{64}$/), payload })
}

/** `conflicts.json` */
export const Conflicts = view(z.strictObject({ conflicts: z.array(Conflict) }))

/** `views.json` */
export const Views = z.strictObject({
  available_skills: view(PAYLOADS.available_skills),
  confidence_summary: view(PAYLOADS.confidence_summary),
  entrypoint: view(PAYLOADS.entrypoint),
  risk_flags: view(PAYLOADS.risk_flags),
})

/** JSON Schemas (2020-12) with stable ids: file -> schema. */
export function viewJsonSchemas(): Readonly<Record<'views' | 'conflicts', Record<string, unknown>>> {
  const published = (id: string, title: string, schema: z.ZodType) => ({ ...z.toJSONSchema(schema), $id: id, title })
  return {
    views: published('urn:codegenie:views:1', 'codegenie views', Views),
    conflicts: published('urn:codegenie:conflicts:1', 'codegenie conflicts', Conflicts),
  }
}
