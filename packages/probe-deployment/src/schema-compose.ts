import { z } from 'zod'
import { Reach } from './schema-dockerfile.ts'

const text = z.string().nullable()

/** Ports as compose writes them: `host` null where the engine picks one. */
export const PublishedPort = z.strictObject({ host: z.int().nullable(), port: z.int(), protocol: z.string() })
export type PublishedPort = z.infer<typeof PublishedPort>

export const Service = z.strictObject({
  name: z.string(),
  image: text,
  build: z.strictObject({ context: text, dockerfile: text, target: text, arg_names: z.array(z.string()) }).nullable(),
  ports: z.array(PublishedPort),
  env_names: z.array(z.string()),
  env_files: z.array(z.string()),
  healthcheck: z.array(z.string()).nullable(),
  depends_on: z.array(z.string()),
  volumes: z.array(z.string()),
  profiles: z.array(z.string()),
  command: z.array(z.string()).nullable(),
  extends: text,
})
export type Service = z.infer<typeof Service>

export const ComposeFile = z.strictObject({
  path: z.string(),
  reach: Reach,
  /** `override` is merged into the base beside it by default; `stack` is for swarm. */
  kind: z.enum(['base', 'override', 'variant', 'stack', 'template']),
  includes: z.array(z.string()),
  services: z.array(Service),
})
export type ComposeFile = z.infer<typeof ComposeFile>

/** What files come to when compose lays them over each other. */
export const ComposeProject = z.strictObject({
  /** The one that the others are laid over; paths start at its directory. */
  path: z.string(),
  /** In the order in which they are laid: included ones, the base, what overrides it. */
  files: z.array(z.string()),
  /** Files that services of them extend. */
  extended: z.array(z.string()),
  reach: Reach,
  services: z.array(Service),
})
export type ComposeProject = z.infer<typeof ComposeProject>
