import type { Warning } from '@codegenie/core'

export type Confidence = 'high' | 'medium' | 'low'

/**
 * The one rule: `high` without a warning; `low` when more than half of the files that the probe reads have one, so that what it says rests
 * on the smaller part of what there is; else `medium`. Warnings of files that the probe wanted and could not read count as files too.
 */
export function confidence(warnings: readonly Warning[], filesRead: number): Confidence {
  if (warnings.length === 0) return 'high'
  const warned = new Set(warnings.flatMap(({ path }) => (path === undefined ? [] : [path]))).size
  return warned * 2 > filesRead ? 'low' : 'medium'
}
