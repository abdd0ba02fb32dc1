import childProcess, { execFileSync } from 'node:child_process'
import { lookup } from 'node:dns'
import fs, { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { get } from 'node:http'
import { connect } from 'node:net'
import os from 'node:os'
import { runInThisContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { AnyProbe, ProbeContext, Result } from '../probe.ts'
import { type CheckName, checkContract, contractReport, contractViolations } from './contract.ts'
import { files, honest, planted, Slice } from './honest.testing.ts'

type Ctx = ProbeContext<never, never>
/** It answers as ever, and does something besides. */
const doing = (act: (ctx: Ctx) => unknown) =>
  planted({
    async run(ctx) {
      await act(ctx)
      return honest.run(ctx)
    },
  })
/** Its slice is one field that is made of nothing it declares. */
const saying = (text: (ctx: Ctx) => string | Promise<string>) =>
  planted({
    schema: z.strictObject({ text: z.string() }),
    run: async (ctx) => ({ slice: { text: await text(ctx) }, evidence: { text: 'package.json' } }) as Result<z.ZodType>,
  })
const swallow = (act: () => unknown) => {
  try {
    act()
  } catch {}
}

let calls = 0
const seen: string[] = []

const PLANTED: readonly (readonly [string, CheckName, RegExp, AnyProbe])[] = [
  ['a name in another case', 'identity', /^name "Honest" is not snake_case/, planted({ name: 'Honest' })],
  ['a version that is none', 'identity', /^version "next" is not/, planted({ version: 'next' })],
  ['an empty schema', 'schema', /its schema says nothing/, planted({ schema: z.any() })],
  [
    'a loose object',
    'schema',
    /^the slice allows fields that it does not name/,
    planted({ schema: z.looseObject({ name: z.string().nullable() }) }),
  ],
  ['a field that may be anything', 'schema', /^count may be anything/, planted({ schema: Slice.extend({ count: z.unknown() }) })],
  ['an undeclared read', 'run', /asked for the content of secret.txt/, doing(({ text }) => text('secret.txt'))],
  ['an undeclared question', 'run', /asked for whether tsconfig.json exists/, doing(({ has }) => has('tsconfig.json'))],
  ['a slice of another form', 'run', /a slice that its schema refuses/, planted({ run: () => ({ slice: { name: 5 }, evidence: {} }) })],
  [
    'a slice that JSON does not hold',
    'plain_json',
    /^slice is not plain JSON/,
    planted({ schema: z.strictObject({ at: z.date() }), run: () => ({ slice: { at: new Date(0) }, evidence: { at: 'package.json' } }) }),
  ],
  [
    'a schema that changes what it reads',
    'plain_json',
    /another one after a round trip/,
    planted({
      schema: z.strictObject({ name: z.string().overwrite((text) => `${text}!`) }),
      run: () => ({ slice: { name: 'a' }, evidence: { name: 'package.json' } }),
    }),
  ],
  ['a fact without evidence', 'evidence', /^name has none/, planted({ run: () => ({ slice: { name: 'x', count: 0 }, evidence: {} }) })],
  [
    'evidence in a line that is not there',
    'evidence',
    /package.json:99, which does not exist/,
    planted({ run: () => ({ slice: { name: 'x', count: 0 }, evidence: { name: 'package.json:99' } }) }),
  ],
  [
    'evidence in a file that is not declared',
    'evidence',
    /which the inputs do not declare/,
    planted({ inputs: { lists: ['src/*.ts'] }, run: () => ({ slice: { name: 'x', count: 0 }, evidence: { name: 'package.json:1' } }) }),
  ],
  [
    'evidence of what is not said',
    'evidence',
    /^nmae is no fact/,
    planted({ run: () => ({ slice: { name: null, count: 0 }, evidence: { nmae: 'package.json' } }) }),
  ],
  [
    'a warning that the README does not have',
    'warnings',
    /^honest.odd is not listed/,
    doing(({ warn }) => warn({ code: 'honest.odd', message: 'm' })),
  ],
  [
    'data that JSON does not hold',
    'key',
    /^inputs.data is not plain JSON/,
    planted({ inputs: { ...honest.inputs, data: new Map([['a', 1]]) as never } }),
  ],
  [
    'inputs that change',
    'key',
    /^two descriptions of the probe differ/,
    Object.defineProperty({ ...honest }, 'inputs', { get: () => ({ ...honest.inputs, reads: ['package.json', `${calls++}`] }) }),
  ],
  ['state from run to run', 'determinism', /^two runs on the same files .*\(slice.text\)/, saying(() => String(calls++))],
  ['chance', 'determinism', /^two runs on the same files/, saying(() => String(Math.random()))],
  [
    'a file that is only looked at while nothing is kept of it',
    'determinism',
    /^a run with what an earlier one kept of files .*\(slice.text\)/,
    saying(async ({ extract }) => {
      let text = ''
      await extract('package.json', 'nothing', (found) => {
        text = found
        return null
      })
      return text
    }),
  ],
  [
    'what JSON does not keep',
    'determinism',
    /^a run with what an earlier one kept of files/,
    saying(async ({ extract }) => String(await extract('package.json', 'date', () => new Date(0) as never))),
  ],
  ['the year', 'determinism', /^another directory, time zone and year/, saying(() => String(new Date().getFullYear()))],
  ['the time zone', 'determinism', /^another directory, time zone and year/, saying(() => String(new Date(2020, 0).getTimezoneOffset()))],
  ['the working directory', 'determinism', /^another directory, time zone and year/, saying(() => process.cwd())],
  [
    'state that two runs share',
    'determinism',
    /^two runs at once/,
    saying(async ({ text }) => {
      seen.push('')
      await text('package.json')
      await new Promise((resolve) => setTimeout(resolve, 5))
      const { length } = seen
      seen.length = 0
      return String(Math.min(length, 2))
    }),
  ],
  [
    'a change of the data',
    'determinism',
    /^run changes what it was given/,
    { ...doing(({ data }) => (data as unknown as number[]).splice(0)), inputs: { ...honest.inputs, data: [1] } },
  ],
  [
    'an error on broken text',
    'robustness',
    /^a line feed: threw Unexpected end of JSON/,
    doing(async ({ text }) => JSON.parse((await text('package.json')) || '{}')),
  ],
  [
    'a warning that quotes',
    'robustness',
    /^text without an end: a message of honest.odd quotes the text/,
    doing(async ({ text, warn }) => warn({ code: 'honest.odd', message: `found ${await text('package.json')}` })),
  ],
  [
    'keys that are not data',
    'robustness',
    /^forbidden keys: a key of the file became one of every object/,
    doing(async ({ text }) => {
      const merge = (into: Record<string, unknown>, from: Record<string, unknown>) => {
        for (const [key, value] of Object.entries(from))
          if (value !== null && typeof value === 'object')
            merge((into[key] ??= {}) as Record<string, unknown>, value as Record<string, unknown>)
          else into[key] = value
      }
      try {
        merge({}, JSON.parse((await text('package.json')) ?? ''))
      } catch {}
    }),
  ],
  [
    'a broken file that is taken for none',
    'honesty',
    /^a broken package.json gives the answer of an absent one/,
    saying(async ({ text }) => {
      try {
        return JSON.parse((await text('package.json')) ?? '').name
      } catch {
        return ''
      }
    }),
  ],
  [
    'confidence by hand',
    'honesty',
    /^the slice has a field confidence/,
    planted({
      schema: z.strictObject({ confidence: z.string() }),
      run: () => ({ slice: { confidence: 'high' }, evidence: { confidence: 'package.json' } }),
    }),
  ],
  [
    'a script of the repository, evaluated',
    'repository_code',
    /^src\/a.ts was executed/,
    planted({
      inputs: { reads: ['package.json', 'src/*.ts'] },
      run: async (ctx) => {
        for (const path of ctx.match('src/*.ts')) runInThisContext((await ctx.text(path)) ?? '')
        return honest.run(ctx)
      },
    }),
  ],
  [
    'a configuration of the repository, imported',
    'repository_code',
    /^tool.config.mjs was executed/,
    {
      ...doing(() => import(/* @vite-ignore */ `${process.cwd()}/tool.config.mjs`).catch(() => {})),
      inputs: { ...honest.inputs, lists: ['src/*.ts', 'tool.config.mjs'] },
    },
  ],
  [
    'work that grows with the square',
    'budget',
    /^ten times the files took \d+ times the calls/,
    {
      ...doing(({ match, has }) => match('**/*.ts').map(() => match('**/*.ts').map(has))),
      inputs: { reads: ['package.json'], lists: ['src/*.ts', '**/*.ts'] },
    },
  ],
  [
    'too much work',
    'budget',
    /^10 files took more than 40 ms of CPU/,
    doing(() => {
      const { user } = process.cpuUsage()
      while (process.cpuUsage().user - user < 60_000);
    }),
  ],
  ['a file, by name', 'file_system', /^fs.existsSync\("\/etc\/hosts"\)/, doing(() => existsSync('/etc/hosts'))],
  [
    'a file, by the default export',
    'file_system',
    /^fs.readFileSync\("\/nowhere"\)/,
    doing(() => swallow(() => fs.readFileSync('/nowhere'))),
  ],
  ['a file, by promises', 'file_system', /^fs.promises.readFile\("\/nowhere"\)/, doing(() => readFile('/nowhere').catch(() => {}))],
  [
    'a file, by require',
    'file_system',
    /^fs.statSync\("\/nowhere"\)/,
    doing(() => swallow(() => process.getBuiltinModule('node:fs').statSync('/nowhere'))),
  ],
  ['a socket', 'network', /^net.connect\(\)/, doing(() => void connect({ port: 1, host: '127.0.0.1' }).on('error', () => {}))],
  ['a look-up', 'network', /^dns.lookup\("localhost"\)/, doing(() => lookup('localhost', () => {}))],
  ['a request', 'network', /^http.get\("http:\/\/127.0.0.1:1\/"\)/, doing(() => void get('http://127.0.0.1:1/').on('error', () => {}))],
  ['fetch', 'network', /^globalThis.fetch\("http:\/\/127.0.0.1:1\/"\)/, doing(() => fetch('http://127.0.0.1:1/').catch(() => {}))],
  ['a command', 'subprocess', /^child_process.execFileSync\("\/nowhere"\)/, doing(() => swallow(() => execFileSync('/nowhere')))],
  [
    'a process',
    'subprocess',
    /^child_process.spawn\("\/nowhere"\)/,
    doing(() => void childProcess.spawn('/nowhere').on('error', () => {})),
  ],
  ['a worker', 'subprocess', /^worker_threads.Worker/, doing(() => new Worker('0', { eval: true }).terminate())],
  ['a variable of the environment', 'environment', /^process.env.CI$/, doing(() => process.env['CI'])],
  ['the name of the machine', 'environment', /^os.hostname/, doing(() => os.hostname())],
  [
    'the language of the machine',
    'environment',
    /^String.localeCompare without a locale/,
    doing(() => ['b', 'a'].sort((a, b) => a.localeCompare(b))),
  ],
]

describe('a planted violation is named', () => {
  it.each(PLANTED)('%s: %s', async (_, check, what, probe) => {
    const options = { readme: 'nothing', checks: [check], budget: { cpu: 40, heap: 1 << 30 } }
    const violations = await contractViolations(probe, files, options)
    expect(violations.filter((line) => line.startsWith(`${check}: `)).map((line) => line.slice(check.length + 2))).toContainEqual(
      expect.stringMatching(what),
    )
  })
})

describe('the kit', () => {
  it('finds nothing in an honest probe, by any check', async () => {
    const reports = await checkContract(honest, files, { readme: '' })
    expect(reports.map(({ check, status }) => `${check} ${status}`).filter((line) => !line.endsWith(' ok'))).toEqual([])
  })

  it('leaves everything as it was', async () => {
    const before = [fs.readFileSync, process.env, process.cwd, Date, globalThis.fetch, String.prototype.localeCompare, process.env['TZ']]
    await contractViolations(
      doing(() => existsSync('/')),
      files,
    )
    expect([fs.readFileSync, process.env, process.cwd, Date, globalThis.fetch, String.prototype.localeCompare, process.env['TZ']]).toEqual(
      before,
    )
  })

  it('tells probes that are checked at once apart', async () => {
    const reading = doing(() => existsSync('/'))
    const both = await Promise.all([reading, honest].map((probe) => contractViolations(probe, files, { checks: ['file_system'] })))
    expect(both).toEqual([['file_system: fs.existsSync("/")'], []])
  })

  it('reports for people', async () => {
    const run = () => ({ slice: { name: 'x', count: 0 }, evidence: {} })
    const reports = await checkContract(planted({ run }), files, { checks: ['run', 'evidence'] })
    expect(contractReport(reports)).toBe(
      'ok   run              the probe answers on these files, and asks for nothing that it does not declare\n' +
        'BAD  evidence         every fact has evidence, which leads to a line that exists of a file that is declared\n' +
        '       name has none\n',
    )
    expect(contractReport(await checkContract(honest, {}, { checks: ['run', 'evidence'] }))).toMatch(
      /^BAD {2}run .*\n {7}no file .*\n- {4}evidence .*\n$/,
    )
  })
})
