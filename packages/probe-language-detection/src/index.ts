import { frameworks } from '@codegenie/catalogs/frameworks'
import { languages } from '@codegenie/catalogs/languages'
import { noiseDirectories } from '@codegenie/catalogs/noise-directories'
import { defineProbe } from '@codegenie/core'
import nodeManifest from '@codegenie/probe-node-manifest'
import { findWorkspaces, roleOf, WORKSPACE_READS, type Workspaces } from '@codegenie/workspaces'
import pkg from '../package.json' with { type: 'json' }
import { countFiles, rank } from './count-files.ts'
import { frameworkFinder, Manifest } from './find-frameworks.ts'
import { lockedVersions } from './locked-versions.ts'
import { LanguageStack } from './schema.ts'

export { FrameworkUse, LanguageStack, Monorepo } from './schema.ts'

export default defineProbe({
  name: 'language_detection',
  slice: 'language_stack',
  version: pkg.version,
  schema: LanguageStack,
  budget: { ms: 1000, mb: 50 },
  inputs: { reads: WORKSPACE_READS, lists: ['**/*'], data: { frameworks, languages, noise: Object.keys(noiseDirectories) } },
  needs: [nodeManifest],
  async run(ctx) {
    const { languages, testFiles, testExample } = countFiles(ctx.match('**/*'), ctx.data.languages, new Set(ctx.data.noise))
    const { primary, secondary } = rank(languages)
    const all = await findWorkspaces(ctx)
    const nearest = nearestToRoot(all)
    const slice: LanguageStack = {
      primary: primary?.name ?? null,
      secondary: secondary.map(({ name }) => name),
      files: Object.fromEntries(languages.map(({ name, files }) => [name, files])),
      test_files: testFiles,
      monorepo: nearest && {
        root: nearest.root,
        tools: [...nearest.tools],
        workspace_globs: [...nearest.globs],
        packages: nearest.members.length,
      },
      frameworks: [],
    }
    const evidence: Record<string, string | string[]> = {}
    if (primary) evidence['primary'] = primary.source ?? primary.example
    for (const [i, { source, example }] of secondary.entries()) evidence[`secondary.${i}`] = source ?? example
    for (const { name, example } of languages) evidence[`files.${name}`] = example
    if (testExample) evidence['test_files'] = testExample
    if (nearest) evidence['monorepo'] = [nearest.evidence, ...MARKERS.map((name) => join(nearest.root, name)).filter(ctx.has)]

    const members = new Set(all.flatMap((workspaces) => workspaces.members.map(({ manifest }) => manifest)))
    const findFrameworks = frameworkFinder(ctx.data.frameworks)
    const manifests = ctx.slice(nodeManifest)
    const lockedOf = lockedVersions(manifests)
    for (const where of ctx.match('**/package.json')) {
      if (!isPart(where, members.has(where))) continue
      const manifest = await ctx.json(where, Manifest)
      for (const { name, role, range, keys } of manifest ? findFrameworks(manifest) : []) {
        const at = `frameworks.${slice.frameworks.length}`
        const locked = lockedOf(where, keys[1])
        evidence[at] = ctx.at(where, ...keys)
        if (locked) evidence[`${at}.version`] = [...locked.lockfiles]
        slice.frameworks.push({ name, role, version_range: range, version: locked?.version ?? null, where })
      }
    }
    if (!manifests && slice.frameworks.length > 0) ctx.warn(NOT_LOCKED)
    return { slice, evidence }
  },
})

const NOT_LOCKED = { code: 'frameworks.versions_unknown', message: 'locked versions come from the probe node_manifest, which has failed' }

/** Files that name a tool of a workspace by being there. */
const MARKERS = ['lerna.json', 'nx.json', 'rush.json', 'turbo.json', 'turbo.jsonc']

function join(root: string, name: string): string {
  return root === '.' ? name : `${root}/${name}`
}

/** The workspaces of the repository root, else of the shallowest root. */
function nearestToRoot(all: readonly Workspaces[]): Workspaces | null {
  const depth = ({ root }: Workspaces) => (root === '.' ? 0 : root.split('/').length)
  return all.toSorted((a, b) => depth(a) - depth(b))[0] ?? null
}

/** Is the package a part of what is built here? An example is when it is a member of a workspace; a fixture never is. */
function isPart(manifest: string, isMember: boolean): boolean {
  const role = roleOf(manifest.slice(0, Math.max(manifest.lastIndexOf('/'), 0)))
  return role === 'product' || (role === 'sample' && isMember)
}
