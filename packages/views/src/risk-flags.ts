import { riskPolicy } from '@codegenie/catalogs/risk-policy'
import type { Context } from './context.ts'
import type { Conflict, Severity } from './finding.ts'
import { severityOf } from './finding.ts'
import { imageFlags } from './image-flags.ts'
import { packageFlags } from './package-flags.ts'

/** A fact that somebody who touches the repository should know; no advice. */
export interface Flag {
  readonly id: string
  readonly severity: Severity
  /** Of the first of them. */
  readonly message: string
  /** How many there are. */
  readonly count: number
  /** Places of the first of them. */
  readonly at: readonly string[]
}

export interface Found {
  readonly id: string
  readonly message: string
  readonly at: readonly string[]
  readonly severity?: Severity
}

export interface RiskFlags {
  /** The day that ends of life are compared with. */
  readonly as_of: string | null
  readonly flags: readonly Flag[]
}

const WEIGHT = { high: 0, medium: 1, low: 2 } as const
const MAX_PLACES = 3

/** Conflicts and flags, one of each kind and severity with their number, heaviest first. */
export function riskFlags(context: Context, conflicts: readonly Conflict[]): RiskFlags {
  const found: Found[] = [
    ...conflicts.map(({ id, message, severity, sides }) => ({ id, message, severity, at: sides.flatMap(({ at }) => at.slice(0, 1)) })),
    ...imageFlags(context),
    ...packageFlags(context),
  ]
  const kinds = new Map<string, Found[]>()
  for (const each of found) {
    const key = `${each.severity ?? severityOf(each.id)} ${each.id}`
    const kind = kinds.get(key) ?? []
    kinds.set(key, kind)
    kind.push(each)
  }
  const flags = [...kinds].map(([key, all]): Flag => {
    const { id, message, at } = all[0]!
    return { id, severity: key.split(' ')[0] as Severity, message, count: all.length, at: [...new Set(at)].slice(0, MAX_PLACES) }
  })
  return {
    as_of: riskPolicy['node_end_of_life']?.as_of ?? null,
    flags: flags.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]),
  }
}
