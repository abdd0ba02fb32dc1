/** Directory of a path; '.' for one at the root. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '.' : path.slice(0, slash)
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `relative` as seen from `directory`, in the repository; `undefined` when it leaves it. */
export function joinPath(directory: string, relative: string): string | undefined {
  if (relative.startsWith('/')) return undefined
  const parts = directory === '.' ? [] : directory.split('/')
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/') || '.'
}

export const isBelow = (path: string, directory: string): boolean =>
  directory === '.' || path === directory || path.startsWith(`${directory}/`)
