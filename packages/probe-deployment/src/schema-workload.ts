import { z } from 'zod'
import { Port, Reach, Unresolved } from './schema-dockerfile.ts'

const text = z.string().nullable()
const Quantities = z.record(z.string(), z.string())

/** A health check of a container, or of a platform. `port` is resolved where it is the name of a declared one. */
export const HealthProbe = z.strictObject({
  type: z.enum(['http', 'tcp', 'exec', 'grpc']).nullable(),
  path: text,
  port: z.int().nullable(),
  port_name: text,
  command: z.array(z.string()).nullable(),
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
export const SecurityContext = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))]),
)
export type SecurityContext = z.infer<typeof SecurityContext>

export const Container = z.strictObject({
  name: text,
  image: text,
  command: z.array(z.string()).nullable(),
  args: z.array(z.string()).nullable(),
  ports: z.array(Port),
  health_probes: HealthProbes,
  env_names: z.array(z.string()),
  env_from: z.array(z.string()),
  resources: Resources.nullable(),
  security_context: SecurityContext.nullable(),
})
export type Container = z.infer<typeof Container>

const workload = {
  file: z.string(),
  kind: z.string(),
  name: text,
  namespace: text,
  images: z.array(z.string()),
  /** They run before the containers and are none of them. */
  init_containers: z.array(z.strictObject({ name: text, image: text })),
  replicas: z.int().nullable(),
  schedule: text,
  containers: z.array(Container),
  pod_security_context: SecurityContext.nullable(),
}

export const Workload = z.strictObject(workload)
export type Workload = z.infer<typeof Workload>

export const Manifest = z.strictObject({ ...workload, reach: Reach })

/** What is no workload: of a Service its ports, of an autoscaler its target, of a ConfigMap or Secret the names of its data. */
const object = {
  file: z.string(),
  kind: z.string(),
  name: text,
  ports: z.array(Port),
  hosts: z.array(z.string()),
  data_names: z.array(z.string()),
  target: text,
  replicas: z.strictObject({ min: z.int().nullable(), max: z.int().nullable() }).nullable(),
}
export const KubernetesObject = z.strictObject(object)
export type KubernetesObject = z.infer<typeof KubernetesObject>
export const ManifestObject = z.strictObject({ ...object, reach: Reach })

export const ImageReference = z.strictObject({
  file: z.string(),
  path: z.string(),
  value: z.string(),
  repository: z.string(),
  tag: text,
  digest: text,
  tag_strategy: z.enum(['digest', 'version', 'latest', 'name', 'variable', 'none']),
})
export type ImageReference = z.infer<typeof ImageReference>

export const Environment = z.strictObject({
  name: z.string(),
  file: z.string(),
  image_references: z.array(ImageReference),
  /** Those that differ from the ones that the chart's own values give. */
  workloads: z.array(Workload),
})
export type Environment = z.infer<typeof Environment>

/** Facts that stand in values alone, for templates of a chart that is not in the repository; `path` is that of their values. */
export const ValuesFacts = z.strictObject({
  file: z.string(),
  path: z.string(),
  replicas: z.int().nullable(),
  ports: z.array(z.int()),
  health_probes: HealthProbes,
  env_names: z.array(z.string()),
  resources: Resources.nullable(),
})
export type ValuesFacts = z.infer<typeof ValuesFacts>

export const Chart = z.strictObject({
  chart_path: z.string(),
  reach: Reach,
  name: text,
  version: text,
  app_version: text,
  type: text,
  subchart_of: text,
  dependencies: z.array(
    z.strictObject({ name: z.string(), alias: text, version: text, repository: text, condition: text, chart_path: text }),
  ),
  values_files: z.array(z.string()),
  environments: z.array(Environment),
  image_references: z.array(ImageReference),
  workloads: z.array(Workload),
  objects: z.array(KubernetesObject),
  values_facts: z.array(ValuesFacts),
  unresolved: z.array(Unresolved),
})
export type Chart = z.infer<typeof Chart>
