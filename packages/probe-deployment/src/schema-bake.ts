import { z } from 'zod'
import { Reach } from './schema-dockerfile.ts'

const text = z.string().nullable()
const Texts = z.array(z.string())

/** A target with what it inherits; variables stay as they are written (`${TAG}`). */
export const BakeTarget = z.strictObject({
  name: z.string(),
  inherits: Texts,
  context: text,
  dockerfile: text,
  target: text,
  tags: Texts,
  platforms: Texts,
  arg_names: Texts,
  /** Names of images or stages that are replaced by other targets or places. */
  contexts: Texts,
})
export type BakeTarget = z.infer<typeof BakeTarget>

export const BakeFile = z.strictObject({
  path: z.string(),
  reach: Reach,
  groups: z.array(z.strictObject({ name: z.string(), targets: Texts })),
  targets: z.array(BakeTarget),
})
export type BakeFile = z.infer<typeof BakeFile>
