export { type Artifact, isOwnArtifact, type ProbeSection, SCHEMA_VERSION } from './artifact.ts'
export { artifactJsonSchema } from './artifact-schema.ts'
export type { Confidence } from './confidence.ts'
export {
  type Coordinator,
  createCoordinator,
  DEFAULT_MAX_FILES,
  type Gathered,
  type GatherOptions,
  gather,
  type ProbeReport,
} from './gather.ts'
export { createGatherer, type Gatherer, type GathererOptions } from './gatherer.ts'
export { serveProbe } from './isolated.ts'
export { jsonText } from './json-text.ts'
export type { ProbeInputs } from './run-inputs.ts'
export type { ProbeRecord, RunRecord } from './run-record.ts'
export { sanitize } from './sanitize.ts'
export { type WriteOptions, type Written, writeArtifact } from './write.ts'
export { toYaml } from './yaml.ts'
