export { type CacheEntryInfo, type CacheStore, fileStore } from './cache.ts'
export { type CacheLimits, type Collected, collectGarbage, DEFAULT_CACHE_LIMITS, tendCache } from './cache-gc.ts'
export { type CacheStats, cacheStats } from './cache-stats.ts'
export { type Verified, verifyCache } from './cache-verify.ts'
export { clearCache } from './clear-cache.ts'
export { CORE_WARNINGS } from './context.ts'
export { describeProbe, type Isolation, type LazyProbe, type ProbeDescription } from './describe.ts'
export { decodeEntry, encodeEntry } from './entry.ts'
export * from './errors.ts'
export {
  close,
  type Directory,
  type FileRead,
  isSettled,
  makeDirectories,
  openChild,
  openRoot,
  randomName,
  readRegular,
  type Seen,
  stamp,
} from './files.ts'
export { compileGlob, GlobError } from './glob.ts'
export { type Blake3, type Hash, loadBlake3 } from './hash.ts'
export { type DeclaredInputs, resolveInputs } from './inputs.ts'
export { type Parsed, parseJson } from './json.ts'
export { jsonLine, jsonLines } from './json-lines.ts'
export { cacheKey } from './key.ts'
export { lruStore } from './lru-store.ts'
export { buffersOf, type PackedInputs, packInputs, unpackInputs } from './packed-inputs.ts'
export { compareBytes, type PathIndex, type Problem, type Resolution } from './path-index.ts'
export * from './probe.ts'
export { applies, type ProbeResult, runOnce } from './run.ts'
export { type JsonSchema, sliceJsonSchema } from './schema.ts'
export { openWorkingTree, type Source, type WalkOptions } from './source.ts'
export { confirmRoot, type Dependencies, type Look, lookAgain, type TreeMemory } from './tree-memory.ts'
export { parseYaml, type YamlFile } from './yaml.ts'
export { parseYamlSubset, type SubsetDocument, type YamlLines } from './yaml-subset.ts'
