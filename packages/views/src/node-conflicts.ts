import { type Context, evidenceOf, governing } from './context.ts'
import { type Conflict, conflict, side } from './finding.ts'
import { type NodePlace, nodePlaces } from './node-places.ts'
import { areCompatible, linesOf } from './node-version.ts'

const MAX_SIDES = 10

/** Who says which Node, and whom that contradicts. */
export function nodeConflicts(context: Context): Conflict[] {
  const places = nodePlaces(context)
  return [
    ...declaredConflicts(context),
    ...outsideEngines(context, places),
    ...devNotInCi(context, places),
    ...stages(places),
    ...runtimeNotInCi(context, places),
  ]
}

const DECLARED: Readonly<Record<string, string>> = {
  supports: 'engines_contradict',
  dev: 'dev_versions_differ',
  supports_dev: 'dev_outside_engines',
}

/** Those that the build system has found by itself. */
function declaredConflicts({ build_system }: Context): Conflict[] {
  const node = build_system?.node
  return (node?.conflicts ?? []).flatMap(({ kind, message, sources }) => {
    const parties = sources.flatMap((at) => node?.sources.filter(({ source }) => source === at) ?? [])
    const id = DECLARED[kind]
    if (id === undefined) return []
    const shown = parties.slice(0, MAX_SIDES).map(({ role, value, kind, source }) => side(role, `${kind} ${value}`, [source]))
    const dev = parties.filter(({ role }) => role === 'dev').map(({ kind, value }) => `${value} (${kind})`)
    const says = id === 'dev_outside_engines' ? `developed with Node ${dev.join(', ')}, engines allow ${node?.constraint}` : message
    return [conflict(id, '.', true, says, shown)]
  })
}

interface Engines {
  readonly range: string
  readonly at: readonly string[]
}

/** What the manifest of a directory allows, else what the repository does as a whole. */
function enginesOf(context: Context, directory: string): Engines | undefined {
  const found = governing(context, directory)
  const own = found && Object.hasOwn(found.manifest.engines, 'node') ? found.manifest.engines['node'] : undefined
  if (found && own !== undefined) {
    const line = context.build_system?.node.sources.find(
      ({ source, kind }) => kind === 'engines' && source.split(':')[0] === found.manifest.path,
    )
    return { range: own, at: line ? [line.source] : evidenceOf(context, 'manifests', `${found.index}.engines`) }
  }
  const constraint = context.build_system?.node.constraint
  return constraint ? { range: constraint, at: evidenceOf(context, 'build_system', 'node.constraint') } : undefined
}

/** CI systems and Dockerfiles that use what the engines of their directory do not allow, each once. */
function outsideEngines(context: Context, places: readonly NodePlace[]): Conflict[] {
  const outside = new Map<string, { engines: Engines; all: NodePlace[] }>()
  for (const place of places) {
    if (place.role === 'supports' || place.role === 'dev') continue
    const engines = enginesOf(context, place.directory)
    if (!engines || areCompatible(place.value, engines.range) !== false) continue
    const key = JSON.stringify([place.who, engines.range, place.isReached])
    const all = outside.get(key)?.all ?? []
    all.push(place)
    outside.set(key, { engines, all })
  }
  return [...outside.values()].map(({ engines, all }) => {
    const { role, who, isReached } = all[0]!
    const id = role === 'ci' ? 'ci_outside_engines' : 'image_outside_engines'
    const values = [...new Set(all.map(({ value }) => value))].join(', ')
    const message = `${who} ${role === 'ci' ? 'runs' : 'has'} Node ${values}, engines allow ${engines.range}`
    const sides = all.slice(0, MAX_SIDES).map(({ role, value, at }) => side(role, value, at))
    return conflict(id, who, isReached, message, [side('supports', engines.range, engines.at), ...sides])
  })
}

/** Without engines, the version to develop with is what CI is compared with. */
function devNotInCi(context: Context, places: readonly NodePlace[]): Conflict[] {
  const dev = places.find(({ role }) => role === 'dev')
  const ci = places.filter(({ role, isReached }) => role === 'ci' && isReached)
  if (!dev || ci.length === 0 || enginesOf(context, '.') || isCiUnknown(context)) return []
  const lines = linesOf(dev.value)
  const inCi = ci.map(({ value }) => linesOf(value))
  if (!lines || inCi.some((each) => !each || each.some((line) => lines.includes(line)))) return []
  const values = [...new Set(ci.map(({ value }) => value))].join(', ')
  const message = `developed with Node ${dev.value}, CI runs ${values}`
  return [conflict('dev_not_in_ci', '.', true, message, [side('dev', dev.value, dev.at), ...ciSides(ci)])]
}

function ciSides(ci: readonly NodePlace[]) {
  return ci.slice(0, MAX_SIDES).map(({ value, at }) => side('ci', value, at))
}

/** Does some job test with a Node that nobody names? */
function isCiUnknown({ ci }: Context): boolean {
  return (ci?.workflows ?? []).some(({ jobs }) =>
    jobs.some(
      ({ commands, node_versions, node_version_files, container }) =>
        node_versions.length + node_version_files.length === 0 &&
        container === null &&
        commands.some(({ roles }) => roles.includes('test')),
    ),
  )
}

/** Of each Dockerfile: is it built with another major version than it runs on? */
function stages(places: readonly NodePlace[]): Conflict[] {
  return places.flatMap((runtime) => {
    if (runtime.role !== 'runtime_image') return []
    const builds = places.filter(({ role, who }) => role === 'build_image' && who === runtime.who)
    const other = builds.filter(({ value }) => isOtherLine(value, runtime.value))
    if (other.length === 0) return []
    const message = `${runtime.who} builds with Node ${other[0]!.value} and runs on ${runtime.value}`
    const sides = [...other.map(({ value, at }) => side('build_image', value, at)), side('runtime_image', runtime.value, runtime.at)]
    return [conflict('image_stage_nodes_differ', runtime.who, runtime.isReached, message, sides)]
  })
}

function isOtherLine(a: string, b: string): boolean {
  const [left, right] = [linesOf(a), linesOf(b)]
  return left !== undefined && right !== undefined && left.length > 0 && right.length > 0 && !left.some((line) => right.includes(line))
}

function runtimeNotInCi(context: Context, places: readonly NodePlace[]): Conflict[] {
  const ci = places.filter(({ role, isReached }) => role === 'ci' && isReached)
  const runtimes = places.filter(({ role, isReached }) => role === 'runtime_image' && isReached)
  if (ci.length === 0 || isCiUnknown(context) || ci.some(({ value }) => linesOf(value) === undefined)) return []
  return runtimes.flatMap((runtime) => {
    if (!ci.every(({ value }) => isOtherLine(value, runtime.value))) return []
    const values = [...new Set(ci.map(({ value }) => value))].join(', ')
    const message = `${runtime.who} runs on Node ${runtime.value}, CI runs ${values}`
    return [conflict('runtime_not_in_ci', runtime.who, true, message, [side('runtime_image', runtime.value, runtime.at), ...ciSides(ci)])]
  })
}
