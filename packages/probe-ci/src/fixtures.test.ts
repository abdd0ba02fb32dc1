import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Evidence } from '@codegenie/core'
import { ANSWER_CHECKS, contractViolations, runProbe } from '@codegenie/core/testing'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import ci from './index.ts'
import type { Ci, Command } from './schema.ts'

type TestFiles = Parameters<typeof runProbe>[1]

const FIXTURES = join(import.meta.dirname, '../fixtures')
const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')

function filesOf(name: string): TestFiles {
  const root = join(FIXTURES, name, 'repo')
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(root, path)).isFile())
  return Object.fromEntries(paths.map((path) => [path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')]))
}

/** What a reader has to look at: no empty fields, and a line for each command. */
function short(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(short)
  if (value === null || typeof value !== 'object') return value
  const { run, at, directory, roles, unresolved } = value as Command
  if (roles !== undefined) {
    const marks = [
      directory === '.' ? '' : ` in ${directory ?? '?'}`,
      ...roles.map((role) => ` ${role}`),
      unresolved ? ' UNRESOLVED' : '',
    ].join('')
    return `${at}${marks} | ${run}`
  }
  const kept = Object.entries(value).filter(
    ([, item]) => item !== null && item !== false && !(Array.isArray(item) && item.length === 0) && JSON.stringify(item) !== '{}',
  )
  return Object.fromEntries(kept.map(([key, item]) => [key, short(item)]))
}

describe.each(readdirSync(FIXTURES))('fixtures/%s', (name) => {
  const files = filesOf(name)

  it('is read as expected.yaml says', async () => {
    const run = await runProbe(ci, files)
    const { status, slice, warnings } = { slice: null, warnings: [], ...run }
    const node = run.status === 'skipped' ? [] : nodePlaces(run.slice, run.evidence).map((each) => shown(each, files))
    const golden = { status, warnings, slice: short(slice), ...(node.length > 0 ? { node } : {}) }
    await expect(stringify(golden, { lineWidth: 0 })).toMatchFileSnapshot(join(FIXTURES, name, 'expected.yaml'))
  })

  it('keeps the contract, and cites lines that hold what they are cited for', async () => {
    const run = await runProbe(ci, files)
    if (run.status === 'skipped') return expect(name).toBe('skipped')
    expect(await contractViolations(ci, files, { readme, checks: ANSWER_CHECKS })).toEqual([])
    expect(misplaced(run.slice, files)).toEqual([])
  })
})

/** Versions of Node.js, and files of them, with the lines that they are said to stand on. */
function nodePlaces(slice: Ci, evidence: Evidence): { value: string; fact: string; places: string[] }[] {
  const jobs = slice.workflows.flatMap((workflow, i) => workflow.jobs.map((job, j) => ({ job, path: `workflows.${i}.jobs.${j}` })))
  const lists = [
    { fact: 'node_matrix', values: slice.node_matrix },
    ...jobs.flatMap(({ job, path }) => [
      { fact: `${path}.node_versions`, values: job.node_versions },
      { fact: `${path}.node_version_files`, values: job.node_version_files },
    ]),
  ]
  return lists.flatMap(({ fact, values }) =>
    values.map((value, k) => ({ value, fact: `${fact}.${k}`, places: [evidence[`${fact}.${k}`] ?? []].flat() })),
  )
}

function shown({ value, fact, places }: ReturnType<typeof nodePlaces>[number], files: TestFiles): string {
  const lines = places.map(
    (place) => `${place} | ${lineAt(files, place).trim()}${lineAt(files, place).includes(value) ? '' : ' ELSEWHERE'}`,
  )
  return `${fact} ${value}: ${lines.join(' AND ')}`
}

/** Commands whose first word is not on the line that they are said to stand on, unless an expression or arguments stand there. */
function misplaced(slice: Ci, files: TestFiles): string[] {
  const commands = slice.workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.commands))
  const isThere = (line: string, run: string) => line.includes(run.split(/\s/, 1)[0]!) || /\$\{\{|\btask:|\bargs:/.test(line)
  return commands.filter(({ run, at }) => !isThere(lineAt(files, at), run)).map(({ run, at }) => `${at}: ${run}`)
}

function lineAt(files: TestFiles, at: string): string {
  const [, path = '', line = ''] = /^(.*):(\d+)$/.exec(at) ?? []
  return String(files[path]).split('\n')[Number(line) - 1] ?? ''
}
