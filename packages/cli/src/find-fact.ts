import type { Json } from '@codegenie/core'
import { UsageError } from './errors.ts'
import { lookUp } from './fact.ts'

/** More keys than that are counted, not listed. */
const MAX_LISTED = 20

/** The fact of that path. Throws `UsageError`, which says what there is instead. */
export function findFact(root: Json, path: string): Json {
  const found = lookUp(root, path)
  if ('value' in found) return found.value
  const { stopped, there, meant } = found
  const holder = stopped === '' ? 'the artifact' : stopped
  const more = there.length > MAX_LISTED ? ` and ${there.length - MAX_LISTED} more` : ''
  const has = there.length > 0 ? `${holder} has ${there.slice(0, MAX_LISTED).join(', ')}${more}` : `${holder} has nothing below it`
  throw new UsageError(
    `there is no ${path}${meant === undefined ? '' : ` (did you mean ${stopped === '' ? meant : `${stopped}.${meant}`}?)`}; ${has}`,
  )
}
