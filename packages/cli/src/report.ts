import type { Gathered, ProbeRecord, ProbeReport } from '@codegenie/coordinator'
import type { CachePlace } from './cache-directory.ts'
import type { Rendered } from './rendered-files.ts'

/** `--verbose`: how each probe went, and what the cache had to say. */
export function probeLines({ record, artifact }: Pick<Gathered, 'record' | 'artifact'>, place: CachePlace): readonly string[] {
  const width = Math.max(0, ...record.probes.map(({ probe }) => probe.length))
  const warned = (probe: string) => artifact.probes[probe]?.warnings.length ?? 0
  return [
    ...record.probes.map(
      (probe) => `${probe.probe.padEnd(width)}  ${how(probe)}  ${probe.duration_ms.toFixed(1)} ms${count(warned(probe.probe))}`,
    ),
    ...unfollowed(record),
    ...(place.directory === undefined ? [`no cache: ${place.reason}`] : []),
    ...record.cache.errors.map((error) => `cache: an entry could not be written: ${error}`),
  ]
}

/** What is wrong with a gather that came to an end: probes that failed, and those that were dearer than they declare. */
export function complaints({ record, artifact }: Pick<Gathered, 'record' | 'artifact'>): readonly string[] {
  return [
    ...artifact.failures.map(({ probe, error }) => `codegenie: probe ${probe} failed: ${error}`),
    ...record.probes.flatMap(({ probe, warnings }) => warnings.map((warning) => `codegenie: probe ${probe} ${warning}`)),
  ]
}

/** What a person reads when it is done. */
export function summary(
  { record, artifact }: Pick<Gathered, 'record' | 'artifact'>,
  artifactState: 'written' | 'unchanged',
  directory: string,
): readonly string[] {
  const states = record.probes.map(({ status }) => STATES[status])
  const warnings = Object.values(artifact.probes).reduce((sum, probe) => sum + probe.warnings.length, 0)
  const { files } = record.source
  return [
    `${artifact.status}: probes: ${Object.values(STATES)
      .flatMap((state) => counted(states, state))
      .join(', ')}${count(warnings)}`,
    `${files} ${files === 1 ? 'file' : 'files'} in ${(record.duration_ms / 1000).toFixed(2)} s`,
    ...unfollowed(record),
    `${directory}: ${artifactState}`,
  ]
}

/** What lies behind links is no part of the tree, as for git. */
function unfollowed({ source: { unfollowed } }: Gathered['record']): readonly string[] {
  if (unfollowed === 0) return []
  return [`${unfollowed} ${unfollowed === 1 ? 'link leads' : 'links lead'} to no file of the repository: what lies there was not read`]
}

/** As each probe is done, where a person waits. */
export function progressLine({ probe, status, milliseconds }: ProbeReport): string {
  return `  ${probe.padEnd(20)}  ${how({ status })}  ${milliseconds.toFixed(0)} ms`
}

/** Conflicts and flags that are named; the rest is in the report. */
const MAX_NAMED = 4

/** What a person wants to know first: at most a dozen lines. */
export function factLines({ context, views, conflicts }: Pick<Rendered, 'context' | 'views' | 'conflicts'>): readonly string[] {
  const { language_stack, build_system } = context
  const entry = views.entrypoint.payload
  const frameworks = [...new Set(language_stack?.frameworks.map(({ name }) => name))].slice(0, 6)
  const node = [build_system?.node.constraint, build_system?.node.pinned && `developed with ${build_system.node.pinned}`].filter(
    (each) => each,
  )
  const commands = Object.entries(build_system?.commands ?? {}).flatMap(([name, command]) =>
    command ? [command.proof === 'unproven' ? `${name} (unproven: ${command.reason})` : name] : [],
  )
  const found = conflicts.payload.conflicts
  const named = new Set(found.map(({ id }) => id))
  const flags = views.risk_flags.payload.flags.filter(({ id }) => !named.has(id))
  const states = Object.values(views.confidence_summary.payload.probes)
  const rows: readonly (readonly [string, string])[] = [
    ['stack', [language_stack?.primary ?? 'none', ...frameworks].join(', ')],
    ['manager', entry.package_manager ?? 'none'],
    ['node', node.join(', ') || 'not said'],
    ['commands', commands.join(', ') || 'none'],
    ['conflicts', `${found.length}`],
    ...found.slice(0, MAX_NAMED).map(({ severity, message }) => ['', `${severity.padEnd(6)}  ${message}`] as const),
    ['flags', `${flags.length}`],
    ...flags
      .slice(0, MAX_NAMED)
      .map(
        ({ severity, message, count }) => ['', `${severity.padEnd(6)}  ${message}${count > 1 ? ` (and ${count - 1} more)` : ''}`] as const,
      ),
    ['confidence', ['high', 'medium', 'low', 'skipped', 'failed'].flatMap((state) => counted(states, state)).join(', ')],
  ]
  return rows.map(([name, value]) => `${name.padEnd(10)}  ${value.length > MAX_WIDTH ? `${value.slice(0, MAX_WIDTH - 1)}…` : value}`)
}

const MAX_WIDTH = 100

const STATES = { ok: 'ran', cached: 'from the cache', skipped: 'skipped', failed: 'failed' } as const

function counted(states: readonly string[], state: string): string[] {
  const count = states.filter((each) => each === state).length
  return count === 0 ? [] : [`${count} ${state}`]
}

function how({ status, miss }: Pick<ProbeRecord, 'status'> & { readonly miss?: string | null }): string {
  if (status === 'cached') return 'hit'
  return status === 'ok' ? (miss ? `ran (${miss})` : 'ran') : status
}

function count(warnings: number): string {
  return warnings === 0 ? '' : `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`
}
