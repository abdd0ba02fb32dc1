import { compareBytes, type ProbeContext } from '@codegenie/core'
import {
  type FoundManager,
  type FoundPackage,
  findPackages,
  findWorkspaces,
  type ManagerContext,
  type MemberName,
  packageManagers,
  projectRoots,
  roleOf,
} from '@codegenie/workspaces'
import { type NxProject, nxProjects } from './nx-targets.ts'
import { isProject, PackageJson } from './package-json.ts'
import { type FoundTask, taskGraph } from './task-graph.ts'

export type Context = ManagerContext & Pick<ProbeContext, 'signal'>

/** A package.json that somebody works in, or a project of Nx without one. */
export interface Package {
  readonly directory: string
  /** Of its package.json, or its project.json where that is all. */
  readonly path: string
  readonly manifest: PackageJson
  /** As a member of the project's workspace; undefined for the package that the project is. */
  readonly member?: MemberName
  readonly nx?: NxProject
}

/** What one install covers: a package, or a workspace with its members. */
export interface Project {
  readonly root: string
  readonly manager: FoundManager
  /** Rush has commands of its own. */
  readonly isRush: boolean
  /** In the root; undefined where there is none that can be read. */
  readonly main: Package | undefined
  /** Without the one in the root, sorted by directory. */
  readonly members: readonly Package[]
  /** What its task runners run before what. */
  readonly tasks: readonly FoundTask[]
}

export interface Projects {
  /** Those that the repository is. */
  readonly main: readonly Project[]
  /** All others that lie in it. */
  readonly nested: readonly Project[]
}

/** Both sorted by root. */
export async function findProjects(ctx: Context): Promise<Projects> {
  const workspaces = await findWorkspaces(ctx)
  const found = await findPackages(ctx, workspaces, PackageJson, ['product'])
  const packages = new Map([...found].map(([directory, each]) => [directory, packageOf(each)]))
  const managerOf = packageManagers(ctx)
  const alone = [...packages.values()].filter((each) => !each.member && isRoot(each)).map(({ directory }) => directory)
  const roots = new Set(projectRoots(alone, workspaces))
  const nx = await nxProjects(ctx)
  const all = [...new Set([...alone, ...workspaces.map(({ root }) => root)])].sort((a, b) => (a < b ? -1 : 1))
  const projects: Project[] = []
  for (const root of all) {
    const workspace = workspaces.find((each) => each.root === root)
    const own = { main: packages.get(root), members: (workspace?.members ?? []).flatMap(({ directory }) => packages.get(directory) ?? []) }
    const enriched = withNx(own, root, nx.get(root) ?? [], packages)
    projects.push({
      root,
      manager: await managerOf(root),
      isRush: workspace?.tools.includes('rush') ?? false,
      ...enriched,
      tasks: await taskGraph(
        ctx,
        root,
        enriched.members.map(({ directory }) => directory),
      ),
    })
  }
  const main = projects.filter(({ root }) => roots.has(root))
  return { main, nested: projects.filter(({ root }) => !roots.has(root)).map((project) => inherit(project, main)) }
}

/** Packages with the targets that they have beside their scripts, and projects that have targets alone. */
function withNx(
  { main, members }: Pick<Project, 'main' | 'members'>,
  root: string,
  nx: readonly NxProject[],
  packages: ReadonlyMap<string, Package>,
): Pick<Project, 'main' | 'members'> {
  if (nx.length === 0) return { main, members }
  const byDirectory = new Map(nx.map((each) => [each.directory, each]))
  const enrich = (of: Package): Package => {
    const own = byDirectory.get(of.directory)
    return own ? { ...of, nx: own } : of
  }
  const alone = nx.filter(({ directory }) => !packages.has(directory))
  const added = alone.map((own): Package => {
    const relative = root === '.' ? own.directory : own.directory.slice(root.length + 1)
    return { directory: own.directory, path: own.path, manifest: NOTHING, member: { name: null, directory: relative }, nx: own }
  })
  const all = [...members.map(enrich), ...added].sort((a, b) => compareBytes(a.directory, b.directory))
  return { main: main && enrich(main), members: all }
}

const NOTHING = PackageJson.parse({})

/** A package that says nothing of its package manager is installed with that of the repository. */
function inherit(project: Project, [first, ...others]: readonly Project[]): Project {
  if (project.manager.by.kind !== 'default' || !first || others.length > 0) return project
  return { ...project, manager: { ...first.manager, lockfile: null } }
}

function isRoot({ directory, manifest }: Package): boolean {
  return directory === '.' || (roleOf(directory) === 'product' && isProject(manifest))
}

function packageOf({ directory, path, manifest, member }: FoundPackage<PackageJson>): Package {
  return { directory, path, manifest, ...(member ? { member } : {}) }
}
