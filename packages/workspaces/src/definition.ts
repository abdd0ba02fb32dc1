import { z } from 'zod'
import { roleOf } from './directory-role.ts'
import type { Negation } from './glob.ts'
import { keyLine, toJson } from './jsonc.ts'
import { Named, packageManager } from './package-manager.ts'
import { below, directoryOf, join, type Survey, type WorkspaceContext } from './survey.ts'

/** What decides which packages belong to a root. */
export interface Definition {
  readonly tool: 'bun-workspaces' | 'lerna' | 'npm-workspaces' | 'nx' | 'pnpm-workspace' | 'rush' | 'yarn-workspaces'
  /** The file that the globs stand in. */
  readonly path: string
  /** Where in it. */
  readonly evidence: string
  readonly globs: readonly string[]
  /** How to read the globs: as patterns, as the directories that they name, or as directories that nobody has declared. */
  readonly kind: 'patterns' | 'directories' | 'inferred'
  readonly negation: Negation
  /** Members' own `workspaces` add to the root's. */
  readonly isNested: boolean
}

const Globs = z.array(z.string())

/** The only fields of a package.json that are used here. */
export const Manifest = Named.extend({
  name: z.string().optional(),
  workspaces: z.union([Globs, z.object({ packages: Globs.optional() })]).optional(),
})
export type Manifest = z.infer<typeof Manifest>

/** https://pnpm.io/pnpm-workspace_yaml: without `packages` the file holds settings alone. */
const PnpmWorkspace = z.object({ packages: Globs.nullish() })
/** https://lerna.js.org/docs/api-reference/configuration */
const Lerna = z.object({ packages: Globs.optional() })
/** https://rushjs.io/pages/configs/rush_json */
const Rush = z.object({ projects: z.array(z.object({ projectFolder: z.string() })) })

/** The definition of the workspace whose root is this directory; where there are several, the one that decides. */
export async function readDefinition(ctx: WorkspaceContext, files: Survey, root: string): Promise<Definition | undefined> {
  for (const [name, read] of READERS) {
    if (!files.has(root, name)) continue
    const definition = await read(ctx, join(root, name), files, root)
    if (definition) return definition
  }
  return undefined
}

type Reader = (ctx: WorkspaceContext, path: string, files: Survey, root: string) => Promise<Definition | undefined> | Definition | undefined

const READERS: readonly (readonly [string, Reader])[] = [
  ['pnpm-workspace.yaml', pnpm],
  ['rush.json', rush],
  ['package.json', packageJson],
  ['lerna.json', lerna],
  ['nx.json', nx],
]

async function pnpm(ctx: WorkspaceContext, path: string): Promise<Definition | undefined> {
  const file = await ctx.yaml(path, PnpmWorkspace)
  if (!file?.packages) return undefined
  const evidence = ctx.at(path, 'packages')
  return { tool: 'pnpm-workspace', path, evidence, globs: file.packages, kind: 'patterns', negation: 'anywhere', isNested: false }
}

async function rush(ctx: WorkspaceContext, path: string): Promise<Definition | undefined> {
  const text = await ctx.text(path)
  if (text === undefined) return undefined
  const json = toJson(text)
  const file = Rush.safeParse(parse(json))
  if (!file.success) {
    const message = 'expected JSON with comments and in it a list "projects" of objects with a "projectFolder"'
    ctx.warn({ code: 'workspaces.rush_invalid', path, message })
    return undefined
  }
  const line = keyLine(json, 'projects')
  const globs = file.data.projects.map(({ projectFolder }) => projectFolder)
  return { tool: 'rush', path, evidence: line ? `${path}:${line}` : path, globs, kind: 'directories', negation: 'literal', isNested: false }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

async function packageJson(ctx: WorkspaceContext, path: string, files: Survey, root: string): Promise<Definition | undefined> {
  const manifest = await ctx.json(path, Manifest)
  const globs = manifest ? declaredWorkspaces(manifest) : []
  if (!manifest || globs.length === 0) return undefined
  const definition = { path, evidence: ctx.at(path, 'workspaces'), globs, kind: 'patterns', isNested: false } as const
  const { name, yarn } = packageManager(manifest, files, root)
  if (name === 'bun') return { ...definition, tool: 'bun-workspaces', negation: 'in_order' }
  if (name === 'yarn')
    return { ...definition, tool: 'yarn-workspaces', negation: yarn === 'classic' ? 'literal' : 'anywhere', isNested: yarn === 'berry' }
  if (name === 'pnpm') {
    const message =
      'the package manager is pnpm, which does not read "workspaces"; its packages are taken all the same. Declare them in pnpm-workspace.yaml'
    ctx.warn({ code: 'workspaces.ignored_by_pnpm', path, message })
  }
  return { ...definition, tool: 'npm-workspaces', negation: 'npm' }
}

export function declaredWorkspaces({ workspaces }: Manifest): readonly string[] {
  return (Array.isArray(workspaces) ? workspaces : workspaces?.packages) ?? []
}

async function lerna(ctx: WorkspaceContext, path: string): Promise<Definition | undefined> {
  const file = await ctx.json(path, Lerna)
  if (!file?.packages) return undefined
  return {
    tool: 'lerna',
    path,
    evidence: ctx.at(path, 'packages'),
    globs: file.packages,
    kind: 'patterns',
    negation: 'anywhere',
    isNested: false,
  }
}

/** Nx without a package manager's workspaces: a project is a directory with a project.json (https://nx.dev/reference/project-configuration). */
function nx(_: WorkspaceContext, path: string, files: Survey, root: string): Definition | undefined {
  const projects = below(files.named('project.json'), root).map(directoryOf)
  const folders = projects.filter((directory) => directory !== root && roleOf(directory) === 'product')
  if (folders.length === 0) return undefined
  const globs = folders.map((folder) => (root === '.' ? folder : folder.slice(root.length + 1)))
  return { tool: 'nx', path, evidence: path, globs, kind: 'inferred', negation: 'literal', isNested: false }
}
