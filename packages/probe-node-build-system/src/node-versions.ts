import { both, formatRange, isSame, parseRange } from '@codegenie/workspaces/node-range'
import type { NodeSource, NodeVersions } from './schema.ts'

/**
 * What the sources say together. `pinned` is the first of the development versions: the sources come in the order of those who decide.
 * Names of versions (`lts/*`, `latest`) contradict nothing.
 */
export function nodeVersions(sources: readonly NodeSource[]): NodeVersions {
  const supports = sources.filter(({ role }) => role === 'supports')
  const dev = sources.filter(({ role }) => role === 'dev')
  const constraint = intersection(supports.map(({ value }) => value))
  const pinned = dev[0]?.value ?? null
  const conflicts: NodeVersions['conflicts'] = []
  if (constraint === null && supports.length > 1) conflicts.push(conflict('supports', 'no version of Node satisfies all of them', supports))
  const others = dev.filter(({ value }) => pinned !== null && !canBoth(value, pinned))
  if (others.length > 0) conflicts.push(conflict('dev', 'different versions of Node to develop with', [dev[0]!, ...others]))
  const outside = dev.filter(({ value }) => constraint !== null && !canBoth(value, constraint))
  if (outside.length > 0)
    conflicts.push(conflict('supports_dev', `a version to develop with that ${constraint} does not allow`, [...outside, ...supports]))
  return { constraint, pinned, sources: [...sources], conflicts }
}

function conflict(kind: string, message: string, sources: readonly NodeSource[]): NodeVersions['conflicts'][number] {
  return { kind, message, sources: sources.map(({ source }) => source) }
}

/** The range that allows what all ranges allow, as it stands there where one of them is that; null where none is left, or one is no range. */
export function intersection(values: readonly string[]): string | null {
  const ranges = [...new Set(values)]
  if (ranges.length <= 1) return ranges[0] ?? null
  const parsed = ranges.map(parseRange)
  if (!parsed.every((versions) => versions !== undefined)) return null
  const all = parsed.reduce(both)
  const asWritten = ranges.find((_, i) => isSame(parsed[i]!, all))
  return all.length === 0 ? null : (asWritten ?? formatRange(all))
}

/** True also where one of them is no range. */
function canBoth(a: string, b: string): boolean {
  const [left, right] = [parseRange(a), parseRange(b)]
  return !left || !right || both(left, right).length > 0
}
