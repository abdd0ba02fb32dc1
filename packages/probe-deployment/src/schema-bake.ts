import { z } from 'zod'
import { Reach } from './schema-dockerfile.ts'
import { Text, TextOrNull, Texts } from './schema-parts.ts'

/** A target with what it inherits; variables stay as they are written (`${TAG}`). */
export const BakeTarget = z.strictObject({
  name: Text,
  inherits: Texts,
  context: TextOrNull,
  dockerfile: TextOrNull,
  target: TextOrNull,
  tags: Texts,
  platforms: Texts,
  arg_names: Texts,
  /** Names of images or stages that are replaced by other targets or places. */
  contexts: Texts,
})
export type BakeTarget = z.infer<typeof BakeTarget>

export const BakeFile = z.strictObject({
  path: Text,
  reach: Reach,
  groups: z.array(z.strictObject({ name: Text, targets: Texts })),
  targets: z.array(BakeTarget),
})
export type BakeFile = z.infer<typeof BakeFile>
