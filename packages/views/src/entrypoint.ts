import { type Context, directoryOf, evidenceOf } from './context.ts'

/** Something that is started. */
export interface Deployable {
  readonly kind: 'image' | 'platform' | 'package'
  readonly path: string
  /** What it starts; null where the base image decides. */
  readonly start: string | null
  readonly form: 'exec' | 'shell' | 'script' | null
  readonly user: string | null
  readonly ports: readonly number[]
  readonly node: string | null
  readonly at: readonly string[]
}

export interface Entrypoint {
  readonly package_manager: string | null
  readonly commands: Readonly<Record<string, string>>
  /** The first of them. */
  readonly deployables: readonly Deployable[]
  /** Deployables that are not listed. */
  readonly more: number
}

const MAX_DEPLOYABLES = 8

/** What starts, per deployable of the product, and what to type. */
export function entrypoint(context: Context): Entrypoint {
  const { build_system } = context
  const found = [...images(context), ...platforms(context), ...packages(context)]
  const manager = build_system?.package_manager
  const commands = Object.entries(build_system?.commands ?? {}).flatMap(([name, command]) =>
    command ? [[name, command.run] as const] : [],
  )
  return {
    package_manager: manager ? `${manager.name}${manager.version === null ? '' : ` ${manager.version}`}` : null,
    commands: Object.fromEntries(commands),
    deployables: found.slice(0, MAX_DEPLOYABLES),
    more: Math.max(0, found.length - MAX_DEPLOYABLES),
  }
}

function images(context: Context): Deployable[] {
  return (context.deployment?.dockerfiles ?? []).flatMap(({ path, reach, final, stages }, d) => {
    if (reach !== 'product' || !final) return []
    const given = (['entrypoint', 'cmd'] as const).filter((key) => final[key] !== null)
    const parts = given.map((key) => final[key]!)
    const places = given.flatMap((key) => evidenceOf(context, 'deployment', `dockerfiles.${d}.final.${key}`))
    return [
      {
        kind: 'image' as const,
        path,
        start: parts.length > 0 ? parts.flatMap(({ value }) => value).join(' ') : null,
        form: parts[0]?.form ?? null,
        user: final.user,
        ports: final.exposed_ports.map(({ port }) => port),
        node: stages.at(-1)?.node_version ?? null,
        at: places.length > 0 ? [...new Set(places)] : [path],
      },
    ]
  })
}

function platforms(context: Context): Deployable[] {
  return (context.deployment?.platforms ?? []).flatMap(({ path, reach, entry, commands, ports, node_version }, p) => {
    const start =
      entry ?? (Object.hasOwn(commands, 'web') ? commands['web'] : Object.hasOwn(commands, 'start') ? commands['start'] : undefined)
    if (reach !== 'product' || start === undefined) return []
    const at = evidenceOf(context, 'deployment', `platforms.${p}`)
    return [
      { kind: 'platform' as const, path, start, form: null, user: null, ports: ports.map(({ port }) => port), node: node_version, at },
    ]
  })
}

/** Scripts that start something, where no image or platform does. */
function packages(context: Context): Deployable[] {
  const { build_system, manifests = [] } = context
  const root = build_system?.commands.start
  const members = (build_system?.packages ?? []).flatMap(({ path, commands }, p) =>
    commands.start ? [{ path, start: commands.start, fact: `packages.${p}.commands.start` }] : [],
  )
  const all = [...(root ? [{ path: root.cwd ?? '.', start: root, fact: 'commands.start' }] : []), ...members]
  return all.map(({ path, start, fact }) => ({
    kind: 'package',
    path: manifests.find((manifest) => directoryOf(manifest.path) === path)?.path ?? path,
    start: start.run,
    form: 'script',
    user: null,
    ports: [],
    node: null,
    at: evidenceOf(context, 'build_system', fact),
  }))
}
