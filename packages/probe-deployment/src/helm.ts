import { compareBytes } from '@codegenie/core'
import { type Context, prefixed, readFile } from './context.ts'
import { asMap, asText, get, type Located, startOf } from './documents.ts'
import { type ChartSource, type Dependency, readCharts, readValues } from './helm-chart.ts'
import { chartsOf, environmentFiles, environmentName } from './helm-environments.ts'
import { imageReferences } from './helm-images.ts'
import { type ChartFacts, type ChartOutput, factsOf, type ParsedChart, renderChart } from './helm-render.ts'
import { valuesFacts } from './helm-values.ts'
import { reachOf } from './reach.ts'
import type { Chart, Environment, ValuesFacts } from './schema-workload.ts'
import { type Gap, RENDER_BUDGET } from './template-render.ts'
import { parseTemplate, type Template } from './template-tree.ts'
import { fromJson, isValueMap, valueMap } from './template-value.ts'
import type { Proven } from './workload.ts'

const MAX_NESTED_CHARTS = 8

interface EnvironmentFile {
  readonly path: string
  readonly name: string
  readonly values: Located
}

/** Every chart of the repository, sorted by path. */
export async function helmCharts(ctx: Context): Promise<Proven<Chart>[]> {
  const sources = await readCharts(ctx)
  const templates = await readTemplates(ctx, sources)
  const environments = new Map<string, EnvironmentFile[]>()
  for (const path of environmentFiles(ctx.paths, sources)) {
    const values = await readValues(ctx, path)
    if (!values) continue
    for (const { directory } of chartsOf(path, values.value, sources)) {
      const known = environments.get(directory) ?? []
      environments.set(directory, known)
      known.push({ path, name: environmentName(path)!, values })
    }
  }
  const charts: Proven<Chart>[] = []
  for (const directory of [...sources.keys()].sort(compareBytes)) {
    if (ctx.signal.aborted) break
    charts.push(
      await chartFacts(ctx, parsed(ctx, sources.get(directory)!, sources, templates, []), environments.get(directory) ?? [], sources),
    )
  }
  return charts
}

async function readTemplates(ctx: Context, sources: ReadonlyMap<string, ChartSource>): Promise<Map<string, Template>> {
  const templates = new Map<string, Template>()
  for (const path of [...sources.values()].flatMap((source) => source.templates)) {
    const text = await ctx.text(path)
    const template = text === undefined ? undefined : parseTemplate(text)
    if (template) templates.set(path, template)
    else if (text !== undefined)
      ctx.warn({
        code: 'helm.template_invalid',
        path,
        message: 'expected a Go template, found actions that are not closed or no actions at all',
      })
  }
  return templates
}

function parsed(
  ctx: Context,
  source: ChartSource,
  sources: ReadonlyMap<string, ChartSource>,
  templates: ReadonlyMap<string, Template>,
  above: readonly string[],
): ParsedChart {
  const path = [...above, source.directory]
  const subcharts = source.dependencies.flatMap((dependency) => {
    const subchart = dependency.directory === undefined ? undefined : sources.get(dependency.directory)
    if (!subchart) return []
    if (!path.includes(subchart.directory) && path.length < MAX_NESTED_CHARTS)
      return [{ dependency, chart: parsed(ctx, subchart, sources, templates, path) }]
    ctx.warn({
      code: 'helm.dependency_cycle',
      path: `${source.directory}/Chart.yaml`,
      message: 'a chart depends on itself, or its dependencies are nested too deep',
    })
    return []
  })
  const own = source.templates.flatMap((file) => (templates.has(file) ? [[file, templates.get(file)!] as const] : []))
  return { source, templates: new Map(own), subcharts }
}

