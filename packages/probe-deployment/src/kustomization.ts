import type { Json } from '@codegenie/core'
import { asInt, asList, asMap, asText, asTexts, get, isMap, type Located } from './documents.ts'
import { directoryOf, joinPath } from './paths.ts'
import type { Kustomization } from './schema-kustomize.ts'

/** A kustomization as its file has it: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface KustomizationFile {
  readonly path: string
  readonly file: Located
  readonly facts: Omit<Kustomization, 'reach' | 'workloads' | 'kind'>
  readonly isComponent: boolean
  readonly patches: readonly Patch[]
  /** A path that leads out of the repository was among them. */
  readonly escapes: boolean
}

export interface Patch {
  /** In the repository; undefined for an inline one. */
  readonly file: string | undefined
  readonly inline: string | undefined
  readonly type: 'strategic' | 'json6902'
  readonly target: Target | undefined
  readonly place: string
}

export interface Target {
  readonly kind: string | null
  readonly name: string | null
  /** `app=web,tier`: of labels, then of annotations. */
  readonly selectors: readonly [string | null, string | null]
}

export function readKustomization(path: string, file: Located): KustomizationFile {
  const { value } = file
  const base = directoryOf(path)
  const texts = (key: string) => asTexts(get(value, key))
  const wanted = [...texts('resources'), ...texts('bases'), ...texts('crds')]
  const components = texts('components')
  const all = [...wanted, ...components]
  const inside = (places: readonly string[]) => places.flatMap((each) => (isRemote(each) ? [] : (joinPath(base, each) ?? [])))
  const patches = patchesOf(file, base)
  const isOutside = (each: string) => !isRemote(each) && joinPath(base, each) === undefined
  const patchFiles = [
    ...texts('patchesStrategicMerge'),
    ...asList(get(value, 'patches')).flatMap((patch) => asText(get(patch, 'path')) ?? []),
  ]
  return {
    path,
    file,
    isComponent: get(value, 'kind') === 'Component',
    patches,
    escapes: [...all, ...patchFiles.filter((each) => !each.includes('\n')), ...generatorFiles(value)].some(isOutside),
    facts: {
      path,
      namespace: asText(get(value, 'namespace')),
      name_prefix: asText(get(value, 'namePrefix')),
      name_suffix: asText(get(value, 'nameSuffix')),
      resources: inside(wanted),
      components: inside(components),
      refused: all.filter((each) => isRemote(each) || isOutside(each)).map(withoutCredentials),
      patches: patches.map((patch) => ({ file: patch.file ?? null, type: patch.type, target: targetText(patch.target) })),
      images: asList(get(value, 'images')).flatMap(imageChange),
      replicas: asList(get(value, 'replicas')).flatMap((entry) => {
        const [name, count] = [asText(get(entry, 'name')), asInt(get(entry, 'count'))]
        return name === null || count === null ? [] : [{ name, count }]
      }),
      label_names: labelNames(value),
      replacements: asList(get(value, 'replacements')).map((entry) => ({
        source: asText(get(entry, 'path')) ?? objectText(get(entry, 'source')),
        targets: asList(get(entry, 'targets')).flatMap((target) => objectText(get(target, 'select')) ?? []),
      })),
      helm_charts: asList(get(value, 'helmCharts')).flatMap((chart) => {
        const [name, version, valuesFile] = ['name', 'version', 'valuesFile'].map((key) => asText(get(chart, key))) as [
          string | null,
          string | null,
          string | null,
        ]
        return name === null ? [] : [{ name, version, values_file: valuesFile }]
      }),
      generators: [...generators(value, 'configMapGenerator', 'configmap'), ...generators(value, 'secretGenerator', 'secret')],
    },
  }
}

/** A URL, an scp-like address, or `github.com/org/repo//path?ref=`. */
const isRemote = (place: string): boolean =>
  /^[\w+.-]{1,30}::?|:\/\/|^git@|^(www\.)?(github\.com|gitlab\.com|bitbucket\.org)\/|\?ref=/.test(place)
