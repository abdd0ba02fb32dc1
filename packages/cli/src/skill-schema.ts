import type { Json } from '@codegenie/core'
import { z } from 'zod'

/** A fact and what it has to be; both conditions where both are given. */
const Predicate = z
  .strictObject({ fact: z.string().min(1).max(200), equals: z.json().optional(), exists: z.boolean().optional() })
  .refine(({ equals, exists }) => equals !== undefined || exists !== undefined, { message: 'expected equals or exists' })
  .transform(({ fact, equals, exists }) => ({
    fact,
    ...(equals === undefined ? {} : { equals: equals as Json }),
    ...(exists === undefined ? {} : { exists }),
  }))

/** Front matter of `SKILL.md`: https://agentskills.io/specification, and `when`, which is ours. Other fields are left out. */
export const SkillManifest = z.object({
  name: z.string().min(1).max(64),
  description: z
    .string()
    .min(1)
    .transform((text) => (text.length > 300 ? `${text.slice(0, 299)}…` : text)),
  when: z.array(Predicate).max(20).default([]),
})
