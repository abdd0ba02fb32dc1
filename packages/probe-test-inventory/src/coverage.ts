import { z } from 'zod'
import type { Context } from './packages.ts'
import type { Coverage } from './schema.ts'

type Rates = Pick<Coverage, 'line_pct' | 'branch_pct'>

const Part = z.object({ pct: z.union([z.number(), z.string()]).optional() }).optional()
/** https://github.com/istanbuljs/istanbuljs/blob/main/packages/istanbul-reports/lib/json-summary/index.js */
const Summary = z.object({ total: z.object({ lines: Part, branches: Part }).optional() })

/** Reports by name, the one that says most first. */
const FORMATS = [
  ['**/coverage-summary.json', 'json-summary'],
  ['**/lcov.info', 'lcov'],
  ['**/cobertura-coverage.xml', 'cobertura'],
  ['**/cobertura.xml', 'cobertura'],
  ['**/clover.xml', 'clover'],
] as const

export const COVERAGE_READS = FORMATS.map(([glob]) => glob)

/** The report nearest to the root; of several beside each other the first format. */
export async function findCoverage(ctx: Context, turn: () => Promise<unknown>): Promise<Coverage | null> {
  const all = FORMATS.flatMap(([glob, format]) => ctx.match(glob).map((path) => ({ path, format, depth: path.split('/').length })))
  const [nearest] = all.sort((a, b) => a.depth - b.depth)
  if (!nearest) return null
  const { path, format } = nearest
  const rates = format === 'json-summary' ? await summary(ctx, path) : await read(format, await ctx.text(path), turn)
  return { present: true, path, format, ...rates }
}

const NONE: Rates = { line_pct: null, branch_pct: null }

async function summary(ctx: Context, path: string): Promise<Rates> {
  const total = (await ctx.json(path, Summary))?.total
  const pct = (part: z.infer<typeof Part>) => (typeof part?.pct === 'number' && part.pct >= 0 && part.pct <= 100 ? part.pct : null)
  return { line_pct: pct(total?.lines), branch_pct: pct(total?.branches) }
}

async function read(format: 'lcov' | 'cobertura' | 'clover', text: string | undefined, turn: () => Promise<unknown>): Promise<Rates> {
  if (text === undefined) return NONE
  return format === 'lcov' ? lcov(text, turn) : format === 'cobertura' ? cobertura(text) : clover(text)
}

/** Characters of a report that are looked at before others get their turn. */
const STEP = 2_000_000

/** Sums of all files: https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1 (LF lines found, LH hit; BRF, BRH branches). */
export async function lcov(text: string, turn: () => Promise<unknown>): Promise<Rates> {
  const totals = KEYS.map(() => 0)
  for (let at = 0; at < text.length; ) {
    const line = text.indexOf('\n', at + STEP)
    const end = line === -1 ? text.length : line + 1
    const part = text.slice(at, end)
    for (const [i, key] of KEYS.entries()) totals[i]! += sum(part, key)
    at = end
    await turn()
  }
  const [found, hit, branches, taken] = totals
  return { line_pct: percent(hit!, found!), branch_pct: percent(taken!, branches!) }
}

const KEYS = ['LF:', 'LH:', 'BRF:', 'BRH:']

/** Of the numbers in all lines that begin with the key. Jumps from one to the next, so that a long line costs nothing. */
function sum(text: string, key: string): number {
  let total = 0
  for (let at = text.startsWith(key) ? 0 : nextLine(text, key, 0); at !== -1; at = nextLine(text, key, at)) {
    const number = /^\d{1,15}/.exec(text.slice(at + key.length, at + key.length + 16))?.[0]
    total += Number(number ?? 0)
  }
  return total
}

function nextLine(text: string, key: string, from: number): number {
  const at = text.indexOf(`\n${key}`, from)
  return at === -1 ? -1 : at + 1
}

/** The attributes of the root: https://github.com/cobertura/web/blob/master/htdocs/xml/coverage-04.dtd */
export function cobertura(text: string): Rates {
  const tag = /<coverage\s[^>]{0,2000}>/.exec(text.slice(0, 10_000))?.[0] ?? ''
  const rate = (name: string) => {
    const value = attribute(tag, name)
    return value !== undefined && value <= 1 ? round(value * 100) : null
  }
  const valid = attribute(tag, 'branches-valid')
  return { line_pct: rate('line-rate'), branch_pct: valid === 0 ? null : rate('branch-rate') }
}

/** The first metrics, which are those of the project: https://openclover.org; it counts statements and conditionals. */
export function clover(text: string): Rates {
  const tag = /<metrics\s[^>]{0,2000}>/.exec(text.slice(0, 10_000))?.[0] ?? ''
  const of = (covered: string, all: string) => percent(attribute(tag, covered) ?? 0, attribute(tag, all) ?? 0)
  return { line_pct: of('coveredstatements', 'statements'), branch_pct: of('coveredconditionals', 'conditionals') }
}

function attribute(tag: string, name: string): number | undefined {
  const value = new RegExp(`\\s${name}="(\\d{1,15}(?:\\.\\d{1,15})?)"`).exec(tag)?.[1]
  return value === undefined ? undefined : Number(value)
}

/** Null where nothing is counted, or more is hit than is there. */
function percent(hit: number, all: number): number | null {
  return all > 0 && hit <= all ? round((hit / all) * 100) : null
}

function round(percent: number): number {
  return Math.round(percent * 100) / 100
}
