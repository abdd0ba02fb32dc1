import { resolve } from 'node:path'
import { artifactPlace } from './artifact-place.ts'
import { type FoundConfig, loadConfig } from './config.ts'
import { repositoryOf } from './is-inside.ts'
import type { ArtifactPlace } from './read-artifact.ts'
import type { Terminal } from './terminal.ts'

/** What a command is asked about, and by whom. */
export interface AskedRepository {
  /** Absolute: the tree. */
  readonly root: string
  /** Absolute: the repository around it, of which no code is loaded. */
  readonly repository: string
  readonly found: FoundConfig
  /** Where its artifact is. */
  readonly place: ArtifactPlace
}

interface Flags {
  readonly config?: string
  readonly out?: string
}

/** From the path that a command was given, its options and the configuration that they lead to. Throws `ConfigError`. */
export async function askedRepository(
  path: string | undefined,
  { config, out }: Flags,
  { cwd, say }: Pick<Terminal, 'cwd' | 'say'>,
): Promise<AskedRepository> {
  const root = resolve(cwd, path ?? '.')
  const repository = repositoryOf(root)
  const found = await loadConfig({ explicit: config, cwd, repository, say })
  return { root, repository, found, place: artifactPlace(root, out, found, { cwd }) }
}
