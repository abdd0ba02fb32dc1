import type { Platform } from '@codegenie/catalogs/platforms'
import { compareBytes, type Result } from '@codegenie/core'
import type { Ci } from '@codegenie/probe-ci'
import { bakeFiles } from './bake.ts'
import { composeFiles } from './compose-files.ts'
import { type Context, prefixed } from './context.ts'
import { dockerfiles } from './dockerfiles.ts'
import type { ReadDocuments } from './documents.ts'
import { driftFacts } from './drift.ts'
import { helmCharts } from './helm.ts'
import { type ImageBuild, imageBuilds, mayBuildElsewhere } from './image-builds.ts'
import { imageLinks, nearest, unbuiltImages } from './image-links.ts'
import { kustomizations } from './kustomize.ts'
import { manifests } from './manifests.ts'
import { platformFacts } from './platforms.ts'
import { linkDockerfiles } from './references.ts'
import type { Deployment } from './schema.ts'
import { skaffoldBuilds } from './skaffold.ts'
import { terraformFacts } from './terraform.ts'
import { deploymentTypes } from './types.ts'
import type { Proven } from './workload.ts'

type Found = Omit<Deployment, 'types' | 'drift' | 'images'>
type Evidence = Map<string, string | readonly string[]>

interface Given {
  readonly platforms: readonly Platform[]
  readonly terraform: boolean
}

/** All facts of a repository; `ci` is undefined where its probe did not run. */
export async function deploymentFacts(ctx: Context, given: Given, ci: Ci | undefined): Promise<Result<typeof Deployment>> {
  const evidence: Evidence = new Map()
  const isCiKnown = ci !== undefined && ci.builds_image !== null && !mayBuildElsewhere(ci)
  const { parts, builds } = await readParts(ctx, given, ci, isCiKnown)
  const infrastructure = await terraformFacts(ctx, given.terraform)
  const values = Object.fromEntries(Object.entries(parts).map(([name, list]) => [name, list.map((each) => each.value)]))
  const facts = { ...values, terraform: infrastructure?.value ?? null } as Found
  for (const [name, list] of Object.entries(parts)) prove(evidence, name, list)
  for (const [fact, place] of infrastructure ? prefixed('terraform', infrastructure.evidence) : []) evidence.set(fact, place)
  const links = imageLinks(facts, builds, isCiKnown, evidence)
  prove(evidence, 'images', links)
  const images = links.map((each) => each.value)
  const drift = [...driftFacts(facts), ...unbuiltImages(images)]
  const places = (paths: Iterable<string>) => [...new Set([...paths].flatMap((path) => nearest(evidence, path) ?? []))].sort(compareBytes)
  for (const [index, { facts: differing }] of drift.entries()) evidence.set(`drift.${index}`, places(differing))
  const types = deploymentTypes(facts)
  if (types.size > 0) evidence.set('types', places(types.values()))
  const slice = { types: [...types.keys()].sort(), ...facts, images, drift: drift.map((each) => each.drift) }
  return { slice, evidence: recordOf(evidence) }
}

async function readParts(ctx: Context, given: Given, ci: Ci | undefined, isCiKnown: boolean) {
  const documents: ReadDocuments = new Map()
  const { files: compose, projects, sources } = await composeFiles(ctx)
  const bake = await bakeFiles(ctx, sources)
  const helm = await helmCharts(ctx)
  const { found: kustomize, patchFiles } = await kustomizations(ctx, documents)
  const { workloads, objects, templates } = await manifests(ctx, helm, patchFiles, documents)
  const platforms = (await platformFacts(ctx, given.platforms)).sort((a, b) => compareBytes(a.value.path, b.value.path))
  const skaffold: ImageBuild[] = []
  for (const { value } of platforms) if (value.type === 'skaffold') skaffold.push(...(await skaffoldBuilds(ctx, value.path)))
  const files = await dockerfiles(ctx)
  const known = new Set(files.map(({ value }) => value.path))
  const builds = imageBuilds({ dockerfiles: known, compose, projects, bake, platforms, skaffold }, ci)
  const docker = linkDockerfiles(files, builds, isCiKnown)
  return {
    parts: {
      dockerfiles: docker,
      compose,
      compose_projects: projects,
      bake,
      helm,
      kustomize,
      kubernetes: workloads,
      kubernetes_objects: objects,
      templates,
      platforms,
    },
    builds,
  }
}

function prove(evidence: Evidence, name: string, list: readonly Proven<unknown>[]): void {
  for (const [index, each] of list.entries())
    for (const [fact, place] of prefixed(`${name}.${index}`, each.evidence)) evidence.set(fact, place)
}

/** Without a prototype: an ordinary object of a thousand keys is slow to fill. */
function recordOf<T>(entries: ReadonlyMap<string, T>): Record<string, T> {
  const record = Object.create(null) as Record<string, T>
  for (const [key, value] of entries) record[key] = value
  return record
}
