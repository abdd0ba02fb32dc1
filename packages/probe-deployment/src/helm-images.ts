import type { Json } from '@codegenie/core'
import { asText, isMap, type JsonMap, type Key, type Located } from './documents.ts'
import { parseImage, tagStrategy, withoutUserinfo } from './image.ts'
import type { ImageReference } from './schema-workload.ts'
import type { Proven } from './workload.ts'

const MAX_REFERENCES = 500

/** Image references of a values file, in the shapes that charts use, with their paths in it. */
export function imageReferences(file: string, values: Located): Proven<ImageReference>[] {
  const found: Proven<ImageReference>[] = []
  const visit = (value: Json, keys: readonly Key[], isImage: boolean) => {
    if (found.length >= MAX_REFERENCES || keys.length > 40) return
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item as Json, [...keys, i], isImage)
      return
    }
    if (typeof value === 'string' && isImage && isReference(value)) return void found.push(reference(file, values, keys, value, null, null))
    if (!isMap(value)) return
    const image = imageMap(value, isImage)
    if (image) found.push(reference(file, values, [...keys, image.key], image.repository, image.tag, image.digest))
    for (const [key, item] of Object.entries(value))
      visit(
        item,
        [...keys, key],
        isMap(item) ? isImageKey(key) || (isImage && !image) : isImageKey(key) || (isImage && isNamed(value, image)),
      )
  }
  visit(values.value, [], false)
  return found
}

const isImageKey = (key: string): boolean => /^images?$|[a-z]Images?$|[_-]images?$/.test(key)

/** `images: {web: acme/web:1}`: a map of names to references. */
const isNamed = (map: JsonMap, image: unknown): boolean =>
  !image && !('repository' in map) && !('tag' in map) && !('name' in map) && !('registry' in map)

/** What could be pulled: no address, path, sentence, or file. */
function isReference(text: string): boolean {
  return (
    /^[\w$<][\w.$<>{}:/@%+-]{0,300}$/.test(text) &&
    !text.includes('://') &&
    !/\.(png|svg|jpe?g|gif|ico|webp)$/i.test(text) &&
    !/^(true|false|\d+)$/.test(text)
  )
}

interface ImageMap {
  readonly key: string
  readonly repository: string
  readonly tag: string | null
  readonly digest: string | null
}

/** `{registry, repository, name, tag, digest}`, as far as they are there; outside an `image` key only with a repository and a tag. */
function imageMap(map: JsonMap, isImage: boolean): ImageMap | undefined {
  const part = (key: string) => asText(map[key])?.slice(0, 300) || null
  const [registry, repository, name, tag, digest] = ['registry', 'repository', 'name', 'tag', 'digest'].map(part) as [
    string | null,
    string | null,
    string | null,
    string | null,
    string | null,
  ]
  const isPulled = 'tag' in map || 'digest' in map || 'pullPolicy' in map
  if (!isImage && !(repository !== null && isPulled)) return undefined
  const parts = [registry, repository, name].filter((each) => each !== null)
  if (parts.length === 0 || (repository === null && !isPulled) || !isReference(parts.join('/'))) {
    return isImage && tag !== null && parts.length === 0 ? { key: 'tag', repository: '', tag, digest } : undefined
  }
  const key = repository !== null ? 'repository' : name !== null ? 'name' : 'registry'
  return { key, repository: parts.join('/'), tag, digest }
}

function reference(
  file: string,
  values: Located,
  keys: readonly Key[],
  text: string,
  tag: string | null,
  digest: string | null,
): Proven<ImageReference> {
  const parsed = text === '' ? { repository: '', tag: null, digest: null } : parseImage(text)
  const parts = { repository: parsed.repository, tag: tag ?? parsed.tag, digest: digest ?? parsed.digest }
  const joined =
    text === ''
      ? (tag ?? '')
      : `${parts.repository}${parts.tag === null ? '' : `:${parts.tag}`}${parts.digest === null ? '' : `@${parts.digest}`}`
  const value = { file, path: pathOf(keys), value: withoutUserinfo(joined), ...parts, tag_strategy: tagStrategy(parts) }
  return { value, evidence: new Map([['', values.at(...keys)]]) }
}

/** `image.repository`, `sidecars[0].image`. */
export function pathOf(keys: readonly Key[]): string {
  return keys.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('')
}
