import { directoryOf, joinPath } from './paths.ts'
import type { BakeFile } from './schema-bake.ts'
import type { ComposeFile, ComposeProject, Service } from './schema-compose.ts'
import type { Dockerfile } from './schema-dockerfile.ts'
import type { Platform } from './schema-platform.ts'
import type { Proven } from './workload.ts'

export interface Builders {
  readonly compose: readonly Proven<ComposeFile>[]
  readonly projects: readonly Proven<ComposeProject>[]
  readonly bake: readonly Proven<BakeFile>[]
  readonly platforms: readonly Proven<Platform>[]
}

/** The Dockerfiles with the files of the repository that build them, and the stages that those ask for. */
export function linkDockerfiles(dockerfiles: readonly Proven<Dockerfile>[], builders: Builders): Proven<Dockerfile>[] {
  const { compose, projects, bake, platforms } = builders
  const uses = [
    ...composeUses(compose, projects),
    ...bake.flatMap(({ value }) => bakeUses(value)),
    ...platforms.flatMap(({ value }) => platformUses(value)),
  ]
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

/** Of a project what its files come to: one may say the context and another the target. */
function composeUses(files: readonly Proven<ComposeFile>[], projects: readonly Proven<ComposeProject>[]): Use[] {
  const merged = new Set(projects.flatMap(({ value }) => value.files))
  const alone = files
    .filter(({ value }) => !merged.has(value.path))
    .flatMap(({ value: { path, services } }) => servicesUses(path, services, () => [path]))
  const together = projects.flatMap(({ value: { path, files: own, extended, services } }) =>
    servicesUses(path, services, (name) => {
      const saying = files.filter(
        ({ value }) => [...own, ...extended].includes(value.path) && value.services.some((each) => each.name === name && each.build),
      )
      return saying.length > 0 ? saying.map(({ value }) => value.path) : [path]
    }),
  )
  return [...alone, ...together]
}

function servicesUses(path: string, services: readonly Service[], by: (name: string) => readonly string[]): Use[] {
  return services.flatMap(({ name, build }) => {
    const context = build ? joinPath(directoryOf(path), build.context ?? '.') : undefined
    const dockerfile = context === undefined ? undefined : joinPath(context, build!.dockerfile ?? 'Dockerfile')
    return dockerfile === undefined ? [] : by(name).map((file) => ({ path: dockerfile, by: file, target: build!.target }))
  })
}

function bakeUses({ path, targets }: BakeFile): Use[] {
  return targets.flatMap(({ context, dockerfile, target }) => {
    const directory = joinPath(directoryOf(path), context ?? '.')
    const place = directory === undefined ? undefined : joinPath(directory, dockerfile ?? 'Dockerfile')
    return place === undefined ? [] : [{ path: place, by: path, target }]
  })
}

/** Some platforms count from their file, some from the root of the repository. */
function platformUses({ path, dockerfile }: Platform): Use[] {
  if (dockerfile === null) return []
  return [...new Set([joinPath(directoryOf(path), dockerfile), joinPath('.', dockerfile)])].flatMap((place) =>
    place === undefined ? [] : [{ path: place, by: path }],
  )
}
