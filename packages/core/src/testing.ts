export { cacheStoreViolations } from './testing/cache-store.ts'
export { type ContractOptions, contractViolations } from './testing/contract.ts'
export { memorySource, type ProbeRun, type RunProbeOptions, runProbe } from './testing/run-probe.ts'
