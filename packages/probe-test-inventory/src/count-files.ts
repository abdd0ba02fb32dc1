import { isEndToEnd } from './classify.ts'
import type { TestFile } from './collect-tests.ts'
import type { FoundFramework } from './find-frameworks.ts'
import type { Imports } from './imports.ts'
import type { TestFiles } from './schema.ts'

/** Counts tests by what makes them tests, and as end to end or not; the evidence is the first file of each kind. */
export function countFiles(
  tests: readonly TestFile[],
  frameworks: readonly FoundFramework[],
  imports: Imports,
): { counts: TestFiles; evidence: Record<string, string> } {
  const isDriven = endToEndFiles(frameworks, imports)
  const counts: TestFiles = { total: tests.length, unit: 0, e2e: 0, by_pattern: {} }
  const evidence: Record<string, string> = {}
  const patterns = new Map<string, number>()
  for (const test of tests) {
    const kind = isEndToEnd(test.path) || isDriven(test) ? 'e2e' : 'unit'
    counts[kind]++
    patterns.set(test.pattern, (patterns.get(test.pattern) ?? 0) + 1)
    for (const fact of ['total', kind, `by_pattern.${test.pattern}`]) evidence[fact] ??= test.path
  }
  counts.by_pattern = Object.fromEntries([...patterns].sort(([a], [b]) => (a < b ? -1 : 1)))
  return { counts, evidence }
}

/** Does it import a tool for end-to-end tests, lie beside the configuration of one, or in a package that has no other? */
function endToEndFiles(frameworks: readonly FoundFramework[], imports: Imports): (test: TestFile) => boolean {
  const driven = frameworks.map(({ framework }) => framework).filter(({ role }) => role === 'e2e')
  const names = new Set(driven.map(({ name }) => name))
  const files = new Set([...imports.values()].flatMap((byTool) => [...byTool].flatMap(([tool, paths]) => (names.has(tool) ? paths : []))))
  const others = new Set(frameworks.flatMap(({ framework }) => (framework.role === 'unit' ? [framework.where] : [])))
  const onlyDriven = new Set(driven.map(({ where }) => where).filter((where) => !others.has(where)))
  const besides = driven.flatMap(({ where, config }) => {
    const directory = config?.includes('/') ? config.slice(0, config.lastIndexOf('/')) : '.'
    return config && directory !== where ? [`${directory}/`] : []
  })
  return ({ path, package: of }) =>
    files.has(path) || (of !== undefined && onlyDriven.has(of.directory)) || besides.some((directory) => path.startsWith(directory))
}
