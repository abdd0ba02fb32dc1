import type { Json } from '@codegenie/core'
import { asText, get } from './documents.ts'
import { parseImage } from './image.ts'
import type { KustomizationFile } from './kustomization.ts'
import type { Patchable } from './patch.ts'
import { withValue } from './replacement.ts'
import type { Kustomization } from './schema-kustomize.ts'

/** What a kustomization changes in every object that it builds. */
export function transform(object: Patchable, { facts, file }: KustomizationFile): void {
  const set = (keys: readonly string[], value: Json, place: string) => {
    object.value = withValue(object.value, keys, value)
    object.changed.set(keys.join('\0'), place)
  }
  const name = asText(get(object.value, 'metadata', 'name'))
  const count = facts.replicas.find((each) => each.name === name)?.count
  if (count !== undefined) set(['spec', 'replicas'], count, file.at('replicas'))
  if (facts.namespace !== null) set(['metadata', 'namespace'], facts.namespace, file.at('namespace'))
  if (name !== null && (facts.name_prefix ?? facts.name_suffix) !== null) {
    object.names.push(name)
    set(
      ['metadata', 'name'],
      `${facts.name_prefix ?? ''}${name}${facts.name_suffix ?? ''}`,
      file.at(facts.name_prefix === null ? 'nameSuffix' : 'namePrefix'),
    )
  }
  if (facts.images.length > 0) object.value = withImages(object, object.value, facts.images, file.at('images'), [])
}

/** Images of all containers, wherever the pod stands. */
function withImages(
  object: Patchable,
  value: Json,
  images: Kustomization['images'],
  place: string,
  keys: readonly (string | number)[],
): Json {
  if (keys.length > 12 || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: Json, i) => withImages(object, item, images, place, [...keys, i]))
  const isContainer = typeof keys.at(-1) === 'number' && /^(initC|c)ontainers$/.test(String(keys.at(-2)))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (!isContainer || key !== 'image' || typeof item !== 'string')
        return [key, withImages(object, item as Json, images, place, [...keys, key])]
      const changed = withImage(item, images)
      if (changed !== item) object.changed.set([...keys, key].join('\0'), place)
      return [key, changed]
    }),
  )
}

function withImage(image: string, images: Kustomization['images']): string {
  const { repository, tag, digest } = parseImage(image)
  const change = images.find(({ name }) => name === repository)
  if (!change) return image
  const base = change.new_name ?? repository
  if (change.digest !== null) return `${base}@${change.digest}`
  const end = change.new_tag !== null ? `:${change.new_tag}` : `${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
  return base + end
}
