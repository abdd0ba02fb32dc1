import { type AnyProbe, type LazyProbe, type Look, lookAgain, lruStore, type TreeMemory } from '@codegenie/core'
import { createCoordinator, type Gathered, type GatherOptions } from './gather.ts'

/** Bytes of cache entries that are kept in memory. */
const DEFAULT_LRU_BYTES = 32 << 20

export interface GathererOptions extends GatherOptions {
  /** Most bytes of cache entries that are kept in memory, before `cache`; 33,554,432 when left out. */
  readonly lruBytes?: number | undefined
}

export interface Gatherer<Ps extends readonly unknown[]> {
  /**
   * Reads again what has changed since the last time, and nothing else. While nothing has, the answer is the very same object, after one look
   * at each directory and declared input. One gather runs at a time: calls made while one runs share the next. Throws as `gather` does.
   */
  gather(): Promise<Gathered<Ps>>
}

/** For a process that gathers one tree again and again. Throws `ConfigError` as `createCoordinator` does. */
export function createGatherer<const Ps extends readonly (AnyProbe | LazyProbe)[]>(
  root: string,
  { probes, lruBytes = DEFAULT_LRU_BYTES, ...options }: GathererOptions & { readonly probes: Ps },
): Gatherer<Ps> {
  const coordinator = createCoordinator({ probes })
  const cache = options.cache && lruStore(options.cache, lruBytes)
  let memory: TreeMemory | undefined = options.memory
  let last: { readonly gathered: Gathered<Ps>; look(): Look } | undefined
  let tail: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Gathered<Ps>> | undefined

  const gather = async (): Promise<Gathered<Ps>> => {
    waiting = undefined
    options.signal?.throwIfAborted()
    const looked = last?.look()
    if (last && looked?.isSame) return last.gathered
    last = undefined // what was read for it is not needed beside what is read now
    const gathered = await coordinator.gather(root, { ...options, cache, memory, seen: looked?.seen })
    memory = gathered.memory
    if (isFinal(gathered) && options.freshness !== 'refresh') last = { gathered, look: lookAgain(root, gathered.dependencies) }
    return gathered
  }

  return {
    gather() {
      if (!waiting) tail = waiting = tail.then(gather, gather)
      return waiting
    },
  }
}

/** A probe that failed may not fail again, and an edit of what was read too early would not show. */
function isFinal({ artifact, dependencies }: Gathered): boolean {
  return artifact.status === 'complete' && !dependencies.unsettled
}
