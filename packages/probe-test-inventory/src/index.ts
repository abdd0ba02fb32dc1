import { setImmediate } from 'node:timers/promises'
import { noiseDirectories } from '@codegenie/catalogs/noise-directories'
import { testTools } from '@codegenie/catalogs/test-tools'
import { compareBytes, defineProbe, type ProbeContext } from '@codegenie/core'
import { MANAGER_LISTS, MANAGER_READS, roleOf, WORKSPACE_LISTS, WORKSPACE_READS } from '@codegenie/workspaces'
import pkg from '../package.json' with { type: 'json' }
import { HEAD_READS, SCRIPT_FILES } from './classify.ts'
import { collectTests } from './collect-tests.ts'
import { readPatterns } from './configured.ts'
import { countFiles } from './count-files.ts'
import { COVERAGE_READS, findCoverage } from './coverage.ts'
import { findConfigs, findFrameworks } from './find-frameworks.ts'
import { readImports } from './imports.ts'
import { readPackages } from './packages.ts'
import { TestInventory } from './schema.ts'
import { findTestCommands } from './test-commands.ts'
import { findThresholds, THRESHOLD_READS } from './thresholds.ts'

export { TestFramework, TestInventory } from './schema.ts'

const data = { testTools, noiseDirectories }

export default defineProbe({
  name: 'test_inventory',
  slice: 'test_inventory',
  version: pkg.version,
  schema: TestInventory,
  budget: { ms: 2000, mb: 100 },
  inputs: {
    reads: [...WORKSPACE_READS, ...MANAGER_READS, ...HEAD_READS, ...testTools.configGlobs, ...COVERAGE_READS, ...THRESHOLD_READS],
    lists: [...WORKSPACE_LISTS, ...MANAGER_LISTS, SCRIPT_FILES, '**/*smoke*'],
    data,
  },
  async run(ctx: ProbeContext<typeof data>) {
    // Timeouts and siblings get their turn between the parts; a probe that was given up stops there.
    const turn = () => setImmediate(undefined, { signal: ctx.signal })
    const { tools } = ctx.data.testTools
    const packages = await readPackages(ctx)
    const configs = findConfigs(ctx, packages, ctx.data.testTools)
    const patterns = await readPatterns(ctx, packages, tools, configs)
    const tests = collectTests(ctx, packages, patterns, new Set(Object.keys(ctx.data.noiseDirectories)))
    await turn()
    const imports = await readImports(ctx, tests, new Set(HEAD_READS.flatMap((glob) => ctx.match(glob))), tools, turn)
    const frameworks = await findFrameworks(ctx, packages, tools, configs, imports, turn)
    const files = countFiles(tests, frameworks, imports)
    const { commands, evidence: commandEvidence } = findTestCommands(ctx, packages.main, tools)
    const coverage = await findCoverage(ctx, turn)
    const thresholds = await findThresholds(ctx, packages, configs)
    const smoke = smokeTest(ctx.match('**/*smoke*'))

    const evidence: Record<string, string | readonly string[]> = {}
    for (const [i, found] of frameworks.entries()) evidence[`frameworks.${i}`] = found.evidence
    for (const [fact, path] of Object.entries(files.evidence)) evidence[`test_files.${fact}`] = path
    for (const [name, source] of Object.entries(commandEvidence)) evidence[`commands.${name}`] = source
    if (smoke) evidence['smoke_test_path'] = smoke
    if (coverage) evidence['coverage'] = coverage.path
    for (const [i, { sources }] of thresholds.entries()) {
      evidence[`thresholds.${i}`] = Object.values(sources)[0]!
      for (const [kind, source] of Object.entries(sources)) evidence[`thresholds.${i}.${kind}`] = source
    }
    const slice: TestInventory = {
      frameworks: frameworks.map(({ framework }) => framework),
      test_files: files.counts,
      commands,
      smoke_test_path: smoke ?? null,
      coverage,
      thresholds: thresholds.map(({ threshold }) => threshold),
    }
    return { slice, evidence }
  },
})

/** The first script or test whose name says so. */
function smokeTest(paths: readonly string[]): string | undefined {
  return [...paths].sort(compareBytes).find((path) => {
    const role = roleOf(path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
    const isNamed = /(?:^|[/._-])smoke(?:[._-]?tests?)?(?:\.[\w-]+)*\.(?:[cm]?[jt]sx?|sh|bash|ya?ml)$/i.test(
      path.slice(path.lastIndexOf('/') + 1),
    )
    return isNamed && role !== 'fixture' && role !== 'vendored'
  })
}
