import { setImmediate } from 'node:timers/promises'
import type { Parsed, ParsedRule } from './parse.ts'
import { matcher } from './pattern.ts'
import type { Platform } from './platforms.ts'

export interface Effective {
  /** For each rule, in order: the files for which it counts. */
  readonly files: readonly number[]
  readonly owners: ReadonlyMap<string, number>
  readonly owned: number
}

/**
 * The last rule that matches a file counts; on GitLab, in each section. Rules are asked from the last to the first, and a file that has
 * found its rule is not asked about again.
 */
export async function effective({ rules }: Parsed, paths: readonly string[], platform: Platform, signal: AbortSignal): Promise<Effective> {
  const files = rules.map(() => 0)
  const ownersOf = new Map<string, Set<string>>()
  for (const section of new Set(rules.map((rule) => rule.section))) {
    let open = paths
    const own = rules.flatMap((rule, index) => (rule.section === section ? [{ rule, index }] : [])).reverse()
    for (const { rule, index } of exclusionsFirst(own)) {
      await setImmediate(undefined, { signal })
      const matches = matcher(rule.pattern, platform)
      const rest: string[] = []
      for (const path of open) {
        if (!matches(path)) rest.push(path)
        else {
          files[index]!++
          add(ownersOf, path, rule.owners)
        }
      }
      open = rest
    }
  }
  const owners = new Map<string, number>()
  for (const named of ownersOf.values()) for (const owner of named) owners.set(owner, (owners.get(owner) ?? 0) + 1)
  return { files, owners, owned: ownersOf.size }
}

/** What GitLab excludes stays excluded, whatever follows. */
function exclusionsFirst<T extends { readonly rule: ParsedRule }>(rules: readonly T[]): readonly T[] {
  return [...rules.filter(({ rule }) => rule.isExclusion), ...rules.filter(({ rule }) => !rule.isExclusion)]
}

function add(all: Map<string, Set<string>>, path: string, owners: readonly string[]): void {
  if (owners.length === 0) return
  const known = all.get(path) ?? new Set()
  for (const owner of owners) known.add(owner)
  all.set(path, known)
}
