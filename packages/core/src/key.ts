import type { ProbeDescription } from './describe.ts'
import type { Hash } from './hash.ts'
import type { DeclaredInputs } from './inputs.ts'

/** Raised when the formula below, the walk or the reader change what a probe sees. */
const KEY_VERSION = 1

/**
 * Cache key: BLAKE3 over all that a probe's answer depends on and nothing else. No time, no absolute path, no host: a clone elsewhere has
 * the same key. `salt` is the version of whatever the caller does to a result before it stores it; `needs` are the hashes of the needed slices.
 */
export function cacheKey(probe: ProbeDescription, inputs: DeclaredInputs, needs: readonly string[], salt: string, hash: Hash): string {
  const reads = [...inputs.reads].flatMap(([path, { state }]) => [path, state])
  const problems = inputs.problems.flatMap(({ code, path, message }) => [code, path, message])
  const parts = [
    ['codegenie', String(KEY_VERSION), salt, probe.name, probe.slice, probe.version, probe.digest],
    probe.reads, // with the paths below: what was looked for and is absent
    probe.lists,
    reads,
    problems,
    needs,
    inputs.lists,
  ]
  // No path holds a NUL, so that counts and separators leave one reading.
  return hash(parts.map((part) => `${part.length}\0${part.join('\0')}`).join('\0'))
}
