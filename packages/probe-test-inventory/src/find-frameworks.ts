import type { testTools } from '@codegenie/catalogs/test-tools'
import { compareBytes } from '@codegenie/core'
import { dependencyOn, invocations, quote, runProgram, runsTool, scriptTexts } from '@codegenie/workspaces'
import { type Imports, importLine } from './imports.ts'
import type { Context, Package, Packages } from './packages.ts'
import type { TestFramework } from './schema.ts'

type Tool = (typeof testTools)['tools'][number]

export interface FoundFramework {
  readonly framework: TestFramework
  /** What proves it, best first. */
  readonly evidence: readonly string[]
}

/** Tool -> package -> the configuration that lies nearest to it; of several beside each other the one that the catalog names first. */
export type Configs = ReadonlyMap<string, ReadonlyMap<Package, string>>

export function findConfigs(ctx: Pick<Context, 'match'>, packages: Packages, { tools, byConfig, configGlobs }: typeof testTools): Configs {
  const found = new Map(tools.map(({ name }) => [name, new Map<Package, string>()]))
  const rank = new Map(tools.flatMap(({ configs }) => configs.map((name, i) => [name, i] as const)))
  const isBetter = (a: string, b: string) => depth(a) - depth(b) || rank.get(nameOf(a))! - rank.get(nameOf(b))! || compareBytes(a, b)
  for (const path of configGlobs.flatMap((glob) => ctx.match(glob))) {
    const name = nameOf(path)
    const byPackage = Object.hasOwn(byConfig, name) ? found.get(byConfig[name]!) : undefined
    const of = byPackage && packages.of(path)
    const known = of && byPackage.get(of)
    if (of && (known === undefined || isBetter(path, known) < 0)) byPackage.set(of, path)
  }
  return found
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const depth = (path: string) => path.split('/').length

/** What tests each package: what it depends on, runs, configures and imports. A tool that only the root has is not repeated for members. */
export async function findFrameworks(
  ctx: Context,
  packages: Packages,
  tools: (typeof testTools)['tools'],
  configs: Configs,
  imports: Imports,
  turn: () => Promise<unknown>,
): Promise<FoundFramework[]> {
  const found: FoundFramework[] = []
  for (const [i, of] of packages.all.entries()) {
    if (i % 50 === 49) await turn()
    const uses = scriptUses(of, tools)
    for (const tool of tools) {
      const one = await findFramework(ctx, of, tool, {
        usedBy: uses.get(tool.name) ?? [],
        config: configs.get(tool.name)?.get(of),
        importedBy: imports.get(of)?.get(tool.name) ?? [],
      })
      if (one) found.push(one)
    }
  }
  return found
}

interface Signs {
  readonly usedBy: readonly string[]
  readonly config: string | undefined
  readonly importedBy: readonly string[]
}

async function findFramework(
  ctx: Context,
  of: Package,
  tool: Tool,
  { usedBy, config, importedBy }: Signs,
): Promise<FoundFramework | undefined> {
  const own = dependency(of, tool.packages)
  if (!own && !config && usedBy.length === 0 && importedBy.length === 0) return undefined
  const any = own ?? dependency(of, tool.bundled_in) ?? (of.root && dependency(of.root, [...tool.packages, ...tool.bundled_in]))
  const [first] = importedBy
  const evidence = [
    ...(any ? [ctx.at(any.path, ...any.keys)] : []),
    ...usedBy.map((script) => ctx.at(of.path, 'scripts', script)),
    ...(config ? [config] : []),
    ...(first ? [await importLine(ctx, first, tool.imports)] : []),
  ]
  const framework = {
    name: tool.name,
    role: tool.role,
    version_range: any?.range ?? null,
    where: of.directory,
    config: config ?? null,
    used_by: [...usedBy],
    imported_by: importedBy.length,
    one_file: bringsProgram(tool, any?.keys[1], usedBy)
      ? oneFile(of.root && any?.path === of.root.path ? of.root : of, tool, config)
      : null,
  }
  return { framework, evidence }
}

function dependency(of: Package, names: readonly string[]) {
  for (const name of names) {
    const found = dependencyOn(of.manifest, name)
    if (found) return { ...found, path: of.path }
  }
  return undefined
}

/** Tool -> the scripts of the package that run it themselves. */
function scriptUses(of: Package, tools: readonly Tool[]): ReadonlyMap<string, string[]> {
  const uses = new Map<string, string[]>()
  for (const script of Object.keys(of.manifest.scripts)) {
    for (const invocation of scriptTexts(of.manifest, script).flatMap(invocations)) {
      for (const { name } of tools.filter(({ programs }) => runsTool(programs, invocation))) {
        const known = uses.get(name)
        if (!known) uses.set(name, [script])
        else if (known.at(-1) !== script) known.push(script)
      }
    }
  }
  return uses
}

/** The first package of a tool has its program; of others (jasmine-core) that is certain only where a script runs it. */
function bringsProgram({ packages, bundled_in, runtime }: Tool, name: string | undefined, usedBy: readonly string[]): boolean {
  return runtime || usedBy.length > 0 || (name !== undefined && (name === packages[0] || bundled_in.includes(name)))
}

/** To be run in the directory of the package that has it: of a member's tool that is the root where only that depends on it. */
function oneFile(of: Package, tool: Tool, config: string | undefined): TestFramework['one_file'] {
  const { one_file: template, runtime, config_option: option } = tool
  const relative = config && quote(of.directory === '.' ? config : config.slice(of.directory.length + 1))
  if (template === null || (template.includes('{config}') && !relative)) return null
  const needsOption = option !== null && relative?.includes('/')
  const words = template.replace('{config}', relative ?? '') + (needsOption ? ` ${option} ${relative}` : '')
  return { run: runtime ? words : runProgram(of.manager, words), cwd: of.directory }
}
