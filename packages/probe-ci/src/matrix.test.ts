import { expect, it } from 'vitest'
import { combinations, readMatrix } from './matrix.ts'
import type { Node } from './node.ts'

const node = (value: unknown): Node => ({ doc: { path: 'x', lines: [], lineOf: () => undefined }, keys: [], value })
const expand = (value: unknown, ...names: string[]) =>
  combinations(readMatrix(node(value))!, new Set(names))?.map((each) => Object.fromEntries(each))

it("includes as GitHub's documentation says", () => {
  const matrix = {
    fruit: ['apple', 'pear'],
    animal: ['cat', 'dog'],
    include: [
      { color: 'green' },
      { color: 'pink', animal: 'cat' },
      { fruit: 'apple', shape: 'circle' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ],
  }
  expect(expand(matrix, 'fruit', 'animal', 'color', 'shape')).toEqual([
    { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
    { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
    { fruit: 'pear', animal: 'cat', color: 'pink' },
    { fruit: 'pear', animal: 'dog', color: 'green' },
    { fruit: 'banana' },
    { fruit: 'banana', animal: 'cat' },
  ])
})

it('excludes what agrees, before it includes', () => {
  const matrix = {
    os: ['linux', 'mac'],
    node: [18, 20],
    exclude: [{ os: 'mac', node: 18 }],
    include: [{ os: 'mac', node: 18, extra: true }],
  }
  expect(expand(matrix, 'os', 'node')).toEqual([
    { os: 'linux', node: 18 },
    { os: 'linux', node: 20 },
    { os: 'mac', node: 20 },
    { os: 'mac', node: 18 },
  ])
})

it('tells each combination of the names that matter once, whatever their case', () => {
  expect(expand({ OS: ['a', 'b'], Node: [18, 20] }, 'node')).toEqual([{ node: 18 }, { node: 20 }])
  expect(expand({ include: [{ node: 18 }, { node: 20 }, { node: 18, os: 'x' }] }, 'node')).toEqual([{ node: 18 }, { node: 20 }])
})

it('reads a list of an expression that is a literal, and leaves out what is computed', () => {
  expect(expand({ node: '${{ fromJSON(\'["18","20"]\') }}', x: '${{ needs.a.outputs.b }}' }, 'node', 'x')).toEqual([
    { node: '18' },
    { node: '20' },
  ])
  expect(readMatrix(node('${{ fromJson(needs.a.outputs.b) }}'))).toBeUndefined()
})

it('does not multiply what nobody asks for, and gives up on too many', () => {
  const axis = Array.from({ length: 256 }, (_, i) => i)
  const bomb = { a: axis, b: axis, c: axis, d: axis, e: axis, f: axis }
  expect(expand(bomb, 'a')).toHaveLength(256)
  expect(expand(bomb)).toEqual([{}])
  expect(expand(bomb, 'a', 'b')).toBeUndefined()
  expect(expand({ ...bomb, exclude: [{ a: 1 }] }, 'a')).toBeUndefined()
})
