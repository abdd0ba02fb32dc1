import { riskPolicy } from '@codegenie/catalogs/risk-policy'

export type Severity = 'high' | 'medium' | 'low'

/** One of the parties of a conflict. */
export interface Side {
  /** Who says it: supports, dev, ci, build_image, runtime_image, docs; package_manager, lockfile, manifest, scripts, start, tests. */
  readonly role: string
  readonly value: string
  /** `path:line`, or a path; the first of them. */
  readonly at: readonly string[]
  /** Places that are not in `at`. */
  readonly more: number
}

/** Facts of a repository that cannot all hold. */
export interface Conflict {
  readonly id: string
  readonly severity: Severity
  /** `low`: nothing of the product builds, runs or reads one of the sides. */
  readonly reach: 'product' | 'low'
  /** What it is about: a directory, a Dockerfile, a script. */
  readonly subject: string
  readonly message: string
  readonly sides: readonly Side[]
}

const MAX_PLACES = 5

export function side(role: string, value: string, at: readonly string[]): Side {
  const places = [...new Set(at)]
  return { role, value, at: places.slice(0, MAX_PLACES), more: Math.max(0, places.length - MAX_PLACES) }
}

/** The severity is that of the policy, or `low` where nothing of the product is concerned. */
export function conflict(id: string, subject: string, isReached: boolean, message: string, sides: readonly Side[]): Conflict {
  return { id, severity: isReached ? severityOf(id) : 'low', reach: isReached ? 'product' : 'low', subject, message, sides }
}

export function severityOf(id: string): Severity {
  return riskPolicy[id]?.severity ?? 'low'
}
