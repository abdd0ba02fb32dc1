import { describe, expect, it } from 'vitest'
import { parseYaml } from './yaml.ts'

describe('parseYaml', () => {
  it('reads merge keys and gives the line of a key', async () => {
    const file = await parseYaml('base: &base\n  a: 1\npackages:\n  - x\n  - name: y\n    <<: *base\n')
    expect(file.parsed).toEqual({ value: { base: { a: 1 }, packages: ['x', { name: 'y', a: 1 }] }, notes: [] })
    expect(file.line(['packages'])).toBe(3)
    expect(file.line(['packages', 1, 'name'])).toBe(5)
    expect(file.line(['nothing'])).toBeUndefined()
  })

  it('gives the line of a key that an alias or a merge brings in: where it is written', async () => {
    const text = 'a: &a\n  run: x\nb: *a\nc:\n  <<: *a\n  own: y\nd:\n  <<: [{z: 1}, *a]\n  run: here\ne: &e\n  <<: *a\nf:\n  - <<: *e\n'
    const { line } = await parseYaml(text)
    expect(
      [
        ['b', 'run'],
        ['c', 'run'],
        ['c', 'own'],
        ['d', 'run'],
        ['d', 'z'],
        ['f', 0, 'run'],
        ['c', 'none'],
      ].map((keys) => line(keys)),
    ).toEqual([2, 2, 6, 9, 8, 2, undefined])
  })

  it('says where a text is broken, without quoting it', async () => {
    const { parsed } = await parseYaml('a: 1\nb: [s3cret\nc: 2\n')
    expect(parsed).toMatchObject({ problem: 'parse_error' })
    expect(JSON.stringify(parsed)).not.toContain('s3cret')
  })

  it('gives up on aliases that explode, on cycles and on depth', async () => {
    const laughs = [
      'a: &a0 [x]',
      ...Array.from({ length: 20 }, (_, i) => `b${i}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(',')}]`),
    ].join('\n')
    expect((await parseYaml(laughs)).parsed).toMatchObject({ problem: 'alias_cap_exceeded' })
    const many = (count: number) => Array.from({ length: count }, (_, i) => `- &a${i} v\n- *a${i}`).join('\n')
    for (const count of [10_000, 40_000]) expect((await parseYaml(many(count))).parsed).toMatchObject({ problem: 'alias_cap_exceeded' })
    expect((await parseYaml('a: &a\n  b: *a\n')).parsed).toMatchObject({ problem: expect.stringMatching(/cap_exceeded$/) })
    for (const deep of [`a: ${'['.repeat(100_000)}`, `a: ${'['.repeat(200)}${']'.repeat(200)}`, `a: ${'- '.repeat(20_000)}x`])
      expect((await parseYaml(deep)).parsed).toMatchObject({ problem: expect.stringMatching(/depth_cap_exceeded|parse_error/) })
  })

  it('finds one key in two places of a map among many thousands, and not in two maps', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `k${i}: {a: ${i}}\n`).join('')
    expect((await parseYaml(many)).parsed).toMatchObject({ value: { k19999: { a: 19_999 } } })
    expect((await parseYaml(`${many}k7: 1\n`)).parsed).toEqual({
      problem: 'parse_error',
      message: 'expected YAML, found a syntax error (DUPLICATE_KEY) at line 20001, column 1',
    })
  })

  it('gives up on more text than the library reads in seconds, and reads as much of plain blocks', async () => {
    const line = `k: ${'x'.repeat(1 << 20)}\n`
    expect((await parseYaml(line)).parsed).toMatchObject({ value: { k: 'x'.repeat(1 << 20) } })
    expect((await parseYaml(`${line}a: &a 1\n`)).parsed).toMatchObject({ problem: 'size_cap_exceeded' })
  })

  it('notes a forbidden key and leaves prototypes alone', async () => {
    const { parsed } = await parseYaml('__proto__:\n  polluted: true\na: 1\n')
    expect(parsed).toMatchObject({ notes: [{ problem: 'forbidden_key', message: 'the key __proto__ was left out' }] })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
