import { setImmediate } from 'node:timers/promises'
import { nativeModules } from '@codegenie/catalogs/native-modules'
import { defineProbe, type Json } from '@codegenie/core'
import { findWorkspaces, WORKSPACE_LISTS, WORKSPACE_READS } from '@codegenie/workspaces'
import pkg from '../package.json' with { type: 'json' }
import type { FindLocked } from './direct.ts'
import type { ManifestAt } from './drift.ts'
import { lockedDependencies, preferred, readGoverned } from './governed.ts'
import {
  type Context,
  findLockfiles,
  LOCKFILE_LISTS,
  LOCKFILE_READS,
  readLockfile,
  resolvedPackages,
  warnOfManagers,
  warnOfOrphans,
} from './lockfile.ts'
import { addManifestEvidence, manifestFacts } from './manifest.ts'
import { findProjects, manifestReader, type Project } from './projects.ts'
import { type Lockfile, Manifests } from './schema.ts'

export { Drift, Lockfile, Manifest, Manifests, NativeModule } from './schema.ts'

const BINDING_GYP = '**/binding.gyp'

export default defineProbe({
  name: 'node_manifest',
  slice: 'manifests',
  version: pkg.version,
  schema: Manifests,
  budget: { ms: 3000, mb: 200 },
  inputs: {
    reads: [...WORKSPACE_READS, ...LOCKFILE_READS],
    lists: [...WORKSPACE_LISTS, ...LOCKFILE_LISTS, BINDING_GYP],
    data: { nativeModules },
  },
  async run(ctx: Context) {
    const workspaces = await findWorkspaces(ctx)
    const lockfiles = findLockfiles(ctx)
    const projects = await findProjects(ctx, workspaces, new Set(lockfiles.keys()))
    const membersOf = new Map(workspaces.map(({ root, members }) => [root, members.map(({ directory }) => directory)]))
    const bindings = new Set(ctx.match(BINDING_GYP))
    const governing = { ctx, manifestAt: manifestReader(ctx, projects), projects: new Map(projects.map((each) => [each.directory, each])) }

    const slice: Manifests = []
    const evidence: Record<string, string> = {}
    const raw: Json[] = []
    const finders = new Map<string, FindLocked>()
    for (const [index, project] of projects.entries()) {
      if (index % 100 === 0) await turn(ctx)
      const { path, directory, manifest, workspace } = project
      const source = nativeSource(project, bindings)
      addManifestEvidence(evidence, ctx.at, index, path, manifest)
      if (workspace) evidence[`${index}.workspace_of`] = workspace.evidence
      if (source[0])
        evidence[`${index}.native_source`] = source[0] === 'gypfile' ? ctx.at(path, 'gypfile') : besides(directory, 'binding.gyp')
      const own = await readLockfiles(governing, project, lockfiles.get(directory) ?? [], membersOf.get(directory) ?? [])
      for (const [i, { path: lockfile }] of own.lockfiles.entries()) evidence[`${index}.lockfiles.${i}`] = lockfile
      if (own.find) finders.set(directory, own.find)
      raw.push(...own.raw)
      warnOfManagers(ctx, path, own.lockfiles)
      const facts = { ...manifestFacts(path, manifest), workspace_of: workspace?.root ?? null, native_source: source }
      slice.push({ ...facts, locked_dependencies: null, lockfiles: own.lockfiles })
    }
    for (const [index, { directory, manifest, workspace }] of projects.entries()) {
      const find = finders.get(directory) ?? finders.get(workspace?.root ?? '')
      if (find) slice[index]!.locked_dependencies = lockedDependencies(directory, manifest, find)
    }
    warnOfOrphans(ctx, lockfiles, new Set(projects.map(({ directory }) => directory)))
    return { slice, evidence, ...(raw.length > 0 ? { raw: { lockfiles: raw } } : {}) }
  },
})

/** Timeouts and siblings get their turn; a probe that was given up stops there. */
function turn({ signal }: Context): Promise<void> {
  return setImmediate(undefined, { signal })
}

function besides(directory: string, name: string): string {
  return directory === '.' ? name : `${directory}/${name}`
}

function nativeSource({ directory, manifest }: Project, bindings: ReadonlySet<string>): Manifests[number]['native_source'] {
  const source: Manifests[number]['native_source'] = bindings.has(besides(directory, 'binding.gyp')) ? ['binding.gyp'] : []
  return manifest.gypfile ? [...source, 'gypfile'] : source
}

interface Governing {
  readonly ctx: Context
  readonly manifestAt: ManifestAt
  /** By directory. */
  readonly projects: ReadonlyMap<string, Project>
}

interface Read {
  readonly lockfiles: Lockfile[]
  /** For `raw/node_manifest.json`. */
  readonly raw: Json[]
  /** Of the lockfile that counts, where there is one that could be read. */
  readonly find: FindLocked | undefined
}

/** The lockfiles beside a project, and what they say of it and of the members of its workspace. */
async function readLockfiles(
  { ctx, manifestAt, projects }: Governing,
  project: Project,
  paths: readonly string[],
  members: readonly string[],
): Promise<Read> {
  const { directory: root, manifest } = project
  const lockfiles: Lockfile[] = []
  const raw: Json[] = []
  const read: { path: string; find: FindLocked }[] = []
  const governed = [project, ...members.flatMap((each) => projects.get(each) ?? [])]
  const manifests = new Map(governed.map((each) => [each.directory, each.manifest]))
  for (const path of paths) {
    await turn(ctx)
    const { summary, parsed } = await readLockfile(ctx, path)
    if (parsed) {
      const { facts, drift, find } = await readGoverned({ path, root, parsed, manifests, members, manifestAt }, ctx.data)
      lockfiles.push({ ...summary, ...facts })
      raw.push({ path, packages: resolvedPackages(parsed.lockfile), drift: [...drift] })
      read.push({ path, find })
    } else lockfiles.push({ ...summary, native_modules: null, in_sync: null, drift: null })
  }
  return { lockfiles, raw, find: preferred(read, manifest.packageManager)?.find }
}
