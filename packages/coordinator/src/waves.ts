import { ConfigError } from '@codegenie/core'

interface Unit {
  readonly name: string
  readonly slice: string
  readonly needs: readonly string[]
}

/** Slice keys that the artifact uses itself. */
const RESERVED = new Set(['schema_version', 'repo', 'gather_id', 'gather_status', 'probe_failures', 'probes'])

/**
 * Groups probes so that each comes after all that it needs; those of a group can run at once. Throws `ConfigError` for two probes of one
 * name or slice, a needed probe that is not in the list, and a cycle.
 */
export function waves<U extends Unit>(units: readonly U[]): readonly (readonly U[])[] {
  const byName = new Map<string, U>()
  const slices = new Set(RESERVED)
  for (const unit of units) {
    if (byName.has(unit.name)) throw new ConfigError(`two probes are named ${unit.name}; list each probe once`)
    if (slices.has(unit.slice)) throw new ConfigError(`probe ${unit.name} writes the slice ${unit.slice}, which is taken`)
    byName.set(unit.name, unit)
    slices.add(unit.slice)
  }
  for (const { name, needs } of units)
    for (const needed of needs)
      if (!byName.has(needed)) throw new ConfigError(`probe ${name} needs ${needed}, which is not in the list of probes; add it`)

  const done = new Set<string>()
  const result: U[][] = []
  while (done.size < units.length) {
    const ready = units.filter(({ name, needs }) => !done.has(name) && needs.every((needed) => done.has(needed)))
    if (ready.length === 0)
      throw new ConfigError(
        `probes need each other in a circle: ${units
          .filter(({ name }) => !done.has(name))
          .map(({ name }) => name)
          .join(', ')}`,
      )
    for (const { name } of ready) done.add(name)
    result.push(ready)
  }
  return result
}
