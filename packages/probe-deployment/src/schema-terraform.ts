import { z } from 'zod'
import { Reach } from './schema-dockerfile.ts'
import { Int, Text, TextOrNull, Texts } from './schema-parts.ts'

/** What runs code or an image; of all others the type and the name. Variables stay as they are written (`${var.image}`). */
export const TerraformResource = z.strictObject({
  type: Text,
  name: Text,
  file: Text,
  images: Texts,
  runtime: TextOrNull,
  entry: TextOrNull,
  ports: z.array(Int),
  env_names: Texts,
})
export type TerraformResource = z.infer<typeof TerraformResource>

/** The files of one directory, which Terraform reads as one. */
export const TerraformConfiguration = z.strictObject({
  path: Text,
  reach: Reach,
  required_version: TextOrNull,
  backend: TextOrNull,
  providers: z.array(z.strictObject({ name: Text, source: TextOrNull, version: TextOrNull, regions: Texts })),
  /** `path`: its directory, where that is in the repository. */
  modules: z.array(z.strictObject({ name: Text, source: TextOrNull, version: TextOrNull, path: TextOrNull })),
  resources: z.array(TerraformResource),
})
export type TerraformConfiguration = z.infer<typeof TerraformConfiguration>

export const Terraform = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('skipped'), files: Texts }),
  z.strictObject({ status: z.literal('read'), files: Texts, configurations: z.array(TerraformConfiguration) }),
])
export type Terraform = z.infer<typeof Terraform>
