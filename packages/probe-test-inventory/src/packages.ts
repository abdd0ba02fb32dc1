import type { ProbeContext } from '@codegenie/core'
import {
  type FoundManager,
  findWorkspaces,
  type ManagerContext,
  type MemberName,
  packageManagers,
  projectRoots,
  roleOf,
  type Workspaces,
} from '@codegenie/workspaces'
import { PackageJson } from './package-json.ts'

export type Context = ManagerContext & Pick<ProbeContext, 'signal'>

/** A package.json that may have tests: the product, members of workspaces, and packages of tests. */
export interface Package {
  readonly directory: string
  readonly path: string
  readonly manifest: PackageJson
  readonly manager: FoundManager['name']
  /** That of the workspace that it is a member of. */
  readonly root: Package | undefined
  readonly member: MemberName | undefined
}

export interface Packages {
  /** Sorted by path. */
  readonly all: readonly Package[]
  /** The one that the repository is; undefined where there are several, or none. */
  readonly main: Package | undefined
  /** The nearest package that a file lies in. */
  of(path: string): Package | undefined
}

export async function findPackages(ctx: Context): Promise<Packages> {
  const workspaces = await findWorkspaces(ctx)
  const manifests = await readManifests(ctx, workspaces)
  const managerOf = packageManagers(ctx)
  const packages = new Map<string, Package>()
  const workspaceOf = new Map(workspaces.flatMap((each) => each.members.map((member) => [member.directory, { each, member }] as const)))
  const mainRoots = projectRoots(
    [...manifests.keys()].filter((directory) => !workspaceOf.has(directory)),
    workspaces,
  )
  const mainManager = mainRoots.length === 1 ? await managerOf(mainRoots[0]!) : undefined
  for (const [directory, manifest] of [...manifests].sort(([a], [b]) => Number(workspaceOf.has(a)) - Number(workspaceOf.has(b)))) {
    const { each: workspace, member } = workspaceOf.get(directory) ?? {}
    const own = await managerOf(workspace?.root ?? directory)
    const manager = own.by.kind === 'default' && mainManager ? mainManager.name : own.name
    const root = workspace && packages.get(workspace.root)
    const relative = workspace && (workspace.root === '.' ? directory : directory.slice(workspace.root.length + 1))
    const path = pathOf(directory)
    packages.set(directory, {
      directory,
      path,
      manifest,
      manager,
      root,
      member: member && { name: member.name, directory: relative ?? directory },
    })
  }
  const nearest = new Map<string, Package | undefined>()
  const above = (directory: string): Package | undefined => {
    const passed: string[] = []
    let at = directory
    while (!packages.has(at) && !nearest.has(at) && at !== '.') {
      passed.push(at)
      at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '.'
    }
    const found = packages.get(at) ?? nearest.get(at)
    for (const each of passed) nearest.set(each, found)
    return found
  }
  return {
    all: [...manifests.keys()].map((directory) => packages.get(directory)!),
    main: mainRoots.length === 1 ? packages.get(mainRoots[0]!) : undefined,
    of: (path) => above(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'),
  }
}

/** By directory, sorted by path. Examples count as members of a workspace only, fixtures and vendored code never. */
async function readManifests(ctx: Context, workspaces: readonly Workspaces[]): Promise<ReadonlyMap<string, PackageJson>> {
  const members = new Set(workspaces.flatMap((workspace) => workspace.members.map(({ manifest }) => manifest)))
  const manifests = new Map<string, PackageJson>()
  for (const path of ctx.match('**/package.json')) {
    const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
    const role = roleOf(directory)
    if (!members.has(path) && role !== 'product' && role !== 'test') continue
    const manifest = await ctx.json(path, PackageJson)
    if (manifest) manifests.set(directory, manifest)
  }
  return manifests
}

function pathOf(directory: string): string {
  return directory === '.' ? 'package.json' : `${directory}/package.json`
}
