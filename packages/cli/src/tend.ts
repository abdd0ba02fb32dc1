import { tendCache } from '@codegenie/core'
import type { CachePlace } from './cache-directory.ts'
import { cacheLimits } from './cache-limits.ts'
import type { Config } from './config-schema.ts'
import { collectState } from './state-files.ts'

/** Keeps cache and state within their limits, each by itself; to be called after a gather. Never throws. */
export function tend({ directory }: CachePlace, stateAt: string | undefined, config: Config): void {
  const limits = cacheLimits(config)
  if (directory === undefined || !tendCache(directory, limits) || stateAt === undefined) return
  try {
    collectState(stateAt, limits)
  } catch {
    // a state that cannot be written does not grow
  }
}
