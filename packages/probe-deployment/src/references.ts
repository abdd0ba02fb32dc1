import { directoryOf, joinPath } from './paths.ts'
import type { ComposeFile } from './schema-compose.ts'
import type { Dockerfile } from './schema-dockerfile.ts'
import type { Platform } from './schema-platform.ts'
import type { Proven } from './workload.ts'

/** The Dockerfiles with the files of the repository that build them, and the stages that those ask for. */
export function linkDockerfiles(
  dockerfiles: readonly Proven<Dockerfile>[],
  compose: readonly Proven<ComposeFile>[],
  platforms: readonly Proven<Platform>[],
): Proven<Dockerfile>[] {
  const uses = [...compose.flatMap(({ value }) => composeUses(value)), ...platforms.flatMap(({ value }) => platformUses(value))]
  return dockerfiles.map(({ value, evidence }) => {
    const mine = uses.filter(({ path }) => path === value.path)
    const unique = (items: readonly string[]) => [...new Set(items)].sort()
    const linked = {
      ...value,
      referenced_by: unique(mine.map(({ by }) => by)),
      targets: unique(mine.flatMap(({ target }) => target ?? [])),
    }
    const by = mine[0]?.by
    return { value: linked, evidence: by === undefined ? evidence : new Map([...evidence, ['referenced_by', by], ['targets', by]]) }
  })
}

interface Use {
  readonly path: string
  readonly by: string
  readonly target?: string | null
}

function composeUses({ path, services }: ComposeFile): Use[] {
  return services.flatMap(({ build }) => {
    const context = build ? joinPath(directoryOf(path), build.context ?? '.') : undefined
    const dockerfile = context === undefined ? undefined : joinPath(context, build!.dockerfile ?? 'Dockerfile')
    return dockerfile === undefined ? [] : [{ path: dockerfile, by: path, target: build!.target }]
  })
}

/** Some platforms count from their file, some from the root of the repository. */
function platformUses({ path, dockerfile }: Platform): Use[] {
  if (dockerfile === null) return []
  return [...new Set([joinPath(directoryOf(path), dockerfile), joinPath('.', dockerfile)])].flatMap((place) =>
    place === undefined ? [] : [{ path: place, by: path }],
  )
}
