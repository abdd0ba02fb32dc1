import type { Context } from './context.ts'
import {
  asList,
  below,
  GAP,
  get,
  type Located,
  MAX_DOCUMENTS,
  type RawDocument,
  type ReadDocuments,
  readDocument,
  splitDocuments,
} from './documents.ts'
import { isWanted } from './helm-render.ts'
import { objectFacts } from './kubernetes-object.ts'
import type { TemplateFile } from './schema.ts'
import type { KubernetesObject, Workload } from './schema-workload.ts'
import { RENDER_BUDGET, render } from './template-render.ts'
import { parseTemplate } from './template-tree.ts'
import { unknown } from './template-value.ts'
import { type Proven, workloadFacts } from './workload.ts'

export interface ManifestFacts {
  readonly workloads: readonly Proven<Workload>[]
  readonly objects: readonly Proven<KubernetesObject>[]
  /** What fills it in before it is applied, where that can be told. */
  readonly engine: TemplateFile['engine'] | undefined
  /** Line of its first placeholder. */
  readonly engineLine: number
}

/** By its text: does it hold Kubernetes objects that say something of a deployment? */
export const isManifest = (text: string): boolean => /^apiVersion:/m.test(text) && isWanted(text)

/** The objects of a file that is applied as it is, or after some tool filled in its variables. */
export async function manifestFacts(ctx: Context, path: string, text: string, known: ReadDocuments): Promise<ManifestFacts> {
  const workloads: Proven<Workload>[] = []
  const objects: Proven<KubernetesObject>[] = []
  const documents = splitDocuments(text)
  if (documents.length > MAX_DOCUMENTS)
    ctx.warn({
      code: 'k8s.document_cap_exceeded',
      path,
      message: `expected at most ${MAX_DOCUMENTS} documents, found ${documents.length}; the rest was not read`,
    })
  let engine: TemplateFile['engine'] | undefined
  let engineLine = 1
  for (const document of documents.slice(0, MAX_DOCUMENTS)) {
    if (!isWanted(document.text)) continue
    const found = HOLDS_TEXTS.test(document.text) ? undefined : engineOf(document.text)
    if (found && engine === undefined) {
      engine = found
      engineLine = document.offset + placeholderLine(document.text)
    }
    for (const item of await readItems(ctx, path, document, found, known)) {
      const workload = workloadFacts(path, item)
      const object = workload ? undefined : objectFacts(path, item)
      if (workload) workloads.push(workload)
      if (object) objects.push(object)
    }
  }
  return { workloads, objects, engine, engineLine }
}

/** Their data may be templates of other programs. */
const HOLDS_TEXTS = /^kind:[ \t]*["']?(ConfigMap|Secret)\b/m

async function readItems(
  ctx: Context,
  path: string,
  document: RawDocument,
  engine: TemplateFile['engine'] | undefined,
  known: ReadDocuments,
): Promise<Located[]> {
  const isTemplate = engine === 'go' || engine === 'jinja'
  const text = isTemplate ? withGaps(path, document.text, engine) : document.text
  if (text === undefined) return []
  const read = await readDocument(path, { ...document, text }, isTemplate ? undefined : known)
  if (!('problem' in read)) return get(read.value, 'kind') === 'List' ? itemsOf(read) : [read]
  if (!isTemplate) ctx.warn({ code: `file.${read.problem}`, path, message: read.message })
  return []
}

const itemsOf = (list: Located): Located[] => asList(get(list.value, 'items')).map((_, index) => below(list, 'items', index))

/** Told by the form of the placeholders. */
export function engineOf(text: string): TemplateFile['engine'] | undefined {
  if (/\{%/.test(text)) return 'jinja'
  if (/\{\{-?\s{0,20}(\.|\$|if |range |with |define |template |include |end\b|else\b)/.test(text)) return 'go'
  if (/\{\{-?\s{0,20}\w/.test(text)) return 'jinja'
  return /\$\{[A-Za-z_]\w{0,100}(:?[-?][^{}\n]{0,200})?\}/.test(text) ? 'envsubst' : undefined
}

/** 1-based line of what `engineOf` tells it by. */
export function placeholderLine(text: string): number {
  return text.slice(0, Math.max(0, text.search(/\{[{%]|\$\{[A-Za-z_]/))).split('\n').length
}

/** The text with a gap for all that a template leaves open, line for line; `undefined` where it has conditions, which nobody can decide. */
function withGaps(path: string, text: string, engine: 'go' | 'jinja'): string | undefined {
  if (/\{%|\{\{-?\s{0,20}(if|range|with|else)\b/.test(text)) return undefined
  if (engine === 'jinja') return text.split('\n').map(withoutPlaceholders).join('\n')
  const template = parseTemplate(text)
  return template && render({ defined: new Map(), gaps: [], budget: RENDER_BUDGET }, path, template.body, unknown('a variable')).text
}

function withoutPlaceholders(line: string): string {
  const parts = line.split('{{')
  return parts.map((part, i) => (i === 0 ? part : part.includes('}}') ? GAP + part.slice(part.indexOf('}}') + 2) : GAP)).join('')
}
