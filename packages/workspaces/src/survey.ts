import { compareBytes, type ProbeContext } from '@codegenie/core'

/** The part of a probe's context that `findWorkspaces` uses: that of any probe fits. */
export type WorkspaceContext = Pick<ProbeContext, 'match' | 'text' | 'json' | 'yaml' | 'at' | 'warn'>

/** Globs that a probe must declare in `inputs.reads` to call `findWorkspaces`. */
export const WORKSPACE_READS = ['**/package.json', '**/pnpm-workspace.yaml', '**/lerna.json', '**/rush.json'] as const

/** Globs that a probe must declare in `inputs.lists` to call `findWorkspaces`; `**` does as well. */
export const WORKSPACE_LISTS = [
  '**/.yarnrc',
  '**/.yarnrc.yml',
  '**/bun.lock',
  '**/bun.lockb',
  '**/npm-shrinkwrap.json',
  '**/nx.json',
  '**/package-lock.json',
  '**/pnpm-lock.yaml',
  '**/project.json',
  '**/turbo.json',
  '**/turbo.jsonc',
  '**/yarn.lock',
] as const

/** Where what stands that a definition may be made of. */
export interface Survey {
  /** Every package.json, sorted bytewise. */
  readonly manifests: readonly string[]
  /** Is there a file of this name in the directory? Knows the files of `WORKSPACE_READS` and `WORKSPACE_LISTS` only. */
  has(directory: string, name: string): boolean
  /** Paths of the files of this name. */
  named(name: string): readonly string[]
}

export function survey(ctx: WorkspaceContext): Survey {
  const byName = new Map([...WORKSPACE_READS, ...WORKSPACE_LISTS].map((glob) => [glob.slice('**/'.length), ctx.match(glob)] as const))
  const paths = new Set([...byName.values()].flat())
  return {
    manifests: byName.get('package.json') ?? [],
    has: (directory, name) => paths.has(join(directory, name)),
    named: (name) => byName.get(name) ?? [],
  }
}

/** `.` is the repository root. */
export function join(directory: string, path: string): string {
  return directory === '.' ? path : `${directory}/${path}`
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '.' : path.slice(0, slash)
}

/** Those of the sorted paths that lie below a directory. */
export function below(paths: readonly string[], directory: string): readonly string[] {
  if (directory === '.') return paths
  return paths.slice(firstFrom(paths, `${directory}/`), firstFrom(paths, `${directory}0`)) // 0 is the character after the slash
}

function firstFrom(paths: readonly string[], bound: string): number {
  let low = 0
  for (let high = paths.length; low < high; ) {
    const middle = (low + high) >> 1
    if (compareBytes(paths[middle]!, bound) < 0) low = middle + 1
    else high = middle
  }
  return low
}
