import type { artifactPlace } from './artifact-place.ts'
import { askedRepository } from './asked-repository.ts'
import { type CachePlace, cachePlace } from './cache-directory.ts'
import type { FoundConfig } from './config.ts'
import { type Registered, registeredProbes, selectProbes } from './probes.ts'
import type { Terminal } from './terminal.ts'
import { stateDirectory } from './unchanged.ts'

interface Given {
  readonly operands: readonly string[]
  readonly flags: {
    readonly config?: string
    readonly 'cache-dir'?: string
    readonly out?: string
    readonly probes?: string
    readonly 'probe-opts'?: string
  }
}

/** What a command that gathers works on, and with. */
export interface Settings {
  /** Absolute. */
  readonly root: string
  readonly found: FoundConfig
  readonly place: CachePlace
  readonly out: ReturnType<typeof artifactPlace>
  readonly registered: readonly Registered[]
  /** Where the state is; `undefined` when there is no place for it. */
  readonly stateAt: string | undefined
}

/** From the command line and the configuration. Throws `ConfigError` and `UsageError`. */
export async function settings({ operands, flags }: Given, terminal: Terminal, say: Terminal['say']): Promise<Settings> {
  const { cwd, env } = terminal
  const { root, repository, found, place: out } = await askedRepository(operands[0], flags, { cwd, say })
  const place = cachePlace(flags['cache-dir'], found, repository, terminal)
  const registered = await registeredProbes(found, repository)
  const selected = flags.probes === undefined ? registered : selectProbes(registered, flags.probes)
  const options = flags['probe-opts']
  const configured = options === undefined ? selected : await (await import('./probe-options.ts')).withProbeOptions(selected, options)
  return { root, found, place, out, registered: configured, stateAt: stateDirectory(flags['cache-dir'], root, cwd, env) }
}
