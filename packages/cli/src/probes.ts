import { type AnyProbe, ConfigError, describeProbe, type LazyProbe } from '@codegenie/core'
import { bundledProbes, PROBE_WORKER } from './bundled.ts'
import type { FoundConfig } from './config.ts'
import { isInside, realPath } from './is-inside.ts'
import { suggestion } from './nearest.ts'
import { dependencyProbes, loadProbe } from './third-party.ts'

/** A probe of a gather, and the npm package that it comes from. */
export interface Registered {
  readonly probe: AnyProbe | LazyProbe
  readonly packageName: string
  readonly isBundled: boolean
  /** Of a package of the operator: its version, and the module that was imported. */
  readonly packageVersion?: string | null
  readonly from?: string
  /** See `Loaded`. */
  readonly looked?: readonly string[]
}

/**
 * The probes of a gather in registration order: those that the configuration names; else the bundled ones and those among the operator's
 * dependencies; then what these need and is not among them. The name of a bundled package always means the bundled probe. Throws `ConfigError`.
 */
export async function registeredProbes(found: FoundConfig, repository: string): Promise<readonly Registered[]> {
  const bundled = await bundledProbes()
  const isForeign = isInside(realPath(found.directory), repository)
  const names = found.config.probes ?? [...new Set([...bundled.keys(), ...(isForeign ? [] : dependencyProbes(found))])]
  const registered: Registered[] = []
  for (const packageName of names) {
    const probe = bundled.get(packageName)
    registered.push({
      ...(probe ? { probe } : await loadProbe(packageName, found, repository)),
      packageName,
      isBundled: probe !== undefined,
    })
  }
  refuseDuplicates(registered)
  return Promise.all(withNeeded(registered, bundled).map((each) => isolated(each)))
}

/** Two of one name or slice would be one in the artifact. */
function refuseDuplicates(registered: readonly Registered[]): void {
  for (const key of ['name', 'slice'] as const) {
    const first = new Map<string, string>()
    for (const { probe, packageName } of registered) {
      const other = first.get(probe[key])
      if (other !== undefined)
        throw new ConfigError(
          `${other} and ${packageName} both have the probe ${key} ${probe[key]}; name one of them under probes in the configuration`,
        )
      first.set(probe[key], packageName)
    }
  }
}

/** A bundled probe that is needed stands for every probe of its name; another comes with the one that needs it. */
function withNeeded(registered: readonly Registered[], bundled: ReadonlyMap<string, LazyProbe>): readonly Registered[] {
  const all = [...registered]
  const names = new Set(all.map(({ probe }) => probe.name))
  for (const { probe, packageName, from } of all) {
    for (const needed of probe.needs) {
      const name = typeof needed === 'string' ? needed : needed.name
      if (names.has(name)) continue
      names.add(name)
      const own = [...bundled].find(([, each]) => each.name === name)
      if (own) all.push({ probe: own[1], packageName: own[0], isBundled: true })
      else if (typeof needed !== 'string')
        all.push({ probe: needed, packageName, isBundled: false, ...(from === undefined ? {} : { from }) })
    }
  }
  return all
}

/** Code of others runs in a thread of its own: it can be cut off there, and keeps nobody waiting. */
async function isolated(registered: Registered): Promise<Registered> {
  const { probe, from } = registered
  if (from === undefined || 'load' in probe) return registered
  const isolation = { worker: PROBE_WORKER, probe: from, when: 'always' } as const
  return { ...registered, probe: { ...(await describeProbe(probe)), load: async () => probe, isolation } }
}

/** Those that `--probes a,b` names, and all that they need; in registration order. Throws `ConfigError` for a name that is not there. */
export function selectProbes(registered: readonly Registered[], list: string): readonly Registered[] {
  const byName = new Map(registered.map((item) => [item.probe.name, item]))
  const wanted = new Set<string>()
  const queue = list.split(',').map((name) => name.trim())
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const item = byName.get(name)
    if (!item)
      throw new ConfigError(
        `--probes: there is no probe ${JSON.stringify(name)}${suggestion(name, byName.keys())}; codegenie probes lists them`,
      )
    if (!wanted.has(name)) queue.push(...needsOf(item.probe))
    wanted.add(name)
  }
  return registered.filter(({ probe }) => wanted.has(probe.name))
}

export function needsOf({ needs }: AnyProbe | LazyProbe): readonly string[] {
  return needs.map((needed) => (typeof needed === 'string' ? needed : needed.name))
}
