import type { ProbeContext } from '@codegenie/core'
import { roleOf, type Workspaces } from '@codegenie/workspaces'
import type { ManifestAt } from './drift.ts'
import { PackageJson } from './schema.ts'

/** A manifest that somebody installs from or works in. */
export interface Project {
  readonly path: string
  readonly directory: string
  readonly manifest: PackageJson
  /** Of the nearest workspace root that has it as a member. */
  readonly workspace: Workspaces | undefined
}

/**
 * Every project, by path. The root, workspace roots and members, and what has a lockfile beside it are projects by their place; any other
 * package.json is one by what it says. A manifest that cannot be read is none; a warning tells.
 */
export async function findProjects(
  ctx: Pick<ProbeContext, 'match' | 'json'>,
  workspaces: readonly Workspaces[],
  locked: ReadonlySet<string>,
) {
  const memberOf = membership(workspaces)
  const roots = new Set(['.', ...workspaces.map(({ root }) => root)])
  const projects: Project[] = []
  for (const path of ctx.match('**/package.json')) {
    const directory = directoryOf(path)
    const workspace = memberOf.get(directory)
    const byPlace = workspace !== undefined || roots.has(directory) || locked.has(directory)
    if (!byPlace && isMaterial(directory)) continue
    const manifest = await ctx.json(path, PackageJson)
    if (manifest && (byPlace || isProject(manifest))) projects.push({ path, directory, manifest, workspace })
  }
  return projects
}

/** Any manifest by its directory, `undefined` where there is none; `unreadable` where what it declares is not known. */
export function manifestReader(ctx: Pick<ProbeContext, 'has' | 'json'>, projects: readonly Project[]): ManifestAt {
  const known = new Map(projects.map(({ directory, manifest }) => [directory, manifest]))
  return async (directory) => {
    const path = directory === '.' ? 'package.json' : `${directory}/package.json`
    return known.get(directory) ?? (ctx.has(path) ? ((await ctx.json(path, PackageJson)) ?? 'unreadable') : undefined)
  }
}

function membership(workspaces: readonly Workspaces[]): ReadonlyMap<string, Workspaces> {
  const memberOf = new Map<string, Workspaces>()
  for (const workspace of workspaces) {
    for (const { directory } of workspace.members) {
      const nearest = memberOf.get(directory)
      if (!nearest || nearest.root.length < workspace.root.length) memberOf.set(directory, workspace)
    }
  }
  return memberOf
}

/** Data of tests, or somebody else's code: what lies there is nobody's project, and may be broken on purpose. */
export function isMaterial(directory: string): boolean {
  const role = roleOf(directory)
  return role === 'fixture' || role === 'vendored'
}

/**
 * `{ "type": "commonjs" }` in a folder of output and `{ "main": "../dist/x.js" }`, named `pkg/x` or not at all, are no projects: they tell
 * Node how to load the files of another one.
 */
function isProject(manifest: PackageJson): boolean {
  const { name = '', scripts, dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest
  const declared = [scripts, dependencies, devDependencies, optionalDependencies, peerDependencies]
  return PACKAGE_NAME.test(name) || declared.some((fields) => Object.keys(fields).length > 0)
}

/** A name of a whole package, not of a path in one. */
const PACKAGE_NAME = /^(?:@[^/]+\/)?[^/]+$/

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '.' : path.slice(0, slash)
}
