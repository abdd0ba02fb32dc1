import { GAP, type RawDocument, readDocument, splitDocuments } from './documents.ts'
import type { ChartSource, Dependency } from './helm-chart.ts'
import { isEnabled, ownValues } from './helm-imports.ts'
import { OBJECT_KINDS, objectFacts } from './kubernetes-object.ts'
import { nameOf } from './paths.ts'
import type { KubernetesObject, Workload } from './schema-workload.ts'
import { type Engine, type Gap, RENDER_BUDGET, type Rendered, render } from './template-render.ts'
import type { Template } from './template-tree.ts'
import { fieldOf, fromJson, isTrue, isValueMap, overlay, unknown, type ValueMap, valueMap } from './template-value.ts'
import { type Proven, WORKLOAD_KINDS, workloadFacts } from './workload.ts'

/** A chart with its templates parsed, and the charts that it brings. */
export interface ParsedChart {
  readonly source: ChartSource
  readonly templates: ReadonlyMap<string, Template>
  readonly subcharts: readonly { readonly dependency: Dependency; readonly chart: ParsedChart }[]
}

/** Rendered documents of workloads and objects: the text is what tells whether another environment differs. */
export interface ChartOutput {
  readonly documents: readonly ChartDocument[]
  readonly gaps: readonly Gap[]
  readonly isComplete: boolean
  /** What is left of the budget, for another environment. */
  readonly budget: number
}

interface ChartDocument {
  readonly file: string
  readonly raw: RawDocument
  readonly rendered: Rendered
}

/** Substitutes a chart's templates with its own values and those of one environment. Nothing is executed. */
export function renderChart(chart: ParsedChart, environment: ValueMap, budget = RENDER_BUDGET): ChartOutput {
  const defined: Map<string, { file: string; nodes: Template['body'] }> = new Map()
  collectDefined(chart, defined)
  const engine: Engine = { defined, gaps: [], budget }
  const documents: ChartDocument[] = []
  for (const dependency of chart.source.dependencies) if (dependency.directory === undefined) noteImports(engine, dependency)
  const values = overlay(ownValues(chart), environment)
  renderInto(documents, engine, chart, isValueMap(values) ? values : valueMap())
  return { documents, gaps: engine.gaps, isComplete: engine.budget >= 0, budget: engine.budget }
}

/** What a chart that is not in the repository would hand up is not known. */
function noteImports(engine: Engine, { name, imports, place }: Dependency): void {
  const [, file = place, line = '1'] = /^(.*):(\d+)$/.exec(place) ?? []
  if (imports.length > 0)
    engine.gaps.push({ file, line: Number(line), needs: `the values of the chart ${JSON.stringify(name.slice(0, 100))}` })
}

/** A parent's definition wins over one of the same name in a subchart. */
function collectDefined(chart: ParsedChart, defined: Map<string, { file: string; nodes: Template['body'] }>): void {
  for (const { chart: subchart } of chart.subcharts) collectDefined(subchart, defined)
  for (const [file, template] of chart.templates) for (const [name, nodes] of template.defined) defined.set(name, { file, nodes })
}

function renderInto(documents: ChartDocument[], engine: Engine, chart: ParsedChart, values: ValueMap): void {
  for (const { dependency, chart: subchart } of chart.subcharts) {
    if (!isEnabled(dependency, values)) continue
    const given = fieldOf(values, dependency.alias ?? dependency.name)
    const own = overlay(ownValues(subchart), isValueMap(given) ? given : valueMap())
    const globals = overlay(fieldOf(own, 'global') ?? valueMap(), fieldOf(values, 'global') ?? valueMap())
    renderInto(documents, engine, subchart, valueMap([...Object.entries(isValueMap(own) ? own : {}), ['global', globals]]))
  }
  for (const [file, template] of chart.templates) {
    // `helm test` runs what is in `templates/tests`; the release does not.
    if (nameOf(file).startsWith('_') || !/\.ya?ml$/.test(file) || file.includes('/templates/tests/')) continue
    const rendered = render(engine, file, template.body, rootOf(chart.source, values, file))
    for (const raw of splitDocuments(rendered.text)) if (isWanted(raw.text)) documents.push({ file, raw, rendered })
  }
}

