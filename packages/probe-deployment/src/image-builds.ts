import type { Ci } from '@codegenie/probe-ci'
import { directoryOf, joinPath } from './paths.ts'
import type { BakeFile } from './schema-bake.ts'
import type { ComposeFile, ComposeProject, Service } from './schema-compose.ts'
import type { Platform } from './schema-platform.ts'
import type { Proven } from './workload.ts'

/** One thing of the repository that builds an image. */
export interface ImageBuild {
  /** In the repository; null where it lies outside, or only a run knows it. */
  readonly dockerfile: string | null
  readonly target: string | null
  readonly tags: readonly string[]
  /** It may give the image names that only a run knows. */
  readonly isNamedInRun?: boolean
  readonly isByCi?: boolean
  /** The file that builds it, and where in it. */
  readonly by: string
  readonly place: string | readonly string[]
}

export interface Builders {
  /** Paths of all that there are. */
  readonly dockerfiles: ReadonlySet<string>
  readonly compose: readonly Proven<ComposeFile>[]
  readonly projects: readonly Proven<ComposeProject>[]
  readonly bake: readonly Proven<BakeFile>[]
  readonly platforms: readonly Proven<Platform>[]
  readonly skaffold: readonly ImageBuild[]
}

/** All that builds an image; `ci` is undefined where its probe did not run. */
export function imageBuilds({ dockerfiles, compose, projects, bake, platforms, skaffold }: Builders, ci: Ci | undefined): ImageBuild[] {
  return [
    ...composeBuilds(compose, projects).map((build) => withoutGuess(build, dockerfiles)),
    ...bake.flatMap(bakeBuilds),
    ...platforms.flatMap(platformBuilds),
    ...skaffold,
    ...(ci ? ciBuilds(ci) : []),
  ]
}

/** `isGuess`: it names neither a context nor a Dockerfile. */
type ComposeBuild = ImageBuild & { readonly isGuess: boolean }

/** A file that is laid over another one, by a command that nobody reads, has the context from there. */
function withoutGuess({ isGuess, ...build }: ComposeBuild, dockerfiles: ReadonlySet<string>): ImageBuild {
  return isGuess && build.dockerfile !== null && !dockerfiles.has(build.dockerfile) ? { ...build, dockerfile: null } : build
}

/** Of a project what its files come to: one may say the context and another the target. */
function composeBuilds(files: readonly Proven<ComposeFile>[], projects: readonly Proven<ComposeProject>[]): ComposeBuild[] {
  const merged = new Set(projects.flatMap(({ value }) => value.files))
  const alone = files.filter(({ value }) => !merged.has(value.path))
  return [
    ...alone.flatMap(({ value: { path, services }, evidence }) => serviceBuilds(path, services, evidence, () => [path])),
    ...projects.flatMap(({ value: { path, files: own, extended, services }, evidence }) =>
      serviceBuilds(path, services, evidence, (name) => {
        const all = files.filter(({ value }) => own.includes(value.path) || extended.includes(value.path))
        const saying = all.filter(({ value }) => value.services.some((each) => each.name === name && each.build))
        return saying.length > 0 ? saying.map(({ value }) => value.path) : [path]
      }),
    ),
  ]
}

function serviceBuilds(
  path: string,
  services: readonly Service[],
  evidence: Proven<unknown>['evidence'],
  filesOf: (name: string) => readonly string[],
): ComposeBuild[] {
  return services.flatMap(({ name, image, build }, index) => {
    if (!build) return []
    const place = evidence.get(`services.${index}.build`) ?? path
    const dockerfile = dockerfileIn(directoryOf(path), build.context, build.dockerfile)
    const isGuess = build.context === null && build.dockerfile === null
    return filesOf(name).map((by) => ({ dockerfile, isGuess, target: build.target, tags: image === null ? [] : [image], by, place }))
  })
}

function bakeBuilds({ value: { path, targets }, evidence }: Proven<BakeFile>): ImageBuild[] {
  return targets.map(({ context, dockerfile, target, tags }, index) => ({
    dockerfile: dockerfileIn(directoryOf(path), context, dockerfile),
    target,
    tags,
    by: path,
    place: evidence.get(`targets.${index}`) ?? path,
  }))
}

/** Some platforms count from their file, some from the root of the repository; `/Dockerfile` is of either. */
function platformBuilds({ value: { path, type, dockerfile }, evidence }: Proven<Platform>): ImageBuild[] {
  if (dockerfile === null || type === 'skaffold') return []
  const file = dockerfile.replace(/^\/+/, '')
  const places = new Set([joinPath(directoryOf(path), file), joinPath('.', file)])
  const place = evidence.get('dockerfile') ?? path
  return [...places].flatMap((found) => (found === undefined ? [] : [{ dockerfile: found, target: null, tags: [], by: path, place }]))
}

/**
 * May CI build an image in a way that is not read: by a target of make, a script of the shell or of a manifest that is told of images by its
 * name?
 */
export function mayBuildElsewhere(ci: Ci): boolean {
  const commands = ci.workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.commands.map(({ run }) => run)))
  return ci.script_runs.some(({ script }) => OF_IMAGES.test(script)) || commands.some((run) => OF_IMAGES.test(run) && HIDDEN.test(run))
}

const OF_IMAGES = /docker|image|container/i
const HIDDEN = /^(?:\S{1,200}\/)?(?:g?make|just|task|mage|earthly|dagger|bazel)\s|^(?:(?:ba|z|da)?sh\s+)?\S{1,200}\.sh(?:\s|$)/

/** A command counts its paths from where it runs, an action from the root. `docker build -f` takes its Dockerfile from there too, not from the context. */
function ciBuilds(ci: Ci): ImageBuild[] {
  const commands = new Map(
    ci.workflows.flatMap(({ jobs }) =>
      jobs.flatMap((job) => job.commands.map(({ run, at, directory }) => [`${at}\0${run}`, directory] as const)),
    ),
  )
  return ci.image_builds.map(({ file, at, command, dockerfile, context, tags, push }) => {
    const directory = command === null ? '.' : (commands.get(`${at}\0${command}`) ?? null)
    const target = /\s--target[= ]([\w.-]{1,200})/.exec(command ?? '')?.[1] ?? null
    const inContext = dockerfile === null ? dockerfileIn(directory, context, null) : dockerfileIn(directory, '.', dockerfile)
    return {
      dockerfile: inContext,
      target,
      tags,
      isByCi: true,
      isNamedInRun: command === null && tags.length === 0 && push !== false,
      by: file,
      place: at,
    }
  })
}

/** A default Dockerfile lies in the context; null for one that is remote, outside, or named by a variable. */
export function dockerfileIn(directory: string | null, context: string | null, dockerfile: string | null): string | null {
  if (directory === null || [context, dockerfile].some((part) => part !== null && /\$|:\/\/|^git@|^-$|\{\{/.test(part))) return null
  const from = joinPath(directory, context ?? '.')
  return (from === undefined ? undefined : joinPath(from, dockerfile ?? 'Dockerfile')) ?? null
}
