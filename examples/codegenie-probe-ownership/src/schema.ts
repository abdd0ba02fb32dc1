import { z } from 'zod'

/** A line that names owners, and what it comes to. */
export const Rule = z.strictObject({
  line: z.int(),
  /** GitLab: the section that it stands in. */
  section: z.string().nullable(),
  pattern: z.string(),
  /** As written; of a section with default owners those, where the line has none. Empty: nobody owns what it matches. */
  owners: z.array(z.string()),
  /** For how many files it is the rule that counts. */
  files: z.int(),
})
export type Rule = z.infer<typeof Rule>

export const Reading = z.strictObject({
  platform: z.enum(['github', 'gitlab', 'bitbucket']),
  path: z.string(),
  rules: z.array(Rule),
  sections: z.array(z.strictObject({ name: z.string(), optional: z.boolean(), approvals: z.int() })),
  /** Sorted by owner; files that several rules of GitLab's sections give to one owner count once. */
  owners: z.array(z.strictObject({ owner: z.string(), files: z.int() })),
  owned_files: z.int(),
  unowned_files: z.int(),
})
export type Reading = z.infer<typeof Reading>

export const Ownership = z.strictObject({
  readings: z.array(Reading),
  /** CODEOWNERS files that no platform looks at, or not before another. */
  unused: z.array(z.string()),
})
