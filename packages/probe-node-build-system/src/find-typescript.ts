import { posix } from 'node:path'
import { dependencyOn } from '@codegenie/workspaces'
import { follower } from './follow.ts'
import type { Context, Package, Project } from './projects.ts'
import type { TypeScript } from './schema.ts'
import { type Effective, readTsConfig, TSCONFIG_READS } from './tsconfig.ts'

export interface FoundTypeScript {
  readonly slice: TypeScript
  readonly evidence: Readonly<Record<string, string>>
  /** Where the compiler writes, relative to the repository, and what says so. */
  readonly output: { readonly path: string; readonly source: string } | undefined
}

/**
 * TypeScript of the main project: enabled when one of its packages depends on it or has a tsconfig.json. Where the root has no tsconfig.json,
 * the one that its build names counts.
 */
export async function findTypeScript(ctx: Context, project: Project): Promise<FoundTypeScript | null> {
  const packages = [...(project.main ? [project.main] : []), ...project.members]
  const depends = packages.flatMap((of) => {
    const found = dependencyOn(of.manifest, 'typescript')
    return found ? [{ range: found.range, source: ctx.at(of.path, ...found.keys) }] : []
  })[0]
  const config = mainConfig(ctx, project)
  const proof = depends?.source ?? config ?? firstConfig(ctx, packages)
  if (proof === undefined) return null
  const evidence: Record<string, string> = { enabled: proof }
  if (depends) evidence['version_range'] = depends.source
  if (config) evidence['config'] = config
  const directoryOf = (name: string) => packages.find(({ manifest }) => manifest.name === name)?.directory
  const effective = config ? await readTsConfig(ctx, config, directoryOf) : undefined
  const base = { enabled: true as const, version_range: depends?.range ?? null, config: config ?? null }
  if (!config || !effective) return { slice: { ...base, ...NOTHING }, evidence, output: undefined }
  for (const key of ['extends', 'references'] as const) if (effective[key].length > 0) evidence[key] = effective.at(key)
  const options = readOptions(effective, config, base.version_range, evidence)
  const lists = { extends: [...effective.extends], references: [...effective.references] }
  const output = outputOf(effective, config, options.out_dir)
  return { slice: { ...base, ...options, ...lists }, evidence, output }
}

const NOTHING = { target: null, module: null, module_resolution: null, out_dir: null, strict: null, extends: [], references: [] }

function firstConfig(ctx: Context, packages: readonly Package[]): string | undefined {
  const present = new Set(ctx.match(TSCONFIG_READS[0]!))
  return packages
    .map(({ directory }) => (directory === '.' ? 'tsconfig.json' : `${directory}/tsconfig.json`))
    .find((path) => present.has(path))
}

/** The one in the root, else the one that the build names: `tsc -b src/tsconfig.json`. */
function mainConfig(ctx: Context, project: Project): string | undefined {
  const { root, main } = project
  const own = root === '.' ? 'tsconfig.json' : `${root}/tsconfig.json`
  if (ctx.has(own)) return own
  for (const { program, args } of main ? follower(project)(main, 'build').invocations.values() : []) {
    if (program !== 'tsc' && program !== 'vue-tsc') continue
    const at = args.findIndex((arg) => /^(?:-p|--project|-b|--build)$/i.test(arg))
    const named = args.slice(at + 1).find((arg) => !arg.startsWith('-'))
    if (at === -1 || named === undefined) continue
    const path = posix.join(root, named.endsWith('.json') ? named : `${named}/tsconfig.json`)
    const file = posix.basename(path)
    if (file.includes('tsconfig') && file.endsWith('.json') && ctx.has(path)) return path
  }
  return undefined
}

const FIELDS = { target: 'target', module: 'module', module_resolution: 'moduleresolution' } as const

function readOptions(effective: Effective, config: string, range: string | null, evidence: Record<string, string>) {
  const text = (key: string, field: string) => {
    const option = effective.options.get(key)
    if (typeof option?.value !== 'string') return null
    evidence[field] = option.source
    return option.value
  }
  const named = Object.fromEntries(Object.entries(FIELDS).map(([field, key]) => [field, text(key, field)])) as Record<
    keyof typeof FIELDS,
    string | null
  >
  const outDir = text('outdir', 'out_dir')
  const strict = effective.options.get('strict')
  if (typeof strict?.value === 'boolean') evidence['strict'] = strict.source
  else if (!effective.isIncomplete && !effective.isSolution) evidence['strict'] = config
  return {
    ...named,
    out_dir: outDir === null ? null : relativeOut(outDir, config, effective.options.get('outdir')!.path),
    strict: typeof strict?.value === 'boolean' ? strict.value : strictByDefault(effective, range),
  }
}

/** What is not set is false before TypeScript 6, and true from then on. */
function strictByDefault({ isIncomplete, isSolution }: Effective, range: string | null): boolean | null {
  const major = /^[\^~>=v\s]*(\d{1,3})\b/.exec(range ?? '')?.[1]
  return isIncomplete || isSolution || major === undefined ? null : Number(major) >= 6
}

/** As written where the file itself says it; a path of a file that it extends is relative to that file. */
function relativeOut(outDir: string, config: string, setBy: string): string {
  if (outDir.startsWith(CONFIG_DIR)) return posix.join('.', outDir.slice(CONFIG_DIR.length).replace(/^\//, ''))
  if (setBy === config || outDir.startsWith('/')) return outDir
  return posix.relative(posix.dirname(config), posix.join(posix.dirname(setBy), outDir)) || '.'
}

/** https://www.typescriptlang.org/docs/handbook/release-notes/typescript-5-5.html: the directory of the file that extends. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is TypeScript's own
const CONFIG_DIR = '${configDir}'

function outputOf({ options }: Effective, config: string, outDir: string | null): FoundTypeScript['output'] {
  if (outDir === null || options.get('noemit')?.value === true || outDir.startsWith('/')) return undefined
  const path = posix.join(posix.dirname(config), outDir).replace(/\/$/, '')
  return path.startsWith('../') || path === '.' ? undefined : { path, source: options.get('outdir')!.source }
}
