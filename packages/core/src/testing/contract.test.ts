import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { AnyProbe, ProbeContext, Result } from '../probe.ts'
import { contractViolations } from './contract.ts'
import { files, honest, planted } from './honest.testing.ts'
import { runProbe } from './run-probe.ts'

const answering = (result: (n: number) => unknown): AnyProbe => {
  let runs = 0
  return planted({ schema: z.any().refine(() => true) as never, run: () => result(runs++) as Result<z.ZodType> })
}

describe('contractViolations', () => {
  it('finds nothing wrong with a probe that keeps the contract', async () => {
    expect(await contractViolations(honest, files, { readme: '' })).toEqual([])
    expect(await runProbe(honest, files)).toEqual({
      status: 'ok',
      slice: { name: 'planted', count: 2 },
      evidence: { name: 'package.json:2', count: 'src/a.ts' },
      warnings: [],
    })
  })

  it('finds an undeclared read', async () => {
    const asks: ((ctx: ProbeContext<never, never>) => unknown)[] = [
      (ctx) => ctx.text('secret.txt'),
      (ctx) => ctx.text('src/a.ts'), // listed, not read
      (ctx) => ctx.has('tsconfig.json'),
      (ctx) => ctx.match('**/*'),
      (ctx) => (ctx as unknown as ProbeContext<undefined, typeof honest>).slice(honest),
    ]
    for (const ask of asks) {
      const run = async (ctx: ProbeContext<never, never>) => (await ask(ctx)) as Result<z.ZodType>
      const [violation] = await contractViolations(planted({ run }), { ...files, 'README.md': '' })
      expect(violation).toMatch(/^run: probe honest asked for .*, which its inputs do not declare/)
    }
  })

  it('finds nondeterminism', async () => {
    const probe = planted({
      run: async (ctx) => ({
        ...(await honest.run(ctx)),
        evidence: { name: 'package.json:2', count: `src/${Math.random() < 2 ? ++calls % 2 : 0}.ts` },
      }),
    })
    let calls = 0
    expect(await contractViolations(probe, files)).toContain(
      'determinism: two runs on the same files gave different answers (evidence.count)',
    )
  })

  it.each([
    ['a date', { at: new Date(0) }],
    ['undefined', { at: undefined }],
    ['a number that JSON has not', { at: Number.NaN }],
    ['a map', new Map([['a', 1]])],
  ])('finds a slice that is not plain JSON: %s', async (_, slice) => {
    const violations = await contractViolations(
      answering(() => ({ slice, evidence: { at: 'package.json' } })),
      files,
    )
    expect(violations).toContain('plain_json: slice is not plain JSON: it does not come back the same from a round trip')
  })

  it('finds missing evidence, and evidence that leads nowhere', async () => {
    const bare = planted({
      run: () => ({ slice: { name: 'x', count: 1 }, evidence: { count: ['src/a.ts', 'package.json:99'], name: 'gone.json' } }),
    })
    expect(await contractViolations(bare, files)).toEqual([
      'evidence: count is said to stand at package.json:99, which does not exist',
      'evidence: name is said to stand at gone.json, which does not exist',
    ])
    const none = planted({ run: () => ({ slice: { name: 'x', count: 0 }, evidence: {} }) })
    expect(await contractViolations(none, files)).toEqual(['evidence: name has none'])
  })

  it('finds an empty schema', async () => {
    const schema = z.any()
    const run = () => ({ slice: null, evidence: {} })
    const violations = await contractViolations(planted({ schema, run }), files)
    expect(violations[0]).toBe('schema: probe honest: its schema says nothing about the slice; give it a strict Zod schema')
  })

  it('finds a warning code that the README does not list, and one of another form', async () => {
    const warning = (code: string) =>
      planted({
        run: (ctx) => {
          ctx.warn({ code, message: 'm' })
          return honest.run(ctx)
        },
      })
    expect(await contractViolations(warning('honest.odd'), files, { readme: '`honest.even`' })).toEqual([
      'warnings: honest.odd is not listed in the README',
    ])
    expect(await contractViolations(warning('honest.odd'), files, { readme: '`honest.odd`' })).toEqual([])
    expect(await contractViolations(warning('Odd'), files)).toEqual([
      'run: warning code "Odd" is not of the form what.problem in snake_case',
    ])
  })

  it('finds a bad name, version, slice and files that say nothing', async () => {
    expect(await contractViolations(planted({ name: 'Not-Snake', version: 'x' }), files)).toEqual([
      'identity: name "Not-Snake" is not snake_case',
      'identity: version "x" is not a semantic version',
    ])
    const wrong = planted({ run: () => ({ slice: { name: 5 }, evidence: {} }) })
    expect((await contractViolations(wrong, files))[0]).toMatch(/^run: probe honest returned a slice that its schema refuses: name: /)
    expect(await contractViolations(honest, { 'README.md': '' })).toEqual([
      'run: no file matches the declared inputs; give the check files that do',
    ])
  })
})
