import { runProbe } from '@codegenie/core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clover, cobertura, lcov } from './coverage.ts'
import testInventory from './index.ts'

const turn = () => Promise.resolve()

test('lcov: the sums of all files, whatever stands between', async () => {
  expect(await lcov('TN:\nSF:a\nDA:1,1\nLF:4\nLH:3\nBRF:2\nBRH:1\nend_of_record\nSF:b\nLF:4\nLH:4\nend_of_record\n', turn)).toEqual({
    line_pct: 87.5,
    branch_pct: 50,
  })
  expect(await lcov('LF:2\r\nLH:1\r\n', turn)).toEqual({ line_pct: 50, branch_pct: null })
  expect(await lcov('', turn)).toEqual({ line_pct: null, branch_pct: null })
  expect((await lcov('LF:1\nLH:5\n', turn)).line_pct).toBeNull()
  expect((await lcov(`LF:${'9'.repeat(100_000)}\nXLF:3\nLH:0`, turn)).line_pct).toBe(0)
})

test('lcov: a large report gives way between its parts, and loses no line there', async () => {
  let turns = 0
  const text = 'SF:a\nLF:10\nLH:5\nend_of_record\n'.repeat(200_000)
  expect(await lcov(text, async () => turns++)).toEqual({ line_pct: 50, branch_pct: null })
  expect(turns).toBe(3)
})

test('lcov: files in any number give their sum', async () => {
  const file = fc.tuple(fc.nat(500), fc.nat(500)).map(([a, b]) => ({ found: Math.max(a, b), hit: Math.min(a, b) }))
  await fc.assert(
    fc.asyncProperty(fc.array(file), async (files) => {
      const text = files.map(({ found, hit }) => `SF:x\nLF:${found}\nLH:${hit}\nend_of_record\n`).join('')
      const all = files.reduce((sum, { found }) => sum + found, 0)
      const hits = files.reduce((sum, { hit }) => sum + hit, 0)
      expect((await lcov(text, turn)).line_pct).toBe(all === 0 ? null : Math.round((hits / all) * 10_000) / 100)
    }),
  )
})

test('cobertura and clover: the attributes of the whole', () => {
  const root = '<?xml version="1.0"?>\n<coverage lines-valid="8" branches-valid="4" line-rate="0.8751" branch-rate="0.25" version="0.1">'
  expect(cobertura(root)).toEqual({ line_pct: 87.51, branch_pct: 25 })
  expect(cobertura('<coverage line-rate="1" branches-valid="0" branch-rate="0">')).toEqual({ line_pct: 100, branch_pct: null })
  expect(cobertura('<html>')).toEqual({ line_pct: null, branch_pct: null })
  const project = '<coverage><project><metrics statements="8" coveredstatements="7" conditionals="0" coveredconditionals="0" methods="2"/>'
  expect(clover(project)).toEqual({ line_pct: 87.5, branch_pct: null })
})

test('the report nearest to the root, the summary before the others', async () => {
  const summary = JSON.stringify({ total: { lines: { pct: 91.2 }, branches: { pct: 'Unknown' } } })
  const files = { 'package.json': '{}', 'coverage/lcov.info': '', 'coverage/coverage-summary.json': summary, 'a/b/coverage/clover.xml': '' }
  const run = await runProbe(testInventory, files)
  expect(run.status === 'ok' && run.slice.coverage).toEqual({
    present: true,
    path: 'coverage/coverage-summary.json',
    format: 'json-summary',
    line_pct: 91.2,
    branch_pct: null,
  })
})
