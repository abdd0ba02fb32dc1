import { type ConfidenceSummary, confidenceSummary } from './confidence-summary.ts'
import { findConflicts } from './conflicts.ts'
import type { Context } from './context.ts'
import { type Entrypoint, entrypoint } from './entrypoint.ts'
import type { Conflict } from './finding.ts'
import { type RiskFlags, riskFlags } from './risk-flags.ts'
import { type AvailableSkill, availableSkills, type Skill } from './skills.ts'

/** One small answer, ready to be kept under a key of its own. */
export interface View<Payload> {
  /** Raised when the meaning of this payload changes; each view has its own. */
  readonly view_version: number
  readonly gather_id: string
  readonly payload: Payload
}

/** `views.json` */
export interface Views {
  readonly available_skills: View<{ readonly skills: readonly AvailableSkill[]; readonly of: number }>
  readonly confidence_summary: View<ConfidenceSummary>
  readonly entrypoint: View<Entrypoint>
  readonly risk_flags: View<RiskFlags>
}

/** `conflicts.json` */
export type Conflicts = View<{ readonly conflicts: readonly Conflict[] }>

export const VIEW_VERSIONS = { available_skills: 1, confidence_summary: 1, conflicts: 1, entrypoint: 1, risk_flags: 1 } as const

/** Pure functions of the context, and of the skills that the operator has. */
export function renderViews(context: Context, skills: readonly Skill[] = []): { readonly views: Views; readonly conflicts: Conflicts } {
  const { gather_id } = context
  const view = <Payload>(name: keyof typeof VIEW_VERSIONS, payload: Payload): View<Payload> => ({
    view_version: VIEW_VERSIONS[name],
    gather_id,
    payload,
  })
  const conflicts = findConflicts(context)
  return {
    views: {
      available_skills: view('available_skills', availableSkills(context, skills)),
      confidence_summary: view('confidence_summary', confidenceSummary(context)),
      entrypoint: view('entrypoint', entrypoint(context)),
      risk_flags: view('risk_flags', riskFlags(context, conflicts)),
    },
    conflicts: view('conflicts', { conflicts }),
  }
}
