import { setImmediate } from 'node:timers/promises'
import { nativeModules } from '@codegenie/catalogs/native-modules'
import { defineProbe, type Json } from '@codegenie/core'
import { findWorkspaces, WORKSPACE_LISTS, WORKSPACE_READS } from '@codegenie/workspaces'
import pkg from '../package.json' with { type: 'json' }
import { isInSync } from './in-sync.ts'
import { type Context, findLockfiles, LOCKFILE_LISTS, LOCKFILE_READS, readLockfile, warnOfManagers, warnOfOrphans } from './lockfile.ts'
import { addManifestEvidence, manifestFacts } from './manifest.ts'
import { findProjects, manifestReader } from './projects.ts'
import { Manifests } from './schema.ts'

export { Lockfile, Manifest, Manifests, NativeModule } from './schema.ts'

export default defineProbe({
  name: 'node_manifest',
  slice: 'manifests',
  version: pkg.version,
  schema: Manifests,
  inputs: { reads: [...WORKSPACE_READS, ...LOCKFILE_READS], lists: [...WORKSPACE_LISTS, ...LOCKFILE_LISTS], data: { nativeModules } },
  async run(ctx: Context) {
    const workspaces = await findWorkspaces(ctx)
    const lockfiles = findLockfiles(ctx)
    const projects = await findProjects(ctx, workspaces, new Set(lockfiles.keys()))
    const manifestAt = manifestReader(ctx, projects)
    const membersOf = new Map(workspaces.map(({ root, members }) => [root, members.map(({ directory }) => directory)]))

    // Timeouts and siblings get their turn; a probe that was given up stops there.
    const turn = () => setImmediate(undefined, { signal: ctx.signal })

    const slice: Manifests = []
    const evidence: Record<string, string> = {}
    const raw: Json[] = []
    for (const [index, { path, directory, manifest, workspace }] of projects.entries()) {
      if (index % 100 === 0) await turn()
      const entry: Manifests[number] = { ...manifestFacts(path, manifest), workspace_of: workspace?.root ?? null, lockfiles: [] }
      slice.push(entry)
      addManifestEvidence(evidence, ctx.at, index, path, manifest)
      if (workspace) evidence[`${index}.workspace_of`] = workspace.evidence
      for (const lockfile of lockfiles.get(directory) ?? []) {
        await turn()
        const { summary, importers, resolved } = await readLockfile(ctx, lockfile)
        evidence[`${index}.lockfiles.${entry.lockfiles.length}`] = lockfile
        entry.lockfiles.push({ ...summary, in_sync: await isInSync(directory, importers, membersOf.get(directory) ?? [], manifestAt) })
        if (resolved) raw.push({ path: lockfile, packages: resolved })
      }
      warnOfManagers(ctx, path, entry.lockfiles)
    }
    warnOfOrphans(ctx, lockfiles, new Set(projects.map(({ directory }) => directory)))
    return { slice, evidence, ...(raw.length > 0 ? { raw: { lockfiles: raw } } : {}) }
  },
})
