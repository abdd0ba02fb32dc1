import { z } from 'zod'
import { Reach } from './schema-dockerfile.ts'
import { Int, Text, TextOrNull, Texts } from './schema-parts.ts'
import { Workload } from './schema-workload.ts'

export const Kustomization = z.strictObject({
  path: Text,
  reach: Reach,
  kind: z.enum(['base', 'overlay', 'component']),
  namespace: TextOrNull,
  name_prefix: TextOrNull,
  name_suffix: TextOrNull,
  /** Files and directories of the repository, as paths in it. */
  resources: Texts,
  components: Texts,
  /** Remote ones, and those that lead out of the repository: never read. */
  refused: Texts,
  patches: z.array(z.strictObject({ file: TextOrNull, type: z.enum(['strategic', 'json6902']), target: TextOrNull })),
  images: z.array(z.strictObject({ name: Text, new_name: TextOrNull, new_tag: TextOrNull, digest: TextOrNull })),
  replicas: z.array(z.strictObject({ name: Text, count: Int })),
  /** Names of labels that it gives to all objects. */
  label_names: Texts,
  replacements: z.array(z.strictObject({ source: TextOrNull, targets: Texts })),
  /** Charts that kustomize would inflate; they are not. */
  helm_charts: z.array(z.strictObject({ name: Text, version: TextOrNull, values_file: TextOrNull })),
  generators: z.array(z.strictObject({ kind: z.enum(['configmap', 'secret']), name: TextOrNull, data_names: Texts })),
  /** What building it comes to, bases, components and patches laid over each other. */
  workloads: z.array(Workload),
})
export type Kustomization = z.infer<typeof Kustomization>
