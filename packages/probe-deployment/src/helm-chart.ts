import type { Json } from '@codegenie/core'
import type { Context } from './context.ts'
import { readFile } from './context.ts'
import { asList, asText, asTexts, get, type Located } from './documents.ts'
import { warnOfTag } from './file-checks.ts'
import { directoryOf, joinPath, nameOf } from './paths.ts'
import { fromJson, isValueMap, type ValueMap, valueMap } from './template-value.ts'

/** A chart as its files have it: https://helm.sh/docs/topics/charts/ */
export interface ChartSource {
  readonly directory: string
  readonly meta: Located
  readonly dependencies: readonly Dependency[]
  /** Files below `templates`, helpers too. */
  readonly templates: readonly string[]
  /** `values.yaml`, where there is one that can be read. */
  readonly valuesFile: string | undefined
  readonly values: ValueMap
}

export interface Dependency {
  readonly name: string
  readonly alias: string | null
  readonly version: string | null
  readonly repository: string | null
  readonly condition: string | null
  readonly tags: readonly string[]
  /** Maps of its values that become the parent's. */
  readonly imports: readonly { readonly child: string; readonly parent: string }[]
  /** Directory of its chart, where it is in the repository. */
  readonly directory: string | undefined
  readonly place: string
}

/** Every chart of the repository, by directory. */
export async function readCharts(ctx: Context): Promise<Map<string, ChartSource>> {
  const directories = new Set(ctx.match('**/Chart.yaml').map(directoryOf))
  const templates = new Map<string, string[]>()
  for (const path of ctx.paths) {
    const owner = /\.(ya?ml|tpl)$/.test(path) ? templateOwner(path, directories) : undefined
    if (owner !== undefined)
      templates
        .set(owner, templates.get(owner) ?? [])
        .get(owner)!
        .push(path)
  }
  const charts = new Map<string, ChartSource>()
  for (const directory of directories) {
    const meta = await readFile(ctx, joinPath(directory, 'Chart.yaml')!)
    if (!meta) continue
    const valuesFile = ['values.yaml', 'values.yml'].map((name) => joinPath(directory, name)!).find((path) => ctx.has(path))
    const read = valuesFile === undefined ? undefined : await readValues(ctx, valuesFile)
    const values = fromJson(read?.value ?? null)
    charts.set(directory, {
      directory,
      meta,
      dependencies: await readDependencies(ctx, directory, meta, directories),
      templates: templates.get(directory) ?? [],
      valuesFile: read && valuesFile,
      values: isValueMap(values) ? values : valueMap(),
    })
  }
  return charts
}

/** Values as Helm takes them: plain data. */
export async function readValues(ctx: Context, path: string): Promise<Located | undefined> {
  const values = await readFile(ctx, path)
  if (values) warnOfTag(ctx, path, (await ctx.text(path)) ?? '')
  return values
}

/** The chart in whose `templates` a file lies: the nearest one. */
export function templateOwner(path: string, charts: ReadonlySet<string>): string | undefined {
  for (let at = path.lastIndexOf('/templates/'); at !== -1; at = path.lastIndexOf('/templates/', at - 1))
    if (charts.has(path.slice(0, at))) return path.slice(0, at)
  return path.startsWith('templates/') && charts.has('.') ? '.' : undefined
}

/** Of Chart.yaml, or of the requirements.yaml of version 1; an unpacked chart below `charts` needs no entry. */
async function readDependencies(ctx: Context, directory: string, meta: Located, charts: ReadonlySet<string>): Promise<Dependency[]> {
  const requirements = joinPath(directory, 'requirements.yaml')!
  const old = ctx.has(requirements) ? await readFile(ctx, requirements) : undefined
  const source = old ?? meta
  const declared = asList(get(source.value, 'dependencies')).flatMap((entry, index): Dependency[] => {
    const name = asText(get(entry, 'name'))
    if (name === null) return []
    const repository = asText(get(entry, 'repository'))
    const place = source.at('dependencies', index)
    const found = inRepository(ctx, directory, name, repository, place, charts)
    const [alias, version, condition] = ['alias', 'version', 'condition'].map((key) => asText(get(entry, key))) as [
      string | null,
      string | null,
      string | null,
    ]
    const tags = asTexts(get(entry, 'tags'))
    return [{ name, alias, version, repository, condition, tags, imports: importsOf(entry), directory: found, place }]
  })
  const known = new Set(declared.map((each) => each.directory))
  const unpacked = [...charts].filter((other) => directoryOf(other) === joinPath(directory, 'charts') && !known.has(other))
  const found = unpacked.map((other) => ({
    name: nameOf(other),
    alias: null,
    version: null,
    repository: null,
    condition: null,
    tags: [],
    imports: [],
    directory: other,
    place: `${other}/Chart.yaml`,
  }))
  return [...declared, ...found]
}

/** `data` is short for `exports.data` at the top. */
function importsOf(entry: Json): Dependency['imports'] {
  return asList(get(entry, 'import-values')).flatMap((item) => {
    const name = asText(item)
    const [child, parent] = name === null ? [asText(get(item, 'child')), asText(get(item, 'parent'))] : [`exports.${name}`, '.']
    return child === null || parent === null ? [] : [{ child, parent }]
  })
}

function inRepository(
  ctx: Context,
  directory: string,
  name: string,
  repository: string | null,
  place: string,
  charts: ReadonlySet<string>,
): string | undefined {
  const vendored = joinPath(directory, `charts/${name}`)!
  if (charts.has(vendored)) return vendored
  if (!repository?.startsWith('file://')) return undefined
  const local = joinPath(directory, repository.slice('file://'.length))
  if (local !== undefined) return charts.has(local) ? local : undefined
  ctx.warn({
    code: 'helm.dependency_escape',
    path: place.replace(/:\d+$/, ''),
    message: 'a dependency lies outside the repository and was not read',
  })
  return undefined
}
