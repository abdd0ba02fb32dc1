import { ANYTHING, compileRule, type Rule } from './gitignore-pattern.ts'
import type { Segment } from './glob-segment.ts'

// Ignore rules as git applies them: https://git-scm.com/docs/gitignore. Names are byte strings here: one UTF-16 unit per byte.

/** What a whole walk may spend on ignore rules, so that a hostile tree ends in time. Counts down. */
export interface IgnoreBudget {
  /** Comparisons of wildcard rules; below 0 only literal names and extensions are matched any more. */
  steps: number
  /** Rules that may still be read. */
  rules: number
}

/** Steps are about a nanosecond each. A repository of 200,000 files with 1,000 tokens of wildcard rules stays below a quarter. */
export const ignoreBudget = (): IgnoreBudget => ({ steps: 1e9, rules: 200_000 })

const MAX_BYTES = 1 << 20
const MAX_RULES = 20_000
const MAX_PATTERN = 4096
const BYTE_ORDER_MARK = '\xef\xbb\xbf'

export interface ParsedIgnoreFile {
  readonly rules: readonly Rule[]
  readonly problems: readonly { readonly code: string; readonly message: string }[]
}

/** Reads the text of an ignore file. Rules beyond the first MiB, the 20,000th rule or the budget are left out and reported. */
export function parseIgnoreFile(bytes: Buffer, budget: IgnoreBudget): ParsedIgnoreFile {
  const text = bytes.toString('latin1', 0, MAX_BYTES)
  const limit = Math.min(MAX_RULES, budget.rules)
  const rules: Rule[] = []
  let capped = bytes.length > MAX_BYTES
  let skipped = 0
  let start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
  while (start < text.length) {
    const newline = text.indexOf('\n', start)
    if (newline < 0 && bytes.length > MAX_BYTES) break
    const next = newline < 0 ? text.length : newline
    const line = text.slice(start, text[next - 1] === '\r' && next > start ? next - 1 : next)
    start = next + 1
    if (line.length > MAX_PATTERN) {
      if (couldMatch(line)) skipped++
      continue
    }
    const rule = compileRule(line, rules.length)
    if (!rule) continue
    if (rules.length === limit) {
      capped = true
      break
    }
    rules.push(rule)
  }
  budget.rules -= rules.length
  return { rules, problems: parseProblems(capped, skipped) }
}