/** What `helm template` would call the release. */
const RELEASE = valueMap([
  ['Name', 'release-name'],
  ['Namespace', 'default'],
  ['Service', 'Helm'],
  ['Revision', 1],
  ['IsInstall', true],
  ['IsUpgrade', false],
])

function rootOf({ directory, meta }: ChartSource, values: ValueMap, file: string): ValueMap {
  const fields = fromJson(meta.value)
  const chart = Object.entries(isValueMap(fields) ? fields : {}).map(
    ([key, value]) => [key.slice(0, 1).toUpperCase() + key.slice(1), value] as const,
  )
  const name = String(fieldOf(fields, 'name') ?? nameOf(directory))
  return valueMap([
    ['Values', values],
    ['Chart', valueMap(chart)],
    ['Release', RELEASE],
    ['Capabilities', unknown('.Capabilities')],
    ['Files', unknown('.Files')],
    ['Subcharts', unknown('.Subcharts')],
    [
      'Template',
      valueMap([
        ['Name', `${name}${file.slice(directory.length)}`],
        ['BasePath', `${name}/templates`],
      ]),
    ],
  ])
}

const KIND = /^kind:[ \t]*["']?([A-Za-z]{1,60})/gm

/** By the kinds in it alone, so that nothing else has to be parsed; of one document, or of several. */
export function isWanted(text: string): boolean {
  for (const [, kind = ''] of text.matchAll(KIND)) if (WORKLOAD_KINDS.has(kind) || OBJECT_KINDS.has(kind) || kind === 'List') return true
  return false
}

export interface ChartFacts {
  readonly workloads: readonly Proven<Workload>[]
  readonly objects: readonly Proven<KubernetesObject>[]
  /** Templates that do not come out as YAML, with the line. */
  readonly broken: readonly string[]
}

/** What stands in `base` word for word is left out: it comes to the same. */
export async function factsOf(documents: readonly ChartDocument[], base: readonly ChartDocument[] = []): Promise<ChartFacts> {
  const known = new Set(base.map(({ file, raw }) => `${file}\0${raw.text}`))
  const workloads: Proven<Workload>[] = []
  const objects: Proven<KubernetesObject>[] = []
  const broken: string[] = []
  for (const { file, raw, rendered } of documents) {
    if (known.has(`${file}\0${raw.text}`)) continue
    const read = await readDocument('', { ...raw, text: withoutLoneGaps(raw.text) })
    if ('problem' in read) {
      broken.push(`${file}:${rendered.lineAt(raw.offset + 1)}`)
      continue
    }
    const located = {
      value: read.value,
      at: (...keys: (string | number)[]) => `${file}:${rendered.lineAt(Number(read.at(...keys).slice(1)))}`,
    }
    if (isTest(located.value)) continue
    const workload = workloadFacts(file, located)
    const object = workload ? undefined : objectFacts(file, located)
    if (workload) workloads.push(workload)
    if (object) objects.push(object)
  }
  return { workloads, objects, broken }
}

/** A gap alone in its line stands for any number of lines: as a comment it leaves the rest readable. */
function withoutLoneGaps(text: string): string {
  if (!text.includes(GAP)) return text
  return text
    .split('\n')
    .map((line) => (line.includes(GAP) && line.replaceAll(GAP, '').trim() === '' ? '' : line))
    .join('\n')
}

/** `helm test` runs it; the release does not. */
function isTest(value: Parameters<typeof fromJson>[0]): boolean {
  const hook = fieldOf(fieldOf(fieldOf(fromJson(value), 'metadata'), 'annotations'), 'helm.sh/hook')
  return isTrue(hook) && /(^|,)\s{0,5}test/.test(String(hook))
}
