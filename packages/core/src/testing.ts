export { cacheStoreViolations } from './testing/cache-store.ts'
export type { Budget } from './testing/check-budget.ts'
export {
  ANSWER_CHECKS,
  type CheckName,
  type CheckReport,
  CONTRACT_CHECKS,
  type ContractOptions,
  checkContract,
  contractReport,
  contractViolations,
} from './testing/contract.ts'
export { memorySource, type ProbeRun, type RunProbeOptions, runProbe, type TestFiles } from './testing/run-probe.ts'
