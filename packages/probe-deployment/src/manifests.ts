import type { z } from 'zod'
import type { Context } from './context.ts'
import type { ReadDocuments } from './documents.ts'
import { templateOwner } from './helm-chart.ts'
import { engineOf, isManifest, manifestFacts, placeholderLine } from './kubernetes.ts'
import { directoryOf, nameOf } from './paths.ts'
import { reachOf } from './reach.ts'
import type { TemplateFile } from './schema.ts'
import type { Chart, Manifest, ManifestObject } from './schema-workload.ts'
import type { Proven } from './workload.ts'

type Found = {
  workloads: Proven<z.infer<typeof Manifest>>[]
  objects: Proven<z.infer<typeof ManifestObject>>[]
  templates: Proven<TemplateFile>[]
}

/** Kubernetes manifests by their content, wherever they lie; not those of charts, and no patches of a kustomization. */
export async function manifests(
  ctx: Context,
  charts: readonly Proven<Chart>[],
  patchFiles: ReadonlySet<string>,
  known: ReadDocuments,
): Promise<Found> {
  const directories = new Set(charts.map(({ value }) => directoryOf(value.chart_path)))
  const found: Found = { workloads: [], objects: [], templates: [] }
  for (const path of ctx.paths) {
    if (!/\.ya?ml$/.test(path) || patchFiles.has(path) || templateOwner(path, directories) !== undefined) continue
    if (/^\.github\/workflows\/|(^|\/)pnpm-lock\.yaml$/.test(path) || /^(Chart|kustomization)\.ya?ml$/.test(nameOf(path))) continue
    const text = await ctx.text(path)
    if (text === undefined) continue
    const reach = reachOf(path)
    if (!isManifest(text)) {
      // A compose file that includes others by a template, or the like: nothing in it can be told.
      if (text.includes('{%') && engineOf(text) === 'jinja') found.templates.push(template(path, 'jinja', placeholderLine(text)))
      continue
    }
    const facts = await manifestFacts(ctx, path, text, known)
    if (facts.engine) found.templates.push(template(path, facts.engine, facts.engineLine))
    for (const { value, evidence } of facts.workloads) found.workloads.push({ value: { ...value, reach }, evidence })
    for (const { value, evidence } of facts.objects) found.objects.push({ value: { ...value, reach }, evidence })
  }
  return found
}

const template = (path: string, engine: TemplateFile['engine'], line: number): Proven<TemplateFile> => ({
  value: { path, reach: reachOf(path), engine },
  evidence: new Map([['', `${path}:${line}`]]),
})
