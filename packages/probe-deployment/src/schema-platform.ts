import { z } from 'zod'
import { Port, Reach } from './schema-dockerfile.ts'
import { Text, TextOrNull, Texts } from './schema-parts.ts'
import { HealthProbe } from './schema-workload.ts'

/** What a platform's own file says of the deployment; lists and nulls are empty where the file does not say. */
export const Platform = z.strictObject({
  type: Text,
  path: Text,
  reach: Reach,
  name: TextOrNull,
  runtime: TextOrNull,
  node_version: TextOrNull,
  entry: TextOrNull,
  commands: z.record(Text, Text),
  image: TextOrNull,
  dockerfile: TextOrNull,
  ports: z.array(Port),
  env_names: Texts,
  regions: Texts,
  health_checks: z.array(HealthProbe),
})
export type Platform = z.infer<typeof Platform>
