import type { ImageBuild } from './image-builds.ts'
import type { Dockerfile } from './schema-dockerfile.ts'
import type { Proven } from './workload.ts'

/** The Dockerfiles with the files of the repository that build them, and the stages that those ask for. */
export function linkDockerfiles(
  dockerfiles: readonly Proven<Dockerfile>[],
  builds: readonly ImageBuild[],
  isCiKnown: boolean,
): Proven<Dockerfile>[] {
  // Some Dockerfile is built by what only a run knows: it may be any of them.
  const isAllTold = isCiKnown && builds.every(({ dockerfile }) => dockerfile !== null)
  const byCi = new Set(builds.flatMap(({ dockerfile, isByCi }) => (isByCi ? dockerfile : [])))
  const buildsInCi = dockerfiles.some(({ value: { path, reach } }) => reach === 'product' && byCi.has(path))
  return dockerfiles.map(({ value, evidence }) => {
    const mine = builds.filter(({ dockerfile }) => dockerfile === value.path)
    const is_built = mine.length > 0 ? true : isAllTold ? false : null
    // Where CI builds images of the product, one that nothing builds is none of them.
    const reach = value.reach === 'product' && is_built === false && buildsInCi ? ('unreferenced' as const) : value.reach
    const unique = (items: readonly string[]) => [...new Set(items)].sort()
    const linked = {
      ...value,
      referenced_by: unique(mine.map(({ by }) => by)),
      reach,
      is_built,
      targets: unique(mine.flatMap(({ target }) => target ?? [])),
    }
    const places = unique(mine.flatMap(({ place }) => place))
    if (places.length === 0) return { value: linked, evidence }
    return { value: linked, evidence: new Map([...evidence, ['referenced_by', places], ['is_built', places], ['targets', places]]) }
  })
}
