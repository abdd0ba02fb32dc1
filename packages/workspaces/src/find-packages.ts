import type { z } from 'zod'
import type { MemberName } from './command-line.ts'
import { type DirectoryRole, roleOf } from './directory-role.ts'
import type { Workspaces } from './find-workspaces.ts'
import { directoryOf, type WorkspaceContext } from './survey.ts'

/** A package.json that could be read, and the workspace that it belongs to. */
export interface FoundPackage<Manifest> {
  readonly directory: string
  /** Of its package.json. */
  readonly path: string
  readonly manifest: Manifest
  /** As a member of a workspace; undefined for its root, and for a package that stands alone. */
  readonly member: MemberName | undefined
  /** Directory of the root of that workspace. */
  readonly workspace: string | undefined
}

/** By directory, in the order of their paths: members of workspaces wherever they are, and packages in directories of the given roles. */
export async function findPackages<S extends z.ZodType>(
  ctx: WorkspaceContext,
  workspaces: readonly Workspaces[],
  schema: S,
  roles: readonly DirectoryRole[],
): Promise<ReadonlyMap<string, FoundPackage<z.output<S>>>> {
  const members = new Map(
    workspaces.flatMap(({ root, members: own }) => own.map((member) => [member.manifest, { ...member, root }] as const)),
  )
  const packages = new Map<string, FoundPackage<z.output<S>>>()
  for (const path of ctx.match('**/package.json')) {
    const directory = directoryOf(path)
    const member = members.get(path)
    if (!member && !roles.includes(roleOf(directory))) continue
    const manifest = await ctx.json(path, schema)
    if (manifest === undefined) continue
    const as = member && { name: member.name, directory: relative(directory, member.root) }
    packages.set(directory, { directory, path, manifest, member: as, workspace: member?.root })
  }
  return packages
}

/** A member may lie outside of the root's directory. */
function relative(directory: string, root: string): string {
  return root !== '.' && directory.startsWith(`${root}/`) ? directory.slice(root.length + 1) : directory
}
