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

/** The way from a directory of the repository to a path in it. */
export function relativePath(from: string, to: string): string {
  const [a, b] = [from, to].map((path) => (path === '.' ? [] : path.split('/'))) as [string[], string[]]
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.'
}
