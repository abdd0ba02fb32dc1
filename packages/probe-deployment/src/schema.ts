import { z } from 'zod'
import { BakeFile } from './schema-bake.ts'
import { ComposeFile, ComposeProject } from './schema-compose.ts'
import { Dockerfile, Reach } from './schema-dockerfile.ts'
import { Kustomization } from './schema-kustomize.ts'
import { Platform } from './schema-platform.ts'
import { Terraform } from './schema-terraform.ts'
import { Chart, Manifest, ManifestObject } from './schema-workload.ts'

/** Manifests, charts or images that belong together and say different things. */
export const Drift = z.strictObject({
  kind: z.enum(['node_version', 'resources']),
  subject: z.string(),
  values: z.array(z.strictObject({ file: z.string(), value: z.string() })),
})
export type Drift = z.infer<typeof Drift>

export const TemplateFile = z.strictObject({ path: z.string(), reach: Reach, engine: z.enum(['go', 'jinja', 'envsubst', 'other']) })
export type TemplateFile = z.infer<typeof TemplateFile>

export const Deployment = z.strictObject({
  types: z.array(z.string()),
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
  drift: z.array(Drift),
})
export type Deployment = z.infer<typeof Deployment>
