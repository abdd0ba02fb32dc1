import { jsonLines, parseJson } from '@codegenie/core'
import { propertyLiterals, toJson } from '@codegenie/workspaces'
import type { Configs } from './find-frameworks.ts'
import { Limits } from './package-json.ts'
import type { Context, Package, Packages } from './packages.ts'
import type { Threshold } from './schema.ts'

const KINDS = ['lines', 'branches', 'functions', 'statements'] as const
const RC = ['.nycrc', '.nycrc.json', '.c8rc', '.c8rc.json']

export const THRESHOLD_READS = RC.map((name) => `**/${name}`)

export interface FoundThreshold {
  readonly threshold: Threshold
  /** Where each number stands. */
  readonly sources: Sources
}
type Sources = Readonly<Partial<Record<(typeof KINDS)[number], string>>>

/** What each package demands of its coverage: nyc and c8, jest, vitest. Only numbers that stand there. */
export async function findThresholds(ctx: Context, packages: Packages, configs: Configs): Promise<FoundThreshold[]> {
  const found: FoundThreshold[] = []
  const files = new Set(THRESHOLD_READS.flatMap((glob) => ctx.match(glob)))
  for (const of of packages.all) {
    const { limits = {}, source = () => of.path } = (await ofPackage(ctx, of, files)) ?? (await ofConfigs(ctx, of, configs)) ?? {}
    const set = KINDS.filter((kind) => limits[kind] !== undefined)
    if (set.length === 0) continue
    const [lines = null, branches = null, functions = null, statements = null] = KINDS.map((kind) => limits[kind])
    const threshold = { where: of.directory, lines, branches, functions, statements }
    found.push({ threshold, sources: Object.fromEntries(set.map((kind) => [kind, source(kind)])) })
  }
  return found
}

interface Found {
  readonly limits: Limits
  source(kind: (typeof KINDS)[number]): string
}

async function ofPackage(ctx: Context, of: Package, files: ReadonlySet<string>): Promise<Found | undefined> {
  const { jest, nyc, c8 } = of.manifest
  const own = [
    [jest?.coverageThreshold?.global, ['jest', 'coverageThreshold', 'global']],
    [nyc, ['nyc']],
    [c8, ['c8']],
  ] as const
  for (const [limits, keys] of own)
    if (limits && KINDS.some((kind) => limits[kind] !== undefined)) return { limits, source: (kind) => ctx.at(of.path, ...keys, kind) }
  for (const name of RC) {
    const path = of.directory === '.' ? name : `${of.directory}/${name}`
    const text = files.has(path) ? await ctx.text(path) : undefined
    const json = text === undefined ? undefined : toJson(text)
    const parsed = json === undefined ? undefined : parseJson(json)
    if (parsed && 'problem' in parsed) ctx.warn({ code: `file.${parsed.problem}`, path, message: parsed.message })
    const limits = parsed && 'value' in parsed ? Limits.safeParse(parsed.value) : undefined
    if (json === undefined || !limits?.success) continue
    const lineOf = jsonLines(json)
    return { limits: limits.data, source: (kind) => `${path}:${lineOf([kind])}` }
  }
  return undefined
}

/** `thresholds: { lines: 80 }` of vitest, `coverageThreshold: { global: { lines: 80 } }` of jest. */
async function ofConfigs(ctx: Context, of: Package, configs: Configs): Promise<Found | undefined> {
  for (const tool of ['vitest', 'jest']) {
    const path = configs.get(tool)?.get(of)
    const text = path && /\.[cm]?[jt]s$/.test(path) ? await ctx.text(path) : undefined
    if (!path || !text?.includes('hreshold')) continue
    const literals = propertyLiterals(text, KINDS).filter(({ isNumber }) => isNumber)
    const limits = Object.fromEntries(literals.toReversed().map(({ key, values }) => [key, Number(values?.[0])]))
    const [first] = literals
    // Several limits of one kind are those of parts.
    if (first && new Set(literals.map(({ key }) => key)).size === literals.length)
      return { limits, source: (kind) => `${path}:${literals.find(({ key }) => key === kind)!.line}` }
  }
  return undefined
}
