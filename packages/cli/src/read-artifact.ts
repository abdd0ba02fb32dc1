import { ConfigError, type Json, readRegular } from '@codegenie/core'
import { inArtifact } from './artifact-files.ts'
import type { artifactPlace } from './artifact-place.ts'

const MAX_BYTES = 256 << 20

export type ArtifactPlace = ReturnType<typeof artifactPlace>

/** Text of a file of the artifact. Throws `ConfigError` when it is not there. */
export function readArtifactFile(place: ArtifactPlace, root: string, name: string): string {
  const read = inArtifact(place, root, 'context', (context) => readRegular(context, name, MAX_BYTES))
  if (!read)
    throw new ConfigError(
      `there is no ${name === 'repo-context.json' ? 'artifact' : name} in ${place.directory}/context; run codegenie gather first`,
    )
  if ('problem' in read) throw new ConfigError(`${place.directory}/context/${name}: ${read.message}`)
  return read.bytes.toString('utf8')
}

export function parseArtifactFile(text: string, place: ArtifactPlace, name: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new ConfigError(`${place.directory}/context/${name} is damaged; run codegenie gather again`)
  }
}

/** What a JSON file of the artifact holds. Throws `ConfigError` when it is not there, or damaged. */
export function readArtifactJson(place: ArtifactPlace, root: string, name: string): Json {
  return parseArtifactFile(readArtifactFile(place, root, name), place, name)
}

/**
 * What the path of a fact starts from: `views.…` and `conflicts.…` are in files of their own, and their payloads are what is meant; anything
 * else is in the artifact.
 */
export function readFacts(place: ArtifactPlace, root: string, path: string): Json {
  const [first = ''] = path.split('.')
  const name = first === 'views' || first === 'conflicts' ? first : 'repo-context'
  const parsed = readArtifactJson(place, root, `${name}.json`)
  if (name === 'repo-context') return parsed
  const payload = (view: Json | undefined) => (view as { payload?: Json } | undefined)?.payload ?? null
  if (name === 'conflicts') return { conflicts: (payload(parsed) as { conflicts?: Json } | null)?.conflicts ?? null }
  return { views: Object.fromEntries(Object.entries(parsed as Record<string, Json>).map(([view, value]) => [view, payload(value)])) }
}
