import { z } from 'zod'
import { BakeFile } from './schema-bake.ts'
import { ComposeFile, ComposeProject } from './schema-compose.ts'
import { Dockerfile, Reach } from './schema-dockerfile.ts'
import { Kustomization } from './schema-kustomize.ts'
import { Text, Texts, TextsOrNull } from './schema-parts.ts'
import { Platform } from './schema-platform.ts'
import { Terraform } from './schema-terraform.ts'
import { Chart, Manifest, ManifestObject } from './schema-workload.ts'

/** Manifests, charts or images that belong together and say different things. */
export const Drift = z.strictObject({
  kind: z.enum(['image_not_built', 'node_version', 'resources']),
  subject: Text,
  values: z.array(z.strictObject({ file: Text, value: Text })),
})
export type Drift = z.infer<typeof Drift>

/** An image, by the name without its tag, from what builds it to what runs it. */
export const ImageLink = z.strictObject({
  image: Text,
  used_by: Texts,
  /** Empty when nothing of the repository builds it; null when that cannot be told. */
  built_by: TextsOrNull,
  dockerfiles: Texts,
})
export type ImageLink = z.infer<typeof ImageLink>

export const TemplateFile = z.strictObject({ path: Text, reach: Reach, engine: z.enum(['go', 'jinja', 'envsubst', 'other']) })
export type TemplateFile = z.infer<typeof TemplateFile>

export const Deployment = z.strictObject({
  types: Texts,
  dockerfiles: z.array(Dockerfile),
  compose: z.array(ComposeFile),
  compose_projects: z.array(ComposeProject),
  bake: z.array(BakeFile),
  helm: z.array(Chart),
  kustomize: z.array(Kustomization),
  kubernetes: z.array(Manifest),
  kubernetes_objects: z.array(ManifestObject),
  templates: z.array(TemplateFile),
  platforms: z.array(Platform),
  terraform: Terraform.nullable(),
  images: z.array(ImageLink),
  drift: z.array(Drift),
})
export type Deployment = z.infer<typeof Deployment>
