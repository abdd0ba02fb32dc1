import { roleOf } from '@codegenie/workspaces'

/** Names of all files that could be tests; the same globs as those of the test inventory, so that they are matched once. */
export const SCRIPT_LISTS = ['js', 'jsx', 'ts', 'tsx', 'mjs', 'cjs', 'mts', 'cts'].map((extension) => `**/*.${extension}`)

const CONFIG_LISTS = [...['cjs', 'cts', 'js', 'mjs', 'mts', 'ts'].map((extension) => `**/*.config.${extension}`), '**/jest.config.json']

/** Directories with a configuration of jest or vitest, which may be that of vite. */
export function configuredDirectories(match: (glob: string) => readonly string[]): ReadonlySet<string> {
  const paths = CONFIG_LISTS.flatMap((glob) => match(glob)).filter((path) => /(?:^|\/)(?:jest|vite|vitest)\.config\.\w+$/.test(path))
  return new Set(paths.map((path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')))
}

/** Directories that have tests, in them or below. */
export interface TestedDirectories {
  /** Something looks like a test: by its name, or by a directory that it lies in. */
  readonly any: ReadonlySet<string>
  /** Something is named as jest and vitest look for it. */
  readonly named: ReadonlySet<string>
}

export function testedDirectories(paths: readonly string[]): TestedDirectories {
  const any = new Set<string>()
  const named = new Set<string>()
  for (const path of paths) {
    if (!looksLikeTest(path)) continue
    addAbove(any, path)
    if (NAMED.test(path)) addAbove(named, path)
  }
  return { any, named }
}

function addAbove(directories: Set<string>, path: string): void {
  for (let end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
    const directory = end <= 0 ? '.' : path.slice(0, end)
    if (directories.has(directory)) return
    directories.add(directory)
    if (directory === '.') return
  }
}

function looksLikeTest(path: string): boolean {
  const slash = path.lastIndexOf('/')
  if (!IN_DIRECTORY.test(path) && !NAME.test(path.slice(slash + 1))) return false
  const role = roleOf(path.slice(0, Math.max(slash, 0)))
  return role !== 'fixture' && role !== 'vendored'
}

const IN_DIRECTORY = /(?:^|\/)(?:__tests__|[a-z_-]{0,20}tests?|specs?|e2e|cypress)\//
const NAME = /(?:^|[._-])(?:tests?|specs?|e2e|cy)\.[cm]?[jt]sx?$/
const NAMED = /(?:^|\/)__tests__\/|\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)(?:test|spec)\.[cm]?[jt]sx?$/
