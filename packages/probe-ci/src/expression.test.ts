import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, fill, namesIn, property } from './expression.ts'

const values = { matrix: { Node: 20, group: [['a', 'b']], 'os-name': 'linux' }, inputs: { empty: '', flag: false } }
const lookup = (path: readonly string[]) => property(values, path)

describe('fill', () => {
  it('fills in what is known, and leaves the rest as it stands', () => {
    expect(fill('a ${{ matrix.node }} b ${{matrix.group[0][1]}} ${{ github.sha }} ${{ inputs.flag }}', lookup)).toBe(
      'a 20 b b ${{ github.sha }} false',
    )
    expect(fill("${{ matrix['os-name'] }} ${{ matrix.group }} ${{", lookup)).toBe('linux ${{ matrix.group }} ${{')
    expect(fill('no expression', lookup)).toBe('no expression')
  })

  it('keeps a text whose expressions would make it grow for ever', () => {
    const text = '${{ inputs.x }}'.repeat(3)
    expect(fill(text, () => 'y'.repeat(15_000))).toBe(text)
  })

  it('is total', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."${}|'.[]ab( )&!") }), (text) => {
        expect(typeof fill(text, lookup)).toBe('string')
      }),
    )
  })
})

describe('evaluate', () => {
  it.each([
    ["'it''s'", "it's"],
    ['1.5', 1.5],
    ['true', true],
    ['inputs.empty || matrix.node', 20],
    ["inputs.flag || ''", ''],
    ['fromJSON(\'{"a":[1]}\')', { a: [1] }],
    ["github.ref == 'x' && 'a' || 'b'", undefined],
    ['unknown || 1', undefined],
    ["fromJSON('{')", undefined],
    ['matrix.', undefined],
    ['constructor.name', undefined],
    ["matrix['__proto__']", undefined],
    ["format('{0}', 1)", undefined],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, lookup)).toEqual(expected)
  })
})

it('finds the names that expressions take from a context', () => {
  expect(namesIn(["${{ matrix.Node }} ${{ matrix['os'] }} matrix.no", 'matrix.never'], 'matrix')).toEqual(new Set(['node', 'os', 'no']))
})
