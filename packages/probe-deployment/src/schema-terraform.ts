import { z } from 'zod'
import { Reach } from './schema-dockerfile.ts'

const text = z.string().nullable()
const Texts = z.array(z.string())

/** What runs code or an image; of all others the type and the name. Variables stay as they are written (`${var.image}`). */
export const TerraformResource = z.strictObject({
  type: z.string(),
  name: z.string(),
  file: z.string(),
  images: Texts,
  runtime: text,
  entry: text,
  ports: z.array(z.int()),
  env_names: Texts,
})
export type TerraformResource = z.infer<typeof TerraformResource>

/** The files of one directory, which Terraform reads as one. */
export const TerraformConfiguration = z.strictObject({
  path: z.string(),
  reach: Reach,
  required_version: text,
  backend: text,
  providers: z.array(z.strictObject({ name: z.string(), source: text, version: text, regions: Texts })),
  /** `path`: its directory, where that is in the repository. */
  modules: z.array(z.strictObject({ name: z.string(), source: text, version: text, path: text })),
  resources: z.array(TerraformResource),
})
export type TerraformConfiguration = z.infer<typeof TerraformConfiguration>

export const Terraform = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('skipped'), files: Texts }),
  z.strictObject({ status: z.literal('read'), files: Texts, configurations: z.array(TerraformConfiguration) }),
])
export type Terraform = z.infer<typeof Terraform>
