import type { AnyProbe } from '../probe.ts'
import type { ProbeResult } from '../run.ts'
import { evidence, plainJson, warnings } from './check-answer.ts'
import { type Budget, budget } from './check-budget.ts'
import { repositoryCode } from './check-code.ts'
import { identity, schema } from './check-declaration.ts'
import { determinism } from './check-determinism.ts'
import { honesty } from './check-honesty.ts'
import { key } from './check-key.ts'
import { robustness } from './check-robustness.ts'
import { type RunProbeOptions, runAgain, runProbe, type TestFiles } from './run-probe.ts'
import { observe, watched } from './watch.ts'

export interface ContractOptions extends RunProbeOptions {
  /** Text of the probe's README: every warning code that the probe gives must be in it. */
  readonly readme?: string
  /** The checks to make; all of them when left out. */
  readonly checks?: readonly CheckName[]
  /** What the largest generated repository may cost; 10 s of CPU and 256 MiB when left out. */
  readonly budget?: Budget
}

/** What every check gets. `run` runs the probe, or a variant of it, under the hooks. */
export interface Subject {
  readonly probe: AnyProbe
  readonly files: TestFiles
  readonly options: ContractOptions
  /** The answer on `files`. */
  readonly answer: ProbeResult
  /** What the probe was given besides files, as JSON, before it ran. */
  readonly given: string
  run(files: TestFiles): Promise<ProbeResult | { readonly status: 'skipped' }>
  /** On `files`, with what an earlier run has kept of them. */
  again(): ReturnType<Subject['run']>
}

type Check = (subject: Subject) => readonly string[] | Promise<readonly string[]>

/** Those that need no answer. */
const DECLARATION = { identity, schema } as const

const ANSWER = {
  plain_json: plainJson,
  evidence,
  warnings,
  key,
  determinism,
  robustness,
  honesty,
  repository_code: repositoryCode,
  budget,
} as const satisfies Record<string, Check>

/** Every check, and what it asks. */
export const CONTRACT_CHECKS = {
  identity: 'name and slice are snake_case, the version is a semantic one',
  schema: 'the schema is strict, says something, and its JSON Schema accepts the slice',
  run: 'the probe answers on these files, and asks for nothing that it does not declare',
  plain_json: 'slice and raw detail are plain JSON, and come back from the cache as they were',
  evidence: 'every fact has evidence, which leads to a line that exists of a file that is declared',
  warnings: 'every warning code is in the README',
  key: 'an edit of each declared file changes the cache key, that of an undeclared one does not; data is plain JSON',
  determinism: 'the same answer again, with what it kept of files, at once, in another order, directory, time zone and year',
  robustness: 'hostile content of a declared file is answered or warned of, and is not quoted',
  honesty: 'a broken file is not taken for an absent one without a warning; confidence is not set by hand',
  repository_code: 'nothing of the repository is executed',
  budget: 'work grows with the repository, and stays within bounds',
  file_system: 'no use of node:fs while it runs',
  network: 'no connection, no look-up',
  subprocess: 'no process, no worker',
  environment: 'no environment variable, host name or default locale',
} as const

export type CheckName = keyof typeof CONTRACT_CHECKS

/** Those that look at the answer on the files that are given, without further runs on other ones: for each case of a larger test. */
export const ANSWER_CHECKS: readonly CheckName[] = ['run', 'plain_json', 'evidence', 'warnings', 'key', 'determinism']

export interface CheckReport {
  readonly check: CheckName
  /** `not_checked` where there was no answer to look at. */
  readonly status: 'ok' | 'violated' | 'not_checked'
  readonly violations: readonly string[]
}

/**
 * Makes the named checks on these files, one probe at a time in a process: clock, time zone and builtins are replaced while it runs.
 * What the hooks do not see: functions that a module took out of a builtin before (`const { readFileSync } = require('node:fs')`), native
 * addons, and what a module does while it is loaded.
 */
export function checkContract(probe: AnyProbe, files: TestFiles, options: ContractOptions = {}): Promise<readonly CheckReport[]> {
  const names = (Object.keys(CONTRACT_CHECKS) as CheckName[]).filter((name) => options.checks?.includes(name) ?? true)
  return inTurn(async () => {
    const { result: found, accesses } = await observe(() => answers(probe, files, options, names))
    for (const [kind, what] of accesses) found.set(kind, what)
    return names.map((check) => {
      const violations = found.get(check)
      return { check, status: violations ? (violations.length > 0 ? 'violated' : 'ok') : 'not_checked', violations: violations ?? [] }
    })
  })
}

/** What a probe does that the contract forbids, on these files; empty when nothing. Each line is `<check>: <what was found>`. */
export async function contractViolations(probe: AnyProbe, files: TestFiles, options: ContractOptions = {}): Promise<string[]> {
  const reports = await checkContract(probe, files, options)
  return reports.flatMap(({ check, violations }) => violations.map((violation) => `${check}: ${violation}`))
}

/** For people: a line for each check, and below it what was found. */
export function contractReport(reports: readonly CheckReport[]): string {
  const marks = { ok: 'ok  ', violated: 'BAD ', not_checked: '-   ' }
  const lines = reports.flatMap(({ check, status, violations }) => [
    `${marks[status]} ${check.padEnd(16)} ${CONTRACT_CHECKS[check]}`,
    ...violations.map((violation) => `       ${violation}`),
  ])
  return `${lines.join('\n')}\n`
}

type Found = Map<CheckName, readonly string[]>

async function answers(probe: AnyProbe, files: TestFiles, options: ContractOptions, names: readonly CheckName[]): Promise<Found> {
  const found: Found = new Map()
  const note = async (name: CheckName, check: () => ReturnType<Check>) => {
    if (names.includes(name)) found.set(name, await check())
  }
  for (const [name, check] of Object.entries(DECLARATION)) await note(name as CheckName, () => check(probe))
  const run = async (some: TestFiles) => (await runProbe(watched(probe), some, options)) as Awaited<ReturnType<Subject['run']>>
  const again = async () => (await runAgain(watched(probe), files, options)) as Awaited<ReturnType<Subject['run']>>
  const given = JSON.stringify([probe.inputs.data, options.slices])
  let answer: Awaited<ReturnType<Subject['run']>>
  try {
    answer = await run(files)
  } catch (error) {
    return found.set('run', [(error as Error).message])
  }
  if ('status' in answer && answer.status === 'skipped')
    return found.set('run', ['no file matches the declared inputs; give the check files that do'])
  found.set('run', [])
  const subject: Subject = { probe, files, options, answer: answer as ProbeResult, given, run, again }
  if (names.includes('schema')) found.set('schema', [...(found.get('schema') ?? []), ...(await schema(probe, subject.answer.slice))])
  for (const [name, check] of Object.entries(ANSWER)) await note(name as CheckName, () => check(subject))
  return found
}

let last: Promise<unknown> = Promise.resolve()

/** One at a time. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work)
  last = mine.catch(() => {})
  return mine
}
