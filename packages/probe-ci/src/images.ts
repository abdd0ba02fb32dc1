import { actionFacts } from './actions.ts'
import { imageBuild } from './image-build.ts'
import type { Action, Unresolved } from './model.ts'
import type { Deploy, ImageBuild } from './schema.ts'
import { shellWords } from './shell.ts'
import type { FoundJob } from './summary.ts'

/** The images that jobs build, with commands and with actions, in the order of the jobs. */
export function imageBuildsOf(jobs: readonly FoundJob[]): ImageBuild[] {
  return jobs.flatMap((found) => [...byCommand(found), ...byAction(found)])
}

function byCommand({ pipeline, job, commands }: FoundJob): ImageBuild[] {
  if (!commands.some(({ roles }) => roles.includes('image_build'))) return []
  const pushed = new Set([...(job.pushed ?? []), ...commands.flatMap(({ run }) => pushedBy(run))])
  return commands.flatMap(({ run, at, calls, roles }) => {
    const builds = roles.includes('image_build') ? calls.flatMap((call) => imageBuild(call) ?? []) : []
    return builds.map(({ dockerfile, context, tags, pushes }) => {
      const push = pushes || tags.some((tag) => pushed.has(tag))
      return { file: pipeline.path, job: job.id, at, command: run, action: null, dockerfile, context, tags: [...tags], push }
    })
  })
}

function pushedBy(run: string): string[] {
  const words = run.includes('push') ? shellWords(run) : []
  return words.includes('push') ? words.slice(words.indexOf('push') + 1) : []
}

function byAction({ pipeline, job }: FoundJob): ImageBuild[] {
  const actions = job.steps.filter((step): step is Action => step.kind === 'action')
  return actions.flatMap((action) => {
    const facts = factsOf(action)
    return facts ? [{ file: pipeline.path, job: job.id, at: action.place, command: null, action: action.ref, ...facts }] : []
  })
}

function factsOf({ ref, known, inputs }: Action): Pick<ImageBuild, 'dockerfile' | 'context' | 'tags' | 'push'> | undefined {
  const input = (name: string | null) => (name === null ? undefined : [...inputs].find(([key]) => key.toLowerCase() === name)?.[1])
  const image = actionFacts(known ?? ref)?.image
  if (image) {
    const push = typeof image.push === 'boolean' ? image.push && truth(input('push') ?? 'true') : truth(input(image.push))
    return { dockerfile: input(image.dockerfile) ?? null, context: input(image.context) ?? null, tags: list(input(image.tags)), push }
  }
  if (!buildsByName(ref)) return undefined
  const any = (...names: string[]) => names.map(input).find((value) => value !== undefined)
  const tags = list(any('tags', 'image-names', 'image-name', 'image_name', 'image', 'repository'))
  return { dockerfile: any('file', 'dockerfile') ?? null, context: any('context') ?? null, tags, push: truth(any('push') ?? '?') }
}

/** `null` when it depends on the run. */
function truth(value: string | undefined): boolean | null {
  const text = value?.trim().toLowerCase() ?? 'false'
  return text === 'true' || text === 'false' ? text === 'true' : null
}

function list(value: string | undefined): string[] {
  return (value ?? '')
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** A workflow of another repository that says in its name that it builds an image: `docker_build.yml`, `build-and-push-image.yaml`. */
export function buildsByName(ref: string): boolean {
  const file = /\/([^/@]+)\.ya?ml(?:@|$)/.exec(ref.toLowerCase())?.[1]
  const words = new Set(file?.split(/[^a-z]+/))
  return (
    ['docker', 'image', 'container', 'oci'].some((word) => words.has(word)) && ['build', 'push', 'publish'].some((word) => words.has(word))
  )
}

/** Something that was not read is told of an image, so that it may build one. */
export function mayBuildImage({ kind, inputs }: Unresolved): boolean {
  return (kind === 'workflow' || kind === 'template') && [...inputs.keys()].some((name) => /image|docker/i.test(name))
}

/** What jobs deploy or publish, with commands and with actions, in the order of the jobs. */
export function deploysOf(jobs: readonly FoundJob[]): Deploy[] {
  return jobs.flatMap(({ pipeline, job, commands }) => {
    const where = { file: pipeline.path, job: job.id, environment: job.environment }
    const byCommand = commands
      .filter(({ roles }) => roles.includes('deploy'))
      .map(({ run, at }) => ({ ...where, at, command: run, action: null }))
    const actions = job.steps.filter(
      (step): step is Action => step.kind === 'action' && actionFacts(step.known ?? step.ref)?.deploys === true,
    )
    return [...byCommand, ...actions.map(({ ref, place }) => ({ ...where, at: place, command: null, action: ref }))]
  })
}
