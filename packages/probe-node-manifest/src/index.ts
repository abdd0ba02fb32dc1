import { setImmediate } from 'node:timers/promises'
import { nativeModules } from '@codegenie/catalogs/native-modules'
import { defineProbe, type Json } from '@codegenie/core'
import { findWorkspaces, WORKSPACE_LISTS, WORKSPACE_READS } from '@codegenie/workspaces'
import pkg from '../package.json' with { type: 'json' }
import type { FindLocked } from './direct.ts'
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
import { findProjects, manifestReader } from './projects.ts'
import { loadSatisfies } from './range.ts'
import { Manifests } from './schema.ts'

export { Drift, Lockfile, Manifest, Manifests, NativeModule } from './schema.ts'

const BINDING_GYP = '**/binding.gyp'

export default defineProbe({
  name: 'node_manifest',
  slice: 'manifests',
  version: pkg.version,
  schema: Manifests,
  inputs: {
    reads: [...WORKSPACE_READS, ...LOCKFILE_READS],
    lists: [...WORKSPACE_LISTS, ...LOCKFILE_LISTS, BINDING_GYP],
    data: { nativeModules },
  },
  async run(ctx: Context) {
    const workspaces = await findWorkspaces(ctx)
    const lockfiles = findLockfiles(ctx)
    const projects = await findProjects(ctx, workspaces, new Set(lockfiles.keys()))
    const manifestAt = manifestReader(ctx, projects)
    const membersOf = new Map(workspaces.map(({ root, members }) => [root, members.map(({ directory }) => directory)]))
    const bindings = new Set(ctx.match(BINDING_GYP))

    // Timeouts and siblings get their turn; a probe that was given up stops there.
    const turn = () => setImmediate(undefined, { signal: ctx.signal })

    const slice: Manifests = []
    const evidence: Record<string, string> = {}
    const raw: Json[] = []
    const finders = new Map<string, FindLocked>()
    for (const [index, { path, directory, manifest, workspace }] of projects.entries()) {
      if (index % 100 === 0) await turn()
      const gyp = directory === '.' ? 'binding.gyp' : `${directory}/binding.gyp`
      const entry: Manifests[number] = {
        ...manifestFacts(path, manifest),
        workspace_of: workspace?.root ?? null,
        native_source: [...(bindings.has(gyp) ? ['binding.gyp' as const] : []), ...(manifest.gypfile ? ['gypfile' as const] : [])],
        locked_dependencies: null,
        lockfiles: [],
      }
      slice.push(entry)
      addManifestEvidence(evidence, ctx.at, index, path, manifest)
      if (workspace) evidence[`${index}.workspace_of`] = workspace.evidence
      if (entry.native_source.length > 0) evidence[`${index}.native_source`] = bindings.has(gyp) ? gyp : ctx.at(path, 'gypfile')
      const members = membersOf.get(directory) ?? []
      const manifests = new Map(
        projects.filter((each) => each.directory === directory || members.includes(each.directory)).map((each) => [each.directory, each.manifest]),
      )
      const read: { path: string; find: FindLocked }[] = []
      for (const lockfile of lockfiles.get(directory) ?? []) {
        await turn()
        const { summary, parsed } = await readLockfile(ctx, lockfile)
        evidence[`${index}.lockfiles.${entry.lockfiles.length}`] = lockfile
        if (!parsed) {
          entry.lockfiles.push({ ...summary, native_modules: null, in_sync: null, drift: null })
          continue
        }
        const governed = { path: lockfile, root: directory, parsed, manifests, members, manifestAt }
        const { facts, drift, find } = await readGoverned(governed, ctx.data, await loadSatisfies())
        entry.lockfiles.push({ ...summary, ...facts })
        read.push({ path: lockfile, find })
        raw.push({ path: lockfile, packages: resolvedPackages(parsed.lockfile), drift: [...drift] })
      }
      const counted = preferred(read, manifest.packageManager)
      if (counted) finders.set(directory, counted.find)
      warnOfManagers(ctx, path, entry.lockfiles)
    }
    for (const [index, { directory, manifest, workspace }] of projects.entries()) {
      const find = finders.get(directory) ?? finders.get(workspace?.root ?? '')
      if (find) slice[index]!.locked_dependencies = lockedDependencies(directory, manifest, find)
    }
    warnOfOrphans(ctx, lockfiles, new Set(projects.map(({ directory }) => directory)))
    return { slice, evidence, ...(raw.length > 0 ? { raw: { lockfiles: raw } } : {}) }
  },
})
