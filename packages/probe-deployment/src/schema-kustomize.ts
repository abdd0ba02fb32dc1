import { z } from 'zod'
import { Reach } from './schema-dockerfile.ts'
import { Workload } from './schema-workload.ts'

const text = z.string().nullable()

export const Kustomization = z.strictObject({
  path: z.string(),
  reach: Reach,
  kind: z.enum(['base', 'overlay', 'component']),
  namespace: text,
  name_prefix: text,
  name_suffix: text,
  /** Files and directories of the repository, as paths in it. */
  resources: z.array(z.string()),
  components: z.array(z.string()),
  /** Remote ones, and those that lead out of the repository: never read. */
  refused: z.array(z.string()),
  patches: z.array(z.strictObject({ file: text, type: z.enum(['strategic', 'json6902']), target: text })),
  images: z.array(z.strictObject({ name: z.string(), new_name: text, new_tag: text, digest: text })),
  replicas: z.array(z.strictObject({ name: z.string(), count: z.int() })),
  /** Names of labels that it gives to all objects. */
  label_names: z.array(z.string()),
  replacements: z.array(z.strictObject({ source: text, targets: z.array(z.string()) })),
  /** Charts that kustomize would inflate; they are not. */
  helm_charts: z.array(z.strictObject({ name: z.string(), version: text, values_file: text })),
  generators: z.array(z.strictObject({ kind: z.enum(['configmap', 'secret']), name: text, data_names: z.array(z.string()) })),
  /** What building it comes to, bases, components and patches laid over each other. */
  workloads: z.array(Workload),
})
export type Kustomization = z.infer<typeof Kustomization>
