import { compareBytes } from '@codegenie/core'
import type { FoundDrift } from './drift.ts'
import { parseImage } from './image.ts'
import type { ImageBuild } from './image-builds.ts'
import type { Deployment, ImageLink } from './schema.ts'
import type { Proven } from './workload.ts'

type Facts = Pick<Deployment, 'helm' | 'kubernetes' | 'kustomize' | 'compose' | 'platforms' | 'terraform'>
/** A name of an image in a file of the product, and the path of that fact in the slice. */
type Use = { readonly image: string; readonly file: string; readonly fact: string }

/** Each image that the product runs or builds, followed from what builds it to what runs it. */
export function imageLinks(
  facts: Facts,
  builds: readonly ImageBuild[],
  isCiKnown: boolean,
  evidence: ReadonlyMap<string, string | readonly string[]>,
): Proven<ImageLink>[] {
  const uses = usesOf(facts)
  const built = builds.flatMap((build) => build.tags.map((tag) => ({ build, name: nameOf(tag) })))
  // A tag that only a run knows may be of any image.
  const isAllTold = isCiKnown && builds.every(({ tags, isNamedInRun }) => !isNamedInRun && tags.every((tag) => nameOf(tag).tail.length > 0))
  const names = new Map<string, { name: Name; mine: Use[] }>()
  for (const { name } of built) names.set(name.text, { name, mine: [] })
  const known = new Map<string, Name>()
  for (const use of uses) {
    const name = known.get(use.image) ?? nameOf(use.image)
    known.set(use.image, name)
    const found = names.get(name.text)
    if (found) found.mine.push(use)
    else names.set(name.text, { name, mine: [use] })
  }
  return [...names.values()]
    .filter(({ name }) => name.tail.length > 0)
    .sort((a, b) => compareBytes(a.name.text, b.name.text))
    .map(({ name, mine }): Proven<ImageLink> => {
      const builders = built.filter((each) => isSame(each.name, name)).map(({ build }) => build)
      const unique = (items: readonly string[]) => [...new Set(items)].sort(compareBytes)
      const value: ImageLink = {
        image: name.text,
        used_by: unique(mine.map(({ file }) => file)),
        built_by: builders.length > 0 ? unique(builders.map(({ by }) => by)) : isAllTold ? [] : null,
        dockerfiles: unique(builders.flatMap(({ dockerfile }) => dockerfile ?? [])),
      }
      const places = [...mine.flatMap(({ file, fact }) => nearest(evidence, fact) ?? file), ...builders.flatMap(({ place }) => place)]
      return { value, evidence: new Map([['', unique(places)]]) }
    })
}

/** Images of a namespace that the repository pushes to, which nothing in it builds. */
export function unbuiltImages(links: readonly ImageLink[]): FoundDrift[] {
  const namespaceOf = (image: string) => image.slice(0, Math.max(0, image.lastIndexOf('/')))
  const own = new Set(links.filter(({ built_by }) => built_by?.length).map(({ image }) => namespaceOf(image)))
  return links.flatMap(({ image, built_by, used_by }, index): FoundDrift[] => {
    const isOurs = namespaceOf(image).includes('/') && own.has(namespaceOf(image))
    const values = used_by.map((file) => ({ file, value: image }))
    return built_by?.length === 0 && isOurs
      ? [{ drift: { kind: 'image_not_built', subject: image, values }, facts: [`images.${index}`] }]
      : []
  })
}

function usesOf({ helm, kubernetes, kustomize, compose, platforms, terraform }: Facts): Use[] {
  const uses: Use[] = []
  const add = (image: string | null, file: string, fact: string) => void (image && uses.push({ image, file, fact }))
  for (const [c, chart] of helm.entries()) {
    if (chart.reach !== 'product') continue
    for (const [i, { repository, file }] of chart.image_references.entries()) add(repository, file, `helm.${c}.image_references.${i}`)
    for (const [e, environment] of chart.environments.entries())
      for (const [i, { repository, file }] of environment.image_references.entries())
        add(repository, file, `helm.${c}.environments.${e}.image_references.${i}`)
    workloadUses(chart.workloads, `helm.${c}.workloads`, add)
  }
  for (const [w, workload] of kubernetes.entries()) if (workload.reach === 'product') workloadUses([workload], 'kubernetes', add, w)
  for (const [k, { reach, path, workloads }] of kustomize.entries())
    if (reach === 'product') workloadUses(workloads, `kustomize.${k}.workloads`, (image, _, fact) => add(image, path, fact))
  for (const [f, { reach, path, services }] of compose.entries())
    for (const [s, { image }] of services.entries()) if (reach === 'product') add(image, path, `compose.${f}.services.${s}.image`)
  for (const [p, { reach, path, image, type }] of platforms.entries())
    if (reach === 'product' && type !== 'skaffold') add(image, path, `platforms.${p}.image`)
  for (const [c, { reach, resources }] of (terraform?.status === 'read' ? terraform.configurations : []).entries())
    for (const [r, { images, file }] of resources.entries())
      for (const image of images) if (reach === 'product') add(image, file, `terraform.configurations.${c}.resources.${r}`)
  return uses
}

function workloadUses(
  workloads: Facts['kustomize'][number]['workloads'],
  fact: string,
  add: (image: string | null, file: string, fact: string) => void,
  from = 0,
): void {
  for (const [w, { file, containers }] of workloads.entries())
    for (const [c, { image }] of containers.entries()) add(image, file, `${fact}.${from + w}.containers.${c}.image`)
}

interface Name {
  readonly text: string
  /** The last parts of it, as far as they are literal. */
  readonly tail: readonly string[]
  readonly isLiteral: boolean
}

/** Docker Hub is what is meant where no registry is named. */
function nameOf(image: string): Name {
  const text = parseImage(image)
    .repository.replace(/^(index\.|registry-1\.)?docker\.io\//, '')
    .replace(/^library\//, '')
  const parts = text.split('/')
  const open = parts.findLastIndex((part) => part === '' || /[${}<>%\s]/.test(part))
  return { text, tail: parts.slice(open + 1), isLiteral: open === -1 }
}

/** Where one of them begins with a variable, what follows it decides. */
function isSame(a: Name, b: Name): boolean {
  if (a.text === b.text) return true
  if (a.isLiteral && b.isLiteral) return false
  const length = Math.min(a.tail.length, b.tail.length)
  return length > 0 && a.tail.slice(-length).join('/') === b.tail.slice(-length).join('/')
}

/** The place of a fact, or of the nearest one that holds it. */
export function nearest(evidence: ReadonlyMap<string, string | readonly string[]>, fact: string): string | readonly string[] | undefined {
  for (let at = fact; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const place = evidence.get(at)
    if (place !== undefined) return place
  }
  return undefined
}
