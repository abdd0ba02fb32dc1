import { compareBytes } from '@codegenie/core'
import { type Definition, declaredWorkspaces, Manifest, readDefinition } from './definition.ts'
import { roleOf } from './directory-role.ts'
import { literalGlob, parseWorkspaceGlob, select, type WorkspaceGlob } from './glob.ts'
import { directoryOf, join, type Survey, survey, type WorkspaceContext } from './survey.ts'
import { warnOfGlobs, warnOfNames } from './warnings.ts'

/** A root and the packages that belong to it. */
export interface Workspaces {
  /** Directory; `.` for the repository root. */
  readonly root: string
  /** What defines them and what runs tasks on them, sorted: `npm-workspaces`, `pnpm-workspace`, `nx`, `turbo` … */
  readonly tools: readonly string[]
  /** As declared and in this order, without `./` and trailing slash; those that are left out with a warning are not among them. */
  readonly globs: readonly string[]
  /** Sorted by directory; the root itself is not among them. */
  readonly members: readonly WorkspaceMember[]
  /** Where the globs stand. */
  readonly evidence: string
}

export interface WorkspaceMember {
  readonly directory: string
  /** Path of its package.json. */
  readonly manifest: string
  readonly name: string | null
}

/** Globs of one definition beyond this number are left out. */
const MAX_GLOBS = 1000

/**
 * Finds the workspace roots of a repository and expands what they declare; sorted by root, empty when there are none. Roots among tests,
 * samples and vendored code are not looked for. A probe that calls it declares `WORKSPACE_READS` and `WORKSPACE_LISTS`.
 */
export async function findWorkspaces(ctx: WorkspaceContext): Promise<Workspaces[]> {
  const files = survey(ctx)
  const found: Workspaces[] = []
  const taken = new Set<string>()
  for (const root of possibleRoots(files)) {
    // A member's own `workspaces` are its root's or nobody's; a pnpm-workspace.yaml starts a workspace wherever it is.
    if (taken.has(root) && !files.has(root, 'pnpm-workspace.yaml')) continue
    const definition = await readDefinition(ctx, files, root)
    if (!definition || (taken.has(root) && definition.tool !== 'pnpm-workspace')) continue
    const { globs, manifests } = await expand(ctx, files, root, definition)
    if (!globs.some(({ base, segments }) => segments.reduce(join, base) !== root)) continue
    const members = await readMembers(ctx, manifests)
    warnOfNames(ctx, members)
    for (const { directory } of members) taken.add(directory)
    found.push({
      root,
      tools: toolsOf(files, root, definition),
      globs: definition.kind === 'inferred' ? [] : globs.map(({ text }) => text),
      members,
      evidence: definition.evidence,
    })
  }
  return found.sort((a, b) => compareBytes(a.root, b.root))
}

/** Outer ones first. */
function possibleRoots(files: Survey): readonly string[] {
  const names = ['package.json', 'pnpm-workspace.yaml', 'lerna.json', 'rush.json', 'nx.json']
  const directories = [...new Set(names.flatMap((name) => files.named(name).map(directoryOf)))]
  const depth = (directory: string) => (directory === '.' ? 0 : directory.split('/').length)
  return directories.filter((directory) => roleOf(directory) === 'product').sort((a, b) => depth(a) - depth(b) || compareBytes(a, b))
}

/** The globs in effect and the package.json files that they select. */
async function expand(ctx: WorkspaceContext, files: Survey, root: string, definition: Definition) {
  const globs = readGlobs(ctx, root, definition)
  const manifests = select(globs, definition.negation, files.manifests)
  if (definition.isNested) {
    for (const path of manifests) {
      const member = await ctx.json(path, Manifest)
      const nested = { ...definition, path, globs: member ? declaredWorkspaces(member) : [] }
      // A set that grows is iterated to its end.
      for (const inner of select(readGlobs(ctx, directoryOf(path), nested), definition.negation, files.manifests)) manifests.add(inner)
    }
  }
  manifests.delete(join(root, 'package.json'))
  return { globs, manifests }
}

function readGlobs(ctx: WorkspaceContext, root: string, { globs, kind, path }: Definition): WorkspaceGlob[] {
  const read = kind === 'patterns' ? parseWorkspaceGlob : literalGlob
  const limit = kind === 'patterns' ? MAX_GLOBS : globs.length
  const results = globs.slice(0, limit).map((glob) => read(root, glob))
  const problems = results.filter((result) => typeof result === 'string')
  warnOfGlobs(ctx, path, [...problems, ...globs.slice(limit).map(() => 'glob_cap_exceeded' as const)])
  return results.filter((result) => typeof result !== 'string')
}

async function readMembers(ctx: WorkspaceContext, manifests: Iterable<string>): Promise<WorkspaceMember[]> {
  const members: WorkspaceMember[] = []
  for (const manifest of manifests) {
    const name = (await ctx.json(manifest, Manifest))?.name
    members.push({ directory: directoryOf(manifest), manifest, name: name ?? null })
  }
  return members.sort((a, b) => compareBytes(a.directory, b.directory))
}

function toolsOf(files: Survey, root: string, { tool }: Definition): readonly string[] {
  const beside = [
    ['lerna.json', 'lerna'],
    ['nx.json', 'nx'],
    ['rush.json', 'rush'],
    ['turbo.json', 'turbo'],
    ['turbo.jsonc', 'turbo'],
  ] as const
  return [...new Set([tool, ...beside.flatMap(([file, name]) => (files.has(root, file) ? [name] : []))])].sort(compareBytes)
}
