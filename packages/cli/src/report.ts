import type { Gathered, ProbeRecord } from '@codegenie/coordinator'
import type { CachePlace } from './cache-directory.ts'

/** `--verbose`: how each probe went, and what the cache had to say. */
export function probeLines({ record, artifact }: Pick<Gathered, 'record' | 'artifact'>, place: CachePlace): readonly string[] {
  const width = Math.max(0, ...record.probes.map(({ probe }) => probe.length))
  const warned = (probe: string) => artifact.probes[probe]?.warnings.length ?? 0
  return [
    ...record.probes.map(
      (probe) => `${probe.probe.padEnd(width)}  ${how(probe)}  ${probe.duration_ms.toFixed(1)} ms${count(warned(probe.probe))}`,
    ),
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
  const probes = record.probes.map((probe) => `${probe.probe} ${how(probe)}${count(artifact.probes[probe.probe]?.warnings.length ?? 0)}`)
  const { files } = record.source
  return [
    `${artifact.status}: ${probes.join('; ')}`,
    `${files} ${files === 1 ? 'file' : 'files'} in ${(record.duration_ms / 1000).toFixed(2)} s`,
    `${directory}: ${artifactState}`,
  ]
}

function how({ status, miss }: ProbeRecord): string {
  if (status === 'cached') return 'hit'
  return status === 'ok' ? `ran (${miss})` : status
}

function count(warnings: number): string {
  return warnings === 0 ? '' : `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`
}
