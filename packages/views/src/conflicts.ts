import type { Context } from './context.ts'
import { documentConflicts } from './document-conflicts.ts'
import type { Conflict } from './finding.ts'
import { imageConflicts } from './image-conflicts.ts'
import { lockfileConflicts } from './lockfile-conflicts.ts'
import { managerConflicts } from './manager-conflicts.ts'
import { nodeConflicts } from './node-conflicts.ts'
import { scriptConflicts } from './script-conflicts.ts'

const WEIGHT = { high: 0, medium: 1, low: 2 } as const

/** Facts of one repository that cannot all hold, heaviest first; else in the order of the facts. */
export function findConflicts(context: Context): readonly Conflict[] {
  const rules = [nodeConflicts, managerConflicts, lockfileConflicts, scriptConflicts, imageConflicts, documentConflicts]
  return rules.flatMap((rule) => rule(context)).toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity])
}