const withoutCredentials = (place: string): string => place.replace(/:\/\/[^/@]{0,500}@/, '://').split('?', 1)[0]!

function imageChange(entry: Json): Kustomization['images'] {
  const [name, newName, newTag, digest] = ['name', 'newName', 'newTag', 'digest'].map((key) => asText(get(entry, key))) as [
    string | null,
    string | null,
    string | null,
    string | null,
  ]
  return name === null ? [] : [{ name, new_name: newName, new_tag: newTag, digest }]
}

function patchesOf(file: Located, base: string): Patch[] {
  const merge = asList(get(file.value, 'patchesStrategicMerge')).flatMap((entry, i): Patch[] =>
    patchOf(entry, asText(entry), 'strategic', undefined, base, file.at('patchesStrategicMerge', i)),
  )
  const listed = ['patches', 'patchesJson6902'].flatMap((key) =>
    asList(get(file.value, key)).flatMap((entry, i): Patch[] => {
      const inline = asText(get(entry, 'patch'))
      const type = key === 'patchesJson6902' || isJsonPatch(inline) ? 'json6902' : 'strategic'
      return patchOf(entry, inline ?? asText(get(entry, 'path')), type, targetOf(get(entry, 'target')), base, file.at(key, i))
    }),
  )
  return [...merge, ...listed]
}

function patchOf(entry: Json, text: string | null, type: Patch['type'], target: Target | undefined, base: string, place: string): Patch[] {
  if (text === null) return []
  const isInline = text.includes('\n') || asText(get(entry, 'patch')) !== null
  const file = isInline ? undefined : joinPath(base, text)
  return isInline || file !== undefined ? [{ file, inline: isInline ? text : undefined, type, target, place }] : []
}

const isJsonPatch = (text: string | null): boolean =>
  text !== null && /^\s*(-|\[)/.test(text.slice(0, 1000).replaceAll(/^[ \t]*#.*$/gm, ''))

function targetOf(target: Json | undefined): Target | undefined {
  if (!isMap(target)) return undefined
  return {
    kind: asText(target['kind']),
    name: asText(target['name']),
    selectors: [asText(target['labelSelector']), asText(target['annotationSelector'])],
  }
}

function targetText(target: Target | undefined): string | null {
  return target ? [target.kind ?? '*', target.name ?? '*'].join('/') : null
}

function objectText(select: Json | undefined): string | null {
  return isMap(select) ? `${asText(select['kind']) ?? '*'}/${asText(select['name']) ?? '*'}` : null
}

function labelNames(value: Json): string[] {
  const pairs = asList(get(value, 'labels')).flatMap((entry) => Object.keys(asMap(get(entry, 'pairs'))))
  return [...new Set([...Object.keys(asMap(get(value, 'commonLabels'))), ...pairs])].sort()
}

function generators(value: Json, key: string, kind: 'configmap' | 'secret'): Kustomization['generators'] {
  return asList(get(value, key)).map((entry) => {
    const literals = asTexts(get(entry, 'literals')).map((literal) => literal.split('=', 1)[0]!)
    const files = asTexts(get(entry, 'files')).map((file) =>
      file.includes('=') ? file.split('=', 1)[0]! : file.slice(file.lastIndexOf('/') + 1),
    )
    return { kind, name: asText(get(entry, 'name')), data_names: [...new Set([...literals, ...files])].sort() }
  })
}

function generatorFiles(value: Json): string[] {
  return ['configMapGenerator', 'secretGenerator'].flatMap((key) =>
    asList(get(value, key)).flatMap((entry) =>
      [...asTexts(get(entry, 'files')), ...asTexts(get(entry, 'envs')), ...asTexts([get(entry, 'env') ?? null])].map((file) =>
        file.slice(file.indexOf('=') + 1),
      ),
    ),
  )
}
