import { roleOf } from '@codegenie/workspaces'

const EXTENSIONS = ['js', 'jsx', 'ts', 'tsx', 'mjs', 'cjs', 'mts', 'cts']
/** Names of all files that could be tests; the same glob as that of the build system, so that they are matched once. */
export const SCRIPT_FILES = '**/*.{cjs,cts,js,jsx,mjs,mts,ts,tsx}'
/** Those whose first lines are read: what says by its name that it is a test. */
export const HEAD_READS = EXTENSIONS.flatMap((extension) => [
  ...['test', 'spec', 'e2e-spec', 'cy'].map((suffix) => `**/*.${suffix}.${extension}`),
  `**/__tests__/**/*.${extension}`,
])

/** What the path of every test has in it, by whatever rule but configuration. */
export const MAY_BE_TEST = /test|spec|e2e|cy/

const SUFFIX = /\.(test|spec|e2e-spec|cy|e2e)\.[cm]?[jt]sx?$/
const UNDERSCORE = /[_-](test|spec)\.[cm]?[jt]sx?$/
const DIRECTORY = /(?:^|\/)(__tests__|tests?|e2e|cypress)\//g
/** In directories of tests, what is no test itself. */
const BESIDE =
  /(?:^|\/)(?:__mocks__|assets|config|data|env|helpers?|mocks?|setup|stubs?|support|utils?)(?:\/|\.[^/]*$)|\.config\.|(?:^|\/)setup[^/]*$/
const DECLARATION = /\.d\.[cm]?ts$/

/** By its name: the suffix, or a directory `__tests__` on the way. */
export function byName(path: string): string | undefined {
  const pattern = patternOf(path)
  return pattern !== undefined && !DECLARATION.test(path) && isOurs(path) ? pattern : undefined
}

function patternOf(path: string): string | undefined {
  const [, suffix] = SUFFIX.exec(path) ?? []
  if (suffix) return `*.${suffix}.*`
  if (/(?:^|\/)__tests__\//.test(path)) return BESIDE.test(path.slice(path.lastIndexOf('__tests__'))) ? undefined : '__tests__/'
  const [, joined] = UNDERSCORE.exec(path) ?? []
  return joined && `*_${joined}.*`
}

/** By the innermost directory of tests that it lies in, for packages whose tests have no names of their own; relative to the package. */
export function byDirectory(path: string): string | undefined {
  if (DECLARATION.test(path)) return undefined
  const [name, at] = [...path.matchAll(DIRECTORY)].map((match) => [match[1]!, match.index] as const).at(-1) ?? []
  return name === undefined || at === undefined || BESIDE.test(path.slice(at)) ? undefined : `${name}/`
}

/** Is it end to end: by its suffix, or by a directory on the way? */
export function isEndToEnd(path: string): boolean {
  return /\.(?:e2e-spec|e2e|cy)\.[cm]?[jt]sx?$/.test(path) || /(?:^|\/)(?:e2e|cypress|playwright)\//.test(path)
}

/** Neither test data nor somebody else's. */
export function isOurs(path: string): boolean {
  const role = roleOf(path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
  return role !== 'fixture' && role !== 'vendored'
}
