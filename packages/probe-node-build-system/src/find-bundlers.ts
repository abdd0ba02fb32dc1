import type { bundlers } from '@codegenie/catalogs/bundlers'
import { dependencyOn, invocations, onlyLiteral, runsTool, scriptTexts } from '@codegenie/workspaces'
import type { Context, Package } from './projects.ts'
import type { Bundler } from './schema.ts'

type Catalog = typeof bundlers
type Entry = Catalog['bundlers'][number]

export interface FoundBundler {
  readonly kind: Entry['kind']
  readonly bundler: Bundler
  /** What proves it, best first. */
  readonly evidence: readonly string[]
  /** Facts that the configuration has a literal for: `entry`, `output`, `port`, and where it stands. */
  readonly literals: Readonly<Record<string, string>>
}

/** Finds the configuration of a bundler in a directory; of several the one that the catalog names first. */
export function configsByDirectory(catalog: Catalog, ctx: Pick<Context, 'match'>): (entry: Entry, directory: string) => string | undefined {
  const found = new Set<string>()
  for (const path of catalog.configGlobs.flatMap((glob) => ctx.match(glob)))
    if (Object.hasOwn(catalog.byConfig, path.slice(path.lastIndexOf('/') + 1))) found.add(path)
  return ({ configs }, directory) =>
    configs.map((name) => (directory === '.' ? name : `${directory}/${name}`)).find((path) => found.has(path))
}

/**
 * The bundlers that a package uses: its scripts run one, or it (or the root of its workspace) depends on one and has its configuration, or
 * depends on one and builds with a program of its own.
 */
export async function findBundlers(
  ctx: Context,
  catalog: Catalog,
  of: Package,
  root: Package | undefined,
  configOf: ReturnType<typeof configsByDirectory>,
): Promise<FoundBundler[]> {
  const uses = scriptUses(catalog, of)
  const isOwnBuild = buildsByItself(of)
  const found: FoundBundler[] = []
  for (const entry of catalog.bundlers) {
    const usedBy = uses.get(entry.name) ?? []
    const own = dependency(entry, of)
    const inherited = own ?? (root && dependency(entry, root))
    const config = inherited ? configOf(entry, of.directory) : undefined
    if (usedBy.length === 0 && !config && !(own && isOwnBuild)) continue
    const literals = config ? await readConfig(ctx, entry, config) : undefined
    const evidence = [
      ...(inherited ? [ctx.at(inherited.of.path, ...inherited.keys)] : []),
      ...usedBy.map((script) => ctx.at(of.path, 'scripts', script)),
      ...(config ? [config] : []),
    ]
    const bundler = {
      name: entry.name,
      version_range: inherited?.range ?? null,
      where: of.directory,
      role: roleOf(usedBy, config !== undefined || isOwnBuild),
      used_by: usedBy,
      config: config ?? null,
      entry: literals?.entry?.value ?? null,
      output: literals?.output?.value ?? null,
      port: portOf(literals?.port?.value),
    }
    found.push({ kind: entry.kind, bundler, evidence, literals: sourcesOf(literals, config) })
  }
  return found
}

function dependency(entry: Entry, of: Package) {
  for (const name of entry.packages) {
    const found = dependencyOn(of.manifest, name)
    if (found) return { ...found, of }
  }
  return undefined
}

/** Bundler -> the scripts that run it, as they stand in the package. */
function scriptUses(catalog: Catalog, { manifest }: Package): ReadonlyMap<string, string[]> {
  const uses = new Map<string, string[]>()
  for (const script of Object.keys(manifest.scripts)) {
    for (const invocation of scriptTexts(manifest, script).flatMap(invocations)) {
      for (const { name } of catalog.bundlers.filter(({ programs }) => runsTool(programs, invocation))) {
        const known = uses.get(name)
        if (!known) uses.set(name, [script])
        else if (known.at(-1) !== script) known.push(script)
      }
    }
  }
  return uses
}

const BUILDS = /^(?:pre|post)?(?:build|bundle|dev|dist|prepack|prepublishOnly)(?:$|[:-])/
const RUNS_A_FILE = new Set(['bun', 'deno', 'node', 'ts-node', 'tsx'])

/** Has it a script for its build that runs a program of the repository, which may use any dependency? */
function buildsByItself({ manifest }: Package): boolean {
  return Object.keys(manifest.scripts)
    .filter((script) => BUILDS.test(script))
    .flatMap((script) => scriptTexts(manifest, script).flatMap(invocations))
    .some(({ program, args }) => RUNS_A_FILE.has(program) && args.some((arg) => !arg.startsWith('-') && /[./]/.test(arg)))
}

function roleOf(scripts: readonly string[], hasConfig: boolean): Bundler['role'] {
  const isTest = (script: string) => /^(?:pre|post)?test|^coverage/.test(script)
  const isDev = (script: string) => /^(?:dev|start|serve|watch|preview)|:(?:watch|dev)$/.test(script)
  if (scripts.length > 0 && scripts.every(isTest)) return 'test'
  if (scripts.length > 0 && !hasConfig && scripts.every((script) => isDev(script) || isTest(script))) return 'dev'
  return 'build'
}

async function readConfig(ctx: Context, entry: Entry, path: string) {
  if (entry.output_keys.length + entry.entry_keys.length + entry.port_keys.length === 0) return undefined
  const text = (await ctx.text(path)) ?? ''
  return {
    output: onlyLiteral(text, entry.output_keys, 'string'),
    entry: onlyLiteral(text, entry.entry_keys, 'string'),
    port: onlyLiteral(text, entry.port_keys, 'number'),
  }
}

function sourcesOf(literals: Awaited<ReturnType<typeof readConfig>>, config: string | undefined): Record<string, string> {
  const found = Object.entries(literals ?? {}).flatMap(([fact, literal]) => (literal ? [[fact, `${config}:${literal.line}`] as const] : []))
  return Object.fromEntries(found)
}

function portOf(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,5}$/.test(value) ? Number(value) : null
}
