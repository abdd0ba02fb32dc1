import { runProbe } from '@codegenie/core/testing'
import { describe, expect, it } from 'vitest'
import probe from './index.ts'

async function warnings(files: Record<string, string>): Promise<string[]> {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return run.warnings.map(({ code, path }) => `${code} ${path}`)
}
const chart = (values: string) => ({ 'c/Chart.yaml': 'name: a\n', 'c/values.yaml': values })

describe('tags in values', () => {
  it.each([
    'a: !!js/function "x"',
    'a: !!python/object/apply:os.system [x]',
    'image: !Custom {repository: r, tag: 1}',
    '- !x y',
    'a:\n  !x b: c',
    'a: !<tag:e,2020:x> {y: 1}',
    'a: [b, !x c]',
  ])('%j is not plain', async (line) => {
    expect(await warnings(chart(`m:\n  ${line.replaceAll('\n', '\n  ')}\n`))).toContain('yaml.unsafe_tag c/values.yaml')
  })
  it.each([
    'a: !!str 5',
    'a: !!binary "////"',
    'a: b!c',
    'a: "x: !y"',
    '# a: !x',
    'a: color red !important',
    'a: |\n  if ! test -f x\n  a !=b',
    'a: [b, "!x"]',
  ])('%j is', async (line) => {
    expect(await warnings(chart(`m:\n  ${line.replaceAll('\n', '\n  ')}\n`))).toEqual([])
  })
  it('mean something to serverless and SAM', async () => {
    expect(await warnings({ 'serverless.yml': 'provider: {name: aws}\nfunctions:\n  a: {handler: !Sub "x"}\n' })).toEqual([])
  })
})

describe('long texts', () => {
  it('on one line are left out, and said', async () => {
    expect(await warnings(chart(`image:\n  tag: ${'a'.repeat(20_000)}\n`))).toEqual(['deployment.text_cap_exceeded c/values.yaml'])
    expect(await warnings({ 'compose.yaml': `services:\n  a:\n    image: ${'a'.repeat(20_000)}\n` })).toEqual([
      'deployment.text_cap_exceeded compose.yaml',
    ])
  })
  it('of many lines are files of their own', async () => {
    expect(await warnings(chart(`config: |\n${'  some line\n'.repeat(5_000)}`))).toEqual([])
  })
})