/** A name this long, written out, exists in no file system: leaving such a rule out changes nothing. */
function couldMatch(line: string): boolean {
  return !line.startsWith('#') && /[*?[\\/]/.test(line.slice(0, MAX_PATTERN))
}

function parseProblems(capped: boolean, skipped: number) {
  const problems: { code: string; message: string }[] = []
  if (skipped > 0)
    problems.push({
      code: 'gitignore.pattern_cap_exceeded',
      message: `expected rules of at most ${MAX_PATTERN} bytes, left out ${skipped}`,
    })
  if (capped)
    problems.push({ code: 'gitignore.rule_cap_exceeded', message: 'expected fewer or shorter rules; those beyond the cap are not applied' })
  return problems
}

/** The rules of every file that apply in one directory, the deepest file first. */
export type IgnoreScope = readonly Level[]

/** The rules of one file as they look from one directory: every pattern is down to the parts that are left to match. */
interface Level {
  readonly file: RuleFile
  readonly tables: readonly Table[]
  /** Rules that stay as they are in every directory below: they stand before a `**`. */
  readonly waiting: readonly Cursor[]
  /** Rules that move on in the directory of this name. */
  readonly named: ReadonlyMap<string, readonly Cursor[]>
  readonly wild: readonly Cursor[]
  /** What all directories have in common where nothing moves on. */
  steady?: Level
}

interface RuleFile {
  readonly budget: IgnoreBudget
  readonly floating: Table | undefined
}

/** A rule and the index of its part that is next to match. */
interface Cursor {
  readonly rule: Rule
  readonly at: number
}

interface Candidate {
  readonly rule: Rule
  readonly segment: Segment
}

/** Rules for the names in one directory. Lists run from the last rule to the first. */
interface Table {
  readonly literals: ReadonlyMap<string, readonly Rule[]>
  /** `*.ext`, under `.ext`. */
  readonly extensions: ReadonlyMap<string, readonly Rule[]>
  readonly rest: readonly Candidate[]
  /** Steps that `rest` takes at most: this, and that much for each byte of the name. */
  readonly fixedCost: number
  readonly costPerByte: number
}

/** The scope in the directory that holds the file of these rules. */
export function addRules(scope: IgnoreScope, rules: readonly Rule[], budget: IgnoreBudget): IgnoreScope {
  if (rules.length === 0) return scope
  const floating = rules.filter((rule) => rule.floating).map((rule) => ({ rule, segment: rule.parts[0]! }))
  const file: RuleFile = { budget, floating: buildTable(floating) }
  const cursors = rules.filter((rule) => !rule.floating).map((rule) => ({ rule, at: 0 }))
  return [buildLevel(file, cursors), ...scope]
}

/** The scope one directory down; the same object where nothing changes. */
export function enterDirectory(scope: IgnoreScope, name: string): IgnoreScope {
  let changed: Level[] | undefined
  for (let i = 0; i < scope.length; i++) {
    const level = scope[i]!
    const below = enterLevel(level, name)
    if (below !== level) (changed ??= scope.slice())[i] = below
  }
  return changed ? changed.filter((level) => level.tables.length > 0 || level.named.size > 0 || level.wild.length > 0) : scope
}

/** Is the entry ignored? That a directory above it is ignored is for the caller to see: nothing below such a one is ever asked. */
export function isIgnored(scope: IgnoreScope, name: string, isDirectory: boolean): boolean {
  for (let i = 0; i < scope.length; i++) {
    const { tables, file } = scope[i]!
    let last: Rule | undefined
    for (let j = 0; j < tables.length; j++) last = findLast(tables[j]!, name, isDirectory, last, file.budget)
    if (last) return !last.negated
  }
  return false
}

function findLast(table: Table, name: string, isDirectory: boolean, best: Rule | undefined, budget: IgnoreBudget): Rule | undefined {
  let last = later(best, table.literals.size > 0 ? table.literals.get(name) : undefined, isDirectory)
  if (table.extensions.size > 0) {
    const dot = name.lastIndexOf('.')
    if (dot >= 0) last = later(last, table.extensions.get(name.slice(dot)), isDirectory)
  }
  if (table.rest.length === 0) return last
  budget.steps -= table.fixedCost + table.costPerByte * name.length
  if (budget.steps < 0) return last
  for (let i = 0; i < table.rest.length; i++) {
    const { rule, segment } = table.rest[i]!
    if (last && rule.order < last.order) break
    if ((isDirectory || !rule.directoryOnly) && segment.matches(name, 0, name.length)) return rule
  }
  return last
}

function later(best: Rule | undefined, rules: readonly Rule[] | undefined, isDirectory: boolean): Rule | undefined {
  const found = rules?.find((rule) => isDirectory || !rule.directoryOnly)
  return found && (!best || found.order > best.order) ? found : best
}

function enterLevel(level: Level, name: string): Level {
  const { waiting, named, wild, file } = level
  if (named.size === 0 && wild.length === 0) return (level.steady ??= buildLevel(file, waiting))
  const moved = (named.get(name) ?? []).map(({ rule, at }) => ({ rule, at: at + 1 }))
  for (const { rule, at } of wild) {
    const segment = rule.parts[at]!
    file.budget.steps -= segment.searches ? segment.tokens * name.length : segment.tokens
    if (file.budget.steps < 0) break
    if (segment.matches(name, 0, name.length)) moved.push({ rule, at: at + 1 })
  }
  if (moved.length > 0) return buildLevel(file, [...waiting, ...moved])
  return (level.steady ??= buildLevel(file, waiting))
}

const COST_OF_CURSOR = 50

function buildLevel(file: RuleFile, cursors: readonly Cursor[]): Level {
  file.budget.steps -= cursors.length * COST_OF_CURSOR
  const isSpent = file.budget.steps < 0
  const here: Candidate[] = []
  const waiting: Cursor[] = []
  const named = new Map<string, Cursor[]>()
  const wild: Cursor[] = []
  const seen = new Set<number>()
  const place = ({ rule, at }: Cursor) => {
    const id = rule.order * MAX_PATTERN + at
    if (seen.has(id)) return
    seen.add(id)
    const segment = rule.parts[at]
    const isLast = at === rule.parts.length - 1
    if (!segment) {
      waiting.push({ rule, at })
      if (isLast) here.push({ rule, segment: ANYTHING })
      else place({ rule, at: at + 1 })
    } else if (isLast) here.push({ rule, segment })
    else if (segment.kind === 'literal') append(named, segment.tail, { rule, at })
    else wild.push({ rule, at })
  }
  if (!isSpent) for (const cursor of cursors) place(cursor)
  here.sort((a, b) => a.rule.order - b.rule.order)
  const tables = [file.floating, buildTable(here)].filter((table) => table !== undefined)
  const level: Level = { file, tables, waiting, named, wild }
  // Built from waiting rules alone, it is what a directory below it would build again.
  if (cursors.every(({ rule, at }) => !rule.parts[at])) level.steady = level
  return level
}

/** Candidates come in the order of their rules. */
function buildTable(candidates: readonly Candidate[]): Table | undefined {
  if (candidates.length === 0) return undefined
  const literals = new Map<string, Rule[]>()
  const extensions = new Map<string, Rule[]>()
  const rest: Candidate[] = []
  for (const candidate of candidates.toReversed()) {
    const { rule, segment } = candidate
    if (segment.kind === 'literal') append(literals, segment.tail, rule)
    else if (segment.kind === 'suffix' && segment.tail.lastIndexOf('.') === 0) append(extensions, segment.tail, rule)
    else rest.push(candidate)
  }
  const cost = (searches: boolean) => rest.reduce((sum, { segment }) => (segment.searches === searches ? sum + segment.tokens : sum), 0)
  return { literals, extensions, rest, fixedCost: cost(false), costPerByte: cost(true) }
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
