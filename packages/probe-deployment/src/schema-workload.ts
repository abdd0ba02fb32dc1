import { z } from 'zod'
import { Port, Reach, Unresolved } from './schema-dockerfile.ts'
import { Int, IntOrNull, Text, TextOrNull, Texts, TextsOrNull } from './schema-parts.ts'

const Quantities = z.record(Text, Text)

/** A health check of a container, or of a platform. `port` is resolved where it is the name of a declared one. */
export const HealthProbe = z.strictObject({
  type: z.enum(['http', 'tcp', 'exec', 'grpc']).nullable(),
  path: TextOrNull,
  port: IntOrNull,
  port_name: TextOrNull,
  command: TextsOrNull,
})
export type HealthProbe = z.infer<typeof HealthProbe>

export const HealthProbes = z.strictObject({
  liveness: HealthProbe.nullable(),
  readiness: HealthProbe.nullable(),
  startup: HealthProbe.nullable(),
})
export type HealthProbes = z.infer<typeof HealthProbes>

export const Resources = z.strictObject({ requests: Quantities, limits: Quantities })
export type Resources = z.infer<typeof Resources>

/** Field names are those of Kubernetes. */
export const SecurityContext = z.record(Text, z.union([Text, z.number(), z.boolean(), z.record(Text, z.union([Text, Texts]))]))
export type SecurityContext = z.infer<typeof SecurityContext>

export const Container = z.strictObject({
  name: TextOrNull,
  image: TextOrNull,
  command: TextsOrNull,
  args: TextsOrNull,
  ports: z.array(Port),
  health_probes: HealthProbes,
  env_names: Texts,
  env_from: Texts,
  resources: Resources.nullable(),
  security_context: SecurityContext.nullable(),
})
export type Container = z.infer<typeof Container>

const workload = {
  file: Text,
  kind: Text,
  name: TextOrNull,
  namespace: TextOrNull,
  images: Texts,
  /** They run before the containers and are none of them. */
  init_containers: z.array(z.strictObject({ name: TextOrNull, image: TextOrNull })),
  replicas: IntOrNull,
  schedule: TextOrNull,
  containers: z.array(Container),
  pod_security_context: SecurityContext.nullable(),
}

export const Workload = z.strictObject(workload)
export type Workload = z.infer<typeof Workload>

export const Manifest = z.strictObject({ ...workload, reach: Reach })

/** What is no workload: of a Service its ports, of an autoscaler its target, of a ConfigMap or Secret the names of its data. */
const object = {
  file: Text,
  kind: Text,
  name: TextOrNull,
  ports: z.array(Port),
  hosts: Texts,
  data_names: Texts,
  target: TextOrNull,
  replicas: z.strictObject({ min: IntOrNull, max: IntOrNull }).nullable(),
}
export const KubernetesObject = z.strictObject(object)
export type KubernetesObject = z.infer<typeof KubernetesObject>
export const ManifestObject = z.strictObject({ ...object, reach: Reach })

export const ImageReference = z.strictObject({
  file: Text,
  path: Text,
  value: Text,
  repository: Text,
  tag: TextOrNull,
  digest: TextOrNull,
  tag_strategy: z.enum(['digest', 'version', 'latest', 'name', 'variable', 'none']),
})
export type ImageReference = z.infer<typeof ImageReference>

/** Facts that stand in values alone, for templates of a chart that is not in the repository; `path` is that of their values. */
export const ValuesFacts = z.strictObject({
  file: Text,
  path: Text,
  replicas: IntOrNull,
  ports: z.array(Int),
  health_probes: HealthProbes,
  env_names: Texts,
  resources: Resources.nullable(),
})
export type ValuesFacts = z.infer<typeof ValuesFacts>

export const Environment = z.strictObject({
  name: Text,
  file: Text,
  image_references: z.array(ImageReference),
  /** Those that differ from the ones that the chart's own values give. */
  workloads: z.array(Workload),
  /** What its values say for charts that are not in the repository. */
  values_facts: z.array(ValuesFacts),
})
export type Environment = z.infer<typeof Environment>

export const Chart = z.strictObject({
  chart_path: Text,
  reach: Reach,
  name: TextOrNull,
  version: TextOrNull,
  app_version: TextOrNull,
  type: TextOrNull,
  subchart_of: TextOrNull,
  dependencies: z.array(
    z.strictObject({
      name: Text,
      alias: TextOrNull,
      version: TextOrNull,
      repository: TextOrNull,
      condition: TextOrNull,
      chart_path: TextOrNull,
    }),
  ),
  values_files: Texts,
  environments: z.array(Environment),
  image_references: z.array(ImageReference),
  workloads: z.array(Workload),
  objects: z.array(KubernetesObject),
  values_facts: z.array(ValuesFacts),
  unresolved: z.array(Unresolved),
})
export type Chart = z.infer<typeof Chart>
