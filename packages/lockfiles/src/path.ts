/** Does a path, seen from a folder `folderDepth` levels below the root of the repository, lead out of it? */
export function leaves(folderDepth: number, path: string): boolean {
  if (path.charCodeAt(0) === 47 || path.charCodeAt(1) === 58) return true // /x, C:x
  if (!path.includes('..')) return false
  let level = folderDepth
  for (const part of path.split('/')) {
    if (part === '..') level--
    else if (part !== '' && part !== '.') level++
    if (level < 0) return true
  }
  return false
}

/** Without `.`, `x/..` and double slashes; the folder itself is `.`. */
export function normalise(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/') || '.'
}
