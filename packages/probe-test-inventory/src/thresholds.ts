import { parseJson } from '@codegenie/core'
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
  readonly source: string
}

/** What each package demands of its coverage: nyc and c8, jest, vitest. Only numbers that stand there. */
export async function findThresholds(ctx: Context, packages: Packages, configs: Configs): Promise<FoundThreshold[]> {
  const found: FoundThreshold[] = []
  const files = new Set(THRESHOLD_READS.flatMap((glob) => ctx.match(glob)))
  for (const of of packages.all) {
    const { limits, source } = (await ofPackage(ctx, of, files)) ?? (await ofConfigs(ctx, of, configs)) ?? {}
    if (!limits || !source || KINDS.every((kind) => limits[kind] === undefined)) continue
    const [lines = null, branches = null, functions = null, statements = null] = KINDS.map((kind) => limits[kind])
    found.push({ threshold: { where: of.directory, lines, branches, functions, statements }, source })
  }
  return found
}

interface Found {
  readonly limits: Limits
  readonly source: string
}

async function ofPackage(ctx: Context, of: Package, files: ReadonlySet<string>): Promise<Found | undefined> {
  const { jest, nyc, c8 } = of.manifest
  const own = [
    [jest?.coverageThreshold?.global, ['jest', 'coverageThreshold', 'global']],
    [nyc, ['nyc']],
    [c8, ['c8']],
  ] as const
  for (const [limits, keys] of own)
    if (limits && KINDS.some((kind) => limits[kind] !== undefined)) return { limits, source: ctx.at(of.path, ...keys) }
  for (const name of RC) {
    const path = of.directory === '.' ? name : `${of.directory}/${name}`
    const text = files.has(path) ? await ctx.text(path) : undefined
    const parsed = text === undefined ? undefined : parseJson(toJson(text))
    if (parsed && 'problem' in parsed) ctx.warn({ code: `file.${parsed.problem}`, path, message: parsed.message })
    const limits = parsed && 'value' in parsed ? Limits.safeParse(parsed.value) : undefined
    if (limits?.success) return { limits: limits.data, source: path }
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
    if (first && new Set(literals.map(({ key }) => key)).size === literals.length) return { limits, source: `${path}:${first.line}` }
  }
  return undefined
}
