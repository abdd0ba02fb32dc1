import { type CacheLimits, DEFAULT_CACHE_LIMITS } from '@codegenie/core'
import type { Config } from './config-schema.ts'

const DAY_MS = 24 * 60 * 60_000

/** What the cache may come to, as the configuration says. */
export function cacheLimits({ cache_max_bytes: bytes, cache_max_age_days: days }: Config): CacheLimits {
  return {
    maxBytes: bytes ?? DEFAULT_CACHE_LIMITS.maxBytes,
    maxAgeMs: days === undefined ? DEFAULT_CACHE_LIMITS.maxAgeMs : days * DAY_MS,
  }
}