async function chartFacts(
  ctx: Context,
  chart: ParsedChart,
  files: readonly EnvironmentFile[],
  sources: ReadonlyMap<string, ChartSource>,
): Promise<Proven<Chart>> {
  const { source } = chart
  const { meta, directory } = source
  const parent = [...sources.values()].find(
    (other) => other.directory !== directory && directory.startsWith(other.directory === '.' ? 'charts/' : `${other.directory}/charts/`),
  )
  const output = renderChart(chart, valueMap())
  const facts =
    parent || get(meta.value, 'type') === 'library' ? { workloads: [], objects: [], broken: [] } : await factsOf(output.documents)
  warnOfOutput(ctx, directory, output.isComplete, facts.broken)
  const values = source.valuesFile === undefined ? undefined : await readFile(ctx, source.valuesFile)
  const images = values ? imageReferences(source.valuesFile!, values) : []
  const isBare = facts.workloads.length === 0 && isForeign(source, output.gaps)
  const inValues = values ? foreignValues(source, source.valuesFile!, values, isBare) : []
  const environments: Proven<Environment>[] = []
  // All environments together may cost as much as the chart itself.
  let budget = RENDER_BUDGET
  for (const file of files) {
    const environment = await environmentFacts(chart, file, { facts, documents: output.documents, isBare }, budget)
    environments.push(environment.facts)
    budget = environment.budget
  }
  if (budget < 0) warnOfOutput(ctx, directory, false, [])
  const value: Chart = {
    chart_path: `${directory === '.' ? '' : `${directory}/`}Chart.yaml`,
    reach: reachOf(`${directory}/Chart.yaml`),
    name: asText(get(meta.value, 'name')),
    version: asText(get(meta.value, 'version')),
    app_version: asText(get(meta.value, 'appVersion')),
    type: asText(get(meta.value, 'type')),
    subchart_of: parent?.directory ?? null,
    dependencies: source.dependencies.map(({ directory: at, place: _, tags: __, imports: ___, ...rest }) => ({
      ...rest,
      chart_path: at === undefined ? null : `${at}/Chart.yaml`,
    })),
    values_files: [...(source.valuesFile === undefined ? [] : [source.valuesFile]), ...files.map(({ path }) => path)],
    environments: environments.map((each) => each.value),
    image_references: images.map((each) => each.value),
    workloads: facts.workloads.map((each) => each.value),
    objects: facts.objects.map((each) => each.value),
    values_facts: inValues.map((each) => each.value),
    unresolved: parent ? [] : output.gaps.map((gap) => ({ ...gap })),
  }
  const evidence = new Map<string, string | readonly string[]>([['', meta.at('name')]])
  for (const [fact, key] of [
    ['name', 'name'],
    ['version', 'version'],
    ['app_version', 'appVersion'],
    ['type', 'type'],
  ] as const)
    if (value[fact] !== null) evidence.set(fact, meta.at(key))
  for (const [index, { place }] of source.dependencies.entries()) evidence.set(`dependencies.${index}`, place)
  for (const [fact, list] of Object.entries({
    environments,
    image_references: images,
    workloads: facts.workloads,
    objects: facts.objects,
    values_facts: inValues,
  }))
    for (const [index, each] of list.entries())
      for (const [key, place] of prefixed(`${fact}.${index}`, each.evidence)) evidence.set(key, place)
  return { value, evidence }
}

/** Does it leave its workloads to templates of a chart that is not here? */
function isForeign({ dependencies }: ChartSource, gaps: readonly Gap[]): boolean {
  return dependencies.some(
    ({ name, directory }) => directory === undefined && gaps.some(({ needs }) => needs.startsWith(`the template "${name}.`)),
  )
}

/** What the values say for charts that are not in the repository: each below its name, and for a library chart the values themselves. */
function foreignValues({ dependencies }: ChartSource, file: string, values: Located, ofItself: boolean): Proven<ValuesFacts>[] {
  const keyOf = ({ alias, name }: Dependency) => alias ?? name
  const others = new Set([...dependencies.map(keyOf), 'global'])
  const own = { ...values, value: Object.fromEntries(Object.entries(asMap(values.value)).filter(([key]) => !others.has(key))) }
  const missing = dependencies.filter(({ directory }) => directory === undefined)
  return [
    ...(ofItself ? [valuesFacts(file, own)] : []),
    ...missing.map((dependency) => valuesFacts(file, values, keyOf(dependency))),
  ].filter((section) => section !== undefined)
}

function warnOfOutput(ctx: Context, directory: string, isComplete: boolean, broken: readonly string[]): void {
  if (!isComplete)
    ctx.warn({
      code: 'helm.template_cap_exceeded',
      path: `${directory}/Chart.yaml`,
      message: 'the templates come to more than is read; facts are missing',
    })
  for (const place of broken.slice(0, 20)) {
    const [, path = '', line = ''] = /^(.*):(\d+)$/.exec(place) ?? []
    ctx.warn({
      code: 'helm.template_not_yaml',
      path,
      message: `what the template at line ${line} comes to is not YAML that can be read; its facts are missing`,
    })
  }
}

/** Only what an environment changes is listed for it. */
async function environmentFacts(
  chart: ParsedChart,
  { path, name, values }: EnvironmentFile,
  base: { readonly facts: ChartFacts; readonly documents: ChartOutput['documents']; readonly isBare: boolean },
  budget: number,
): Promise<{ facts: Proven<Environment>; budget: number }> {
  const over = fromJson(values.value)
  const output = base.facts.workloads.length === 0 ? undefined : renderChart(chart, isValueMap(over) ? over : valueMap(), budget)
  const workloads = output ? (await factsOf(output.documents, base.documents)).workloads : []
  const known = new Set(base.facts.workloads.map((workload) => JSON.stringify(workload.value)))
  const changed = workloads.filter((workload) => !known.has(JSON.stringify(workload.value)))
  const images = imageReferences(path, values)
  const sections = foreignValues(chart.source, path, values, base.isBare)
  const evidence = new Map<string, string | readonly string[]>([['', startOf(values)]])
  for (const [fact, list] of Object.entries({ image_references: images, workloads: changed, values_facts: sections }))
    for (const [index, each] of list.entries())
      for (const [key, place] of prefixed(`${fact}.${index}`, each.evidence)) evidence.set(key, place)
  const [image_references, values_facts] = [images.map((each) => each.value), sections.map((each) => each.value)]
  const value = { name, file: path, image_references, workloads: changed.map((each) => each.value), values_facts }
  return { facts: { value, evidence }, budget: output?.budget ?? budget }
}
