import { type Context, directoryOf, evidenceOf, governing } from './context.ts'

/** Somebody who says which Node it is. */
export interface NodePlace {
  readonly role: 'supports' | 'dev' | 'ci' | 'build_image' | 'runtime_image'
  readonly value: string
  readonly at: readonly string[]
  /** CI: the system. Images: the Dockerfile. Else the kind of file. */
  readonly who: string
  /** Directory whose manifest governs it. */
  readonly directory: string
  /** Does the product build with it, run on it, or is it developed with it? */
  readonly isReached: boolean
}

/** Everybody who says which Node it is, in the order of the facts. */
export function nodePlaces(context: Context): readonly NodePlace[] {
  return [...declared(context), ...ofCi(context), ...ofImages(context)]
}

function declared({ build_system }: Context): NodePlace[] {
  return (build_system?.node.sources ?? []).map(({ role, kind, value, source }) => ({
    role,
    value,
    at: [source],
    who: kind,
    directory: directoryOf(source),
    isReached: true,
  }))
}

/** Roles of commands that work with the project. */
const WORKS = new Set(['install', 'build', 'test', 'lint', 'typecheck', 'format'])

function ofCi(context: Context): NodePlace[] {
  const places = (context.ci?.workflows ?? []).flatMap(({ provider, jobs }, w) =>
    jobs.flatMap((job, j) => {
      const work = job.commands.filter(({ roles }) => roles.some((role) => WORKS.has(role)))
      const at = (list: string, k: number) => evidenceOf(context, 'ci', `workflows.${w}.jobs.${j}.${list}.${k}`)
      const about = { role: 'ci' as const, who: provider, directory: commonDirectory(work), isReached: work.length > 0 }
      return [
        ...job.node_versions.map((value, k) => ({ ...about, value, at: at('node_versions', k) })),
        ...job.node_version_files.flatMap((file, k) =>
          fromFile(context, file).map((value) => ({ ...about, value, at: at('node_version_files', k) })),
        ),
      ]
    }),
  )
  return merged(places)
}

/** What a file that a job takes its version from says. */
function fromFile({ build_system }: Context, file: string): string[] {
  const sources = build_system?.node.sources ?? []
  const own = sources.filter(({ source }) => source.split(':')[0] === file.replace(/^\.\//, ''))
  return own.map(({ value }) => value).slice(0, 1)
}

function commonDirectory(commands: readonly { readonly directory: string | null }[]): string {
  const directories = new Set(commands.map(({ directory }) => directory ?? '.'))
  return directories.size === 1 ? [...directories][0]! : '.'
}

/** Places of one CI system with one value, as one. */
function merged(places: readonly NodePlace[]): NodePlace[] {
  const byKey = new Map<string, Omit<NodePlace, 'at'> & { at: string[] }>()
  for (const place of places) {
    const key = JSON.stringify([place.who, place.value, place.directory, place.isReached])
    const found = byKey.get(key)
    if (found) for (const at of place.at) found.at.push(at)
    else byKey.set(key, { ...place, at: [...place.at] })
  }
  return [...byKey.values()]
}

function ofImages(context: Context): NodePlace[] {
  return (context.deployment?.dockerfiles ?? []).flatMap(({ path, reach, stages }, d) =>
    stages.flatMap(({ node_version, role }, s) => {
      if (node_version === null || (role !== 'runtime' && role !== 'build' && role !== 'dependencies')) return []
      const at = evidenceOf(context, 'deployment', `dockerfiles.${d}.stages.${s}`)
      const directory = directoryOf(path)
      const isReached = reach === 'product' && governing(context, directory) !== undefined
      return [
        {
          role: role === 'runtime' ? ('runtime_image' as const) : ('build_image' as const),
          value: node_version,
          at,
          who: path,
          directory,
          isReached,
        },
      ]
    }),
  )
}
