import { platforms } from '@codegenie/catalogs/platforms'
import { compareBytes, defineProbe } from '@codegenie/core'
import { z } from 'zod'
import pkg from '../package.json' with { type: 'json' }
import { BAKE_FILES, bakeFiles } from './bake.ts'
import { composeFiles } from './compose-files.ts'
import { prefixed } from './context.ts'
import { DOCKERFILE_READS, dockerfiles } from './dockerfiles.ts'
import type { ReadDocuments } from './documents.ts'
import { driftFacts } from './drift.ts'
import { helmCharts } from './helm.ts'
import { kustomizations } from './kustomize.ts'
import { manifests } from './manifests.ts'
import { platformFacts } from './platforms.ts'
import { linkDockerfiles } from './references.ts'
import { Deployment } from './schema.ts'
import { TERRAFORM_FILES, terraformFacts } from './terraform.ts'
import { deploymentTypes } from './types.ts'
import type { Proven } from './workload.ts'

export { Deployment } from './schema.ts'

const READS = ['**/*.{yaml,yml}', '**/*.tpl', '**/Kustomization', ...BAKE_FILES, ...DOCKERFILE_READS]
const isRead = (glob: string) => !/\.ya?ml$/.test(glob)

/** What the operator may ask for. */
export const Options = z.strictObject({ terraform: z.boolean().default(false) })
export type Options = z.input<typeof Options>

const NAMED_ALONE = platforms.filter(({ format }) => format === 'none').flatMap(({ files }) => files)

/** The probe with options of its own; the default export has none. */
export function deployment(options: Options = {}) {
  const { terraform } = Options.parse(options)
  return defineProbe({
    name: 'deployment',
    slice: 'deployment',
    version: pkg.version,
    schema: Deployment,
    inputs: {
      reads: [
        ...READS,
        ...(terraform ? TERRAFORM_FILES : []),
        ...platforms.filter(({ format }) => format !== 'none').flatMap(({ files }) => files.filter(isRead)),
      ],
      lists: [...(terraform ? [] : TERRAFORM_FILES), ...NAMED_ALONE],
      data: { platforms, terraform },
    },
    async run(ctx) {
      const documents: ReadDocuments = new Map()
      const { files: compose, projects, sources } = await composeFiles(ctx)
      const bake = await bakeFiles(ctx, sources)
      const helm = await helmCharts(ctx)
      const { found: kustomize, patchFiles } = await kustomizations(ctx, documents)
      const { workloads, objects, templates } = await manifests(ctx, helm, patchFiles, documents)
      const places = (await platformFacts(ctx, ctx.data.platforms)).sort((a, b) => compareBytes(a.value.path, b.value.path))
      const docker = linkDockerfiles(await dockerfiles(ctx), { compose, projects, bake, platforms: places })
      const parts = {
        dockerfiles: docker,
        compose,
        compose_projects: projects,
        bake,
        helm,
        kustomize,
        kubernetes: workloads,
        kubernetes_objects: objects,
        templates,
        platforms: places,
      }
      const infrastructure = await terraformFacts(ctx, ctx.data.terraform)
      const values = Object.fromEntries(Object.entries(parts).map(([name, list]) => [name, list.map((each) => each.value)]))
      const facts = { ...values, terraform: infrastructure?.value ?? null } as Omit<Deployment, 'types' | 'drift'>
      const drift = driftFacts(facts)
      const evidence = new Map<string, string | readonly string[]>()
      for (const [name, list] of Object.entries(parts) as [string, readonly Proven<unknown>[]][])
        for (const [index, each] of list.entries())
          for (const [fact, place] of prefixed(`${name}.${index}`, each.evidence)) evidence.set(fact, place)
      for (const [index, { values: said }] of drift.entries()) evidence.set(`drift.${index}`, [...new Set(said.map(({ file }) => file))])
      const types = deploymentTypes(facts)
      if (types.size > 0) evidence.set('types', [...new Set(types.values())].sort(compareBytes))
      for (const [fact, place] of infrastructure ? prefixed('terraform', infrastructure.evidence) : []) evidence.set(fact, place)
      return { slice: { types: [...types.keys()].sort(), ...facts, drift }, evidence: recordOf(evidence) }
    },
  })
}

/** Without a prototype: an ordinary object of a thousand keys is slow to fill. */
function recordOf<T>(entries: ReadonlyMap<string, T>): Record<string, T> {
  const record = Object.create(null) as Record<string, T>
  for (const [key, value] of entries) record[key] = value
  return record
}

export default deployment()
