import { roleOf } from '@codegenie/workspaces'

/** Names of all files that could be tests; the same glob as that of the test inventory, so that they are matched once. */
export const SCRIPT_FILES = '**/*.{cjs,cts,js,jsx,mjs,mts,ts,tsx}'

/** Directories with a configuration of jest or vitest, which may be that of vite. */
export function configuredDirectories(paths: readonly string[]): ReadonlySet<string> {
  const configs = paths.filter((path) => path.includes('.config.') && CONFIG.test(path))
  return new Set(configs.map((path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')))
}

const CONFIG = /(?:^|\/)(?:jest|vite|vitest)\.config\.\w+$/

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
  const isOfTests = new Map<string, boolean>()
  for (const path of paths) {
    const slash = path.lastIndexOf('/')
    const directory = slash === -1 ? '.' : path.slice(0, slash)
    if (named.has(directory)) continue
    let isInside = isOfTests.get(directory)
    if (isInside === undefined) isOfTests.set(directory, (isInside = IN_DIRECTORY.test(`${directory}/`)))
    if (!isInside && !NAME.test(path)) continue
    const role = roleOf(directory)
    if (role === 'fixture' || role === 'vendored') continue
    addAbove(any, directory)
    if (NAMED.test(path)) addAbove(named, directory)
  }
  return { any, named }
}

function addAbove(directories: Set<string>, directory: string): void {
  for (let at = directory; !directories.has(at); at = at.slice(0, at.lastIndexOf('/'))) {
    directories.add(at)
    if (!at.includes('/')) {
      directories.add('.')
      return
    }
  }
}

/** Of a directory. */
const IN_DIRECTORY = /(?:^|\/)(?:__tests__|[a-z_-]{0,20}tests?|specs?|e2e|cypress)\//
/** Of a file. */
const NAME = /(?:^|[/._-])(?:tests?|specs?|e2e|cy)\.[cm]?[jt]sx?$/
const NAMED = /(?:^|\/)__tests__\/|\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)(?:test|spec)\.[cm]?[jt]sx?$/
