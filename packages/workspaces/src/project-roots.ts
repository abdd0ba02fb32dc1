import { roleOf } from './directory-role.ts'
import type { Workspaces } from './find-workspaces.ts'

/**
 * The directories that installs are made from, of those with a package.json: the root of the repository where it is one; else the roots of
 * workspaces; else every package that is the product and lies in no other one. Sorted as given.
 */
export function projectRoots(packages: readonly string[], workspaces: readonly Workspaces[]): readonly string[] {
  if (packages.includes('.') || workspaces.some(({ root }) => root === '.')) return ['.']
  if (workspaces.length > 0) return outermost(workspaces.map(({ root }) => root))
  return outermost(packages.filter((directory) => roleOf(directory) === 'product'))
}

function outermost(directories: readonly string[]): readonly string[] {
  const all = new Set(directories)
  return directories.filter((directory) => {
    const parts = directory.split('/')
    return !parts.some((_, i) => i > 0 && all.has(parts.slice(0, i).join('/')))
  })
}
