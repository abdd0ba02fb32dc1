import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'

/** Where a path really is, links resolved; what of it does not exist yet is added as it stands. `path` is absolute. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}

/** Is `path` the directory or something in it? Both are real. */
export function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep)
}

/**
 * The repository that a directory belongs to: the nearest one above with a `.git`, else the directory itself. Gathering a part of a
 * checkout makes the rest of it no more trustworthy.
 */
export function repositoryOf(root: string): string {
  return checkoutAbove(root) ?? realPath(root)
}

/** Could it have come with a checkout? */
export function isInRepository(path: string): boolean {
  return checkoutAbove(path) !== undefined
}

function checkoutAbove(path: string): string | undefined {
  for (let at = realPath(path); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}
