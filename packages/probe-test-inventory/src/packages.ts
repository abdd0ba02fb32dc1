import type { ProbeContext } from '@codegenie/core'
import {
  type FoundManager,
  findPackages,
  findWorkspaces,
  type ManagerContext,
  type MemberName,
  packageManagers,
  projectRoots,
} from '@codegenie/workspaces'
import { PackageJson } from './package-json.ts'

export type Context = ManagerContext & Pick<ProbeContext, 'extract' | 'signal'>

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

export async function readPackages(ctx: Context): Promise<Packages> {
  const workspaces = await findWorkspaces(ctx)
  const found = await findPackages(ctx, workspaces, PackageJson, ['product', 'test'])
  const managerOf = packageManagers(ctx)
  const packages = new Map<string, Package>()
  const alone = [...found.values()].filter(({ workspace }) => workspace === undefined)
  const mainRoots = projectRoots(
    alone.map(({ directory }) => directory),
    workspaces,
  )
  const mainManager = mainRoots.length === 1 ? await managerOf(mainRoots[0]!) : undefined
  // Roots come before their members.
  for (const { workspace, ...own } of [...alone, ...[...found.values()].filter((each) => each.workspace !== undefined)]) {
    const { by, name } = await managerOf(workspace ?? own.directory)
    const manager = by.kind === 'default' && mainManager ? mainManager.name : name
    packages.set(own.directory, { ...own, manager, root: workspace === undefined ? undefined : packages.get(workspace) })
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
    all: [...found.keys()].map((directory) => packages.get(directory)!),
    main: mainRoots.length === 1 ? packages.get(mainRoots[0]!) : undefined,
    of: (path) => above(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'),
  }
}
