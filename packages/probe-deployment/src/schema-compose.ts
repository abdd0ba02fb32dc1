import { z } from 'zod'
import { Reach } from './schema-dockerfile.ts'
import { Int, IntOrNull, Text, TextOrNull, Texts, TextsOrNull } from './schema-parts.ts'

/** Ports as compose writes them: `host` null where the engine picks one. */
export const PublishedPort = z.strictObject({ host: IntOrNull, port: Int, protocol: Text })
export type PublishedPort = z.infer<typeof PublishedPort>

export const Service = z.strictObject({
  name: Text,
  image: TextOrNull,
  build: z.strictObject({ context: TextOrNull, dockerfile: TextOrNull, target: TextOrNull, arg_names: Texts }).nullable(),
  ports: z.array(PublishedPort),
  env_names: Texts,
  env_files: Texts,
  healthcheck: TextsOrNull,
  depends_on: Texts,
  volumes: Texts,
  profiles: Texts,
  entrypoint: TextsOrNull,
  command: TextsOrNull,
  extends: TextOrNull,
})
export type Service = z.infer<typeof Service>

export const ComposeFile = z.strictObject({
  path: Text,
  reach: Reach,
  /** `override` is merged into the base beside it by default; `stack` is for swarm. */
  kind: z.enum(['base', 'override', 'variant', 'stack', 'template']),
  includes: Texts,
  services: z.array(Service),
})
export type ComposeFile = z.infer<typeof ComposeFile>

/** What files come to when compose lays them over each other. */
export const ComposeProject = z.strictObject({
  /** The one that the others are laid over; paths start at its directory. */
  path: Text,
  /** In the order in which they are laid: included ones, the base, what overrides it. */
  files: Texts,
  /** Files that services of them extend. */
  extended: Texts,
  reach: Reach,
  services: z.array(Service),
})
export type ComposeProject = z.infer<typeof ComposeProject>
