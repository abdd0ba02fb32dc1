import { z } from 'zod'
import { Port, Reach } from './schema-dockerfile.ts'
import { HealthProbe } from './schema-workload.ts'

const text = z.string().nullable()

/** What a platform's own file says of the deployment; lists and nulls are empty where the file does not say. */
export const Platform = z.strictObject({
  type: z.string(),
  path: z.string(),
  reach: Reach,
  name: text,
  runtime: text,
  node_version: text,
  entry: text,
  commands: z.record(z.string(), z.string()),
  image: text,
  dockerfile: text,
  ports: z.array(Port),
  env_names: z.array(z.string()),
  regions: z.array(z.string()),
  health_checks: z.array(HealthProbe),
})
export type Platform = z.infer<typeof Platform>
