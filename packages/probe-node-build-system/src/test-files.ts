import { roleOf } from '@codegenie/workspaces'

/** Names of all files that could be tests; the same globs as those of the test inventory, so that they are matched once. */
export const SCRIPT_LISTS = ['js', 'jsx', 'ts', 'tsx', 'mjs', 'cjs', 'mts', 'cts'].map((extension) => `**/*.${extension}`)

/** Directories with something in them, or below, that looks like a test: by its name, or by a directory that it lies in. */
export function directoriesWithTests(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const path of paths) {
    if (!looksLikeTest(path)) continue
    for (let end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
      const directory = end <= 0 ? '.' : path.slice(0, end)
      if (found.has(directory)) break
      found.add(directory)
      if (directory === '.') break
    }
  }
  return found
}

function looksLikeTest(path: string): boolean {
  const slash = path.lastIndexOf('/')
  if (!IN_DIRECTORY.test(path) && !NAME.test(path.slice(slash + 1))) return false
  const role = roleOf(path.slice(0, Math.max(slash, 0)))
  return role !== 'fixture' && role !== 'vendored'
}

const IN_DIRECTORY = /(?:^|\/)(?:__tests__|[a-z_-]{0,20}tests?|specs?|e2e|cypress)\//
const NAME = /(?:^|[._-])(?:tests?|specs?|e2e|cy)\.[cm]?[jt]sx?$/
