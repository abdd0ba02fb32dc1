import type { testTools } from '@codegenie/catalogs/test-tools'
import { invocations, runScript, runsTool } from '@codegenie/workspaces'
import type { Context, Package } from './packages.ts'
import { COMMANDS, type TestCommands } from './schema.ts'

type Name = keyof TestCommands

/** Names that a script for a kind of tests goes by, the usual one first. */
const SCRIPTS: Readonly<Record<Name, readonly string[]>> = {
  test: ['test'],
  unit: ['test:unit', 'unit', 'test-unit', 'unit-test', 'unit:test', 'test:units'],
  integration: ['test:integration', 'integration', 'test-integration', 'integration-test', 'test:int', 'integration:test'],
  e2e: ['test:e2e', 'e2e', 'test-e2e', 'e2e:test', 'test:e2e:run', 'test:acceptance', 'acceptance'],
  smoke: ['test:smoke', 'smoke', 'smoke-test', 'test-smoke', 'smoketest', 'smoke:test'],
  coverage: ['test:coverage', 'coverage', 'test:cov', 'test-cov', 'test-coverage', 'cov'],
}

/** The scripts of a package that run tests, by kind; for end-to-end tests without a usual name the first script that runs such a tool. */
export function findTestCommands(
  ctx: Pick<Context, 'at'>,
  of: Package | undefined,
  tools: (typeof testTools)['tools'],
): { commands: TestCommands; evidence: Record<string, string> } {
  const evidence: Record<string, string> = {}
  const entries = COMMANDS.map((name) => {
    const scripts = of?.manifest.scripts ?? {}
    const usual = SCRIPTS[name].find((each) => Object.hasOwn(scripts, each))
    const script = usual ?? (name === 'e2e' ? runsEndToEnd(scripts, tools) : undefined)
    if (!of || script === undefined) return [name, null]
    evidence[name] = ctx.at(of.path, 'scripts', script)
    return [name, { name: script, run: runScript(of.manager, script, of.member), cwd: of.directory, script: scripts[script]! }]
  })
  return { commands: Object.fromEntries(entries) as TestCommands, evidence }
}

function runsEndToEnd(scripts: Readonly<Record<string, string>>, tools: (typeof testTools)['tools']): string | undefined {
  const programs = tools.filter(({ role }) => role === 'e2e').flatMap((tool) => tool.programs)
  return Object.keys(scripts).find((script) =>
    invocations(scripts[script]!).some((each) => runsTool(programs, each) && !each.args.some((arg) => INTERACTIVE.test(arg))),
  )
}

const INTERACTIVE = /^(?:--ui|--debug|--headed|open|install|codegen|show-report)$/
