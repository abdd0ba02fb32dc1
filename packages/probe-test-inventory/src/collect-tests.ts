import { compareBytes, compileGlob, GlobError } from '@codegenie/core'
import { byDirectory, byName, isOurs, MAY_BE_TEST, SCRIPT_FILES } from './classify.ts'
import type { Context, Package, Packages } from './packages.ts'

export interface TestFile {
  readonly path: string
  /** What makes it one: `*.test.*`, `__tests__/`, `test/`, `configured`. */
  readonly pattern: string
  readonly package: Package | undefined
}

/** Globs of tests that the configuration of a package has as literals, relative to its directory. */
export type ConfiguredPatterns = ReadonlyMap<Package, readonly string[]>

/**
 * Every file of tests, sorted: by its name; by what is configured; and in packages where no name tells, by the directory that it lies in.
 * What a compiler made of tests (`dist/a.test.js` of `src/a.test.ts`) and what lies among fixtures are none.
 */
export function collectTests(
  ctx: Pick<Context, 'match'>,
  packages: Packages,
  configured: ConfiguredPatterns,
  noise: ReadonlySet<string>,
): TestFile[] {
  const matchers = new Map([...configured].map(([of, globs]) => [of, globs.flatMap(matcher)] as const))
  const found: TestFile[] = []
  const rest: TestFile[] = []
  const named = new Set<Package | undefined>()
  for (const path of ctx.match(SCRIPT_FILES)) {
    const isPossible = MAY_BE_TEST.test(path)
    if (!isPossible && matchers.size === 0) continue
    const pattern = isPossible ? byName(path) : undefined
    const isBelow = pattern === undefined && mayBeTest(path)
    const of = pattern !== undefined || isBelow || matchers.size > 0 ? packages.of(path) : undefined
    if (pattern) {
      named.add(of)
      found.push({ path, pattern, package: of })
    } else if (of && isConfigured(matchers.get(of), of, path)) {
      found.push({ path, pattern: 'configured', package: of })
    } else {
      const directory = isBelow ? byDirectory(of ? relativeTo(of, path) : path) : undefined
      if (directory && isOurs(path)) rest.push({ path, pattern: directory, package: of })
    }
  }
  const byPlace = rest.filter(({ package: of }) => !named.has(of) && !configured.has(of as Package))
  const all = byPlace.length === 0 ? found : [...found, ...byPlace].sort((a, b) => compareBytes(a.path, b.path))
  return withoutOutput(all, noise)
}

function mayBeTest(path: string): boolean {
  return /(?:^|\/)(?:tests?|e2e|cypress)\//.test(path)
}

function matcher(glob: string): ((path: string) => boolean)[] {
  try {
    return [compileGlob(glob.replace(/^(?:\.\/|<rootDir>\/)/, ''))]
  } catch (error) {
    // What is negated or an extglob is left to the names.
    if (error instanceof GlobError) return []
    throw error
  }
}

function isConfigured(matchers: readonly ((path: string) => boolean)[] | undefined, of: Package, path: string): boolean {
  return matchers?.some((matches) => matches(relativeTo(of, path))) ?? false
}

function relativeTo(of: Package, path: string): string {
  return of.directory === '.' ? path : path.slice(of.directory.length + 1)
}

/** Without tests in JavaScript in a directory of generated output, of which the package has the source elsewhere. */
function withoutOutput(tests: readonly TestFile[], noise: ReadonlySet<string>): TestFile[] {
  const isGenerated = ({ path }: TestFile) => path.split('/').some((name, i, names) => i < names.length - 1 && noise.has(name))
  const outputs = new Set(tests.filter((test) => !TYPESCRIPT.test(test.path) && isGenerated(test)))
  if (outputs.size === 0) return [...tests]
  const key = ({ path, package: of }: TestFile) => `${of?.directory}\0${path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '')}`
  const sources = new Set(tests.filter(({ path }) => TYPESCRIPT.test(path)).map(key))
  return tests.filter((test) => !outputs.has(test) || !sources.has(key(test)))
}

const TYPESCRIPT = /\.[cm]?tsx?$/
