import { platforms } from '@codegenie/catalogs/platforms'
import { compareBytes, defineProbe } from '@codegenie/core'
import pkg from '../package.json' with { type: 'json' }
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
import { TERRAFORM_LISTS, terraformFacts } from './terraform.ts'
import { deploymentTypes } from './types.ts'
import type { Proven } from './workload.ts'

export { Deployment } from './schema.ts'

const READS = ['**/*.{yaml,yml}', '**/*.tpl', '**/Kustomization', ...DOCKERFILE_READS]
const isRead = (glob: string) => !/\.ya?ml$/.test(glob)

export default defineProbe({
  name: 'deployment',
  slice: 'deployment',
  version: pkg.version,
  schema: Deployment,
  budget: { ms: 2000, mb: 100 },
  inputs: {
    reads: [...READS, ...platforms.filter(({ format }) => format !== 'none').flatMap(({ files }) => files.filter(isRead))],
    lists: [...TERRAFORM_LISTS, ...platforms.filter(({ format }) => format === 'none').flatMap(({ files }) => files)],
    data: { platforms },
  },
  async run(ctx) {
    const documents: ReadDocuments = new Map()
    const compose = await composeFiles(ctx)
    const helm = await helmCharts(ctx)
    const { found: kustomize, patchFiles } = await kustomizations(ctx, documents)
    const { workloads, objects, templates } = await manifests(ctx, helm, patchFiles, documents)
    const places = (await platformFacts(ctx, ctx.data.platforms)).sort((a, b) => compareBytes(a.value.path, b.value.path))
    const docker = linkDockerfiles(await dockerfiles(ctx), compose, places)
    const parts = {
      dockerfiles: docker,
      compose,
      helm,
      kustomize,
      kubernetes: workloads,
      kubernetes_objects: objects,
      templates,
      platforms: places,
    }
    const terraform = terraformFacts(ctx)
    const values = Object.fromEntries(Object.entries(parts).map(([name, list]) => [name, list.map((each) => each.value)]))
    const facts = { ...values, terraform: terraform.value } as Omit<Deployment, 'types' | 'drift'>
    const drift = driftFacts(facts)
    const evidence = new Map<string, string | string[]>()
    for (const [name, list] of Object.entries(parts) as [string, readonly Proven<unknown>[]][])
      for (const [index, each] of list.entries())
        for (const [fact, place] of prefixed(`${name}.${index}`, each.evidence)) evidence.set(fact, place)
    for (const [index, { values: said }] of drift.entries()) evidence.set(`drift.${index}`, [...new Set(said.map(({ file }) => file))])
    const types = deploymentTypes(facts)
    if (types.size > 0) evidence.set('types', [...new Set(types.values())].sort(compareBytes))
    if (terraform.value) evidence.set('terraform', [...terraform.value.files.slice(0, 20)])
    return { slice: { types: [...types.keys()].sort(), ...facts, drift }, evidence: Object.fromEntries(evidence) }
  },
})
