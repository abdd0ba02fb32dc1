// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells are what is tested
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expand } from './expand.ts'

const values = new Map([
  ['a', '1'],
  ['empty', ''],
  ['long_name', 'x'],
])
const lookup = (name: string) => values.get(name)

test.each([
  ['plain', 'plain'],
  ['$a', '1'],
  ['${a}', '1'],
  ['${a}0.$long_name-z', '10.x-z'],
  ['${none:-d}', 'd'],
  ['${none-d}', 'd'],
  ['${empty:-d}', 'd'],
  ['${empty-d}', ''],
  ['${a:+set}', 'set'],
  ['${none:+set}', ''],
  ['${none:-${a}}', '1'],
  ['${none:-${other:-${a}}}', '1'],
  ['$$a', '$a'],
])('%s is %s', (text, expected) => expect(expand(text, lookup)).toBe(expected))

test.each([
  '$none',
  '${none}',
  '${a',
  '${a#1}',
  '${a:?err}',
  '${}',
  'x$',
  '${none:-$other}',
  `${'${a:-'.repeat(20)}x${'}'.repeat(20)}y$none`,
])('%s is not known', (text) => {
  expect(expand(text, lookup)).toBeUndefined()
})

test('it ends on every text, and changes none without a dollar', () => {
  const part = fc.constantFrom('$', '{', '}', ':-', 'a', 'none', '${', 'x')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const text = parts.join('')
      const result = expand(text, lookup)
      if (!text.includes('$')) expect(result).toBe(text)
      expect(typeof result === 'string' || result === undefined).toBe(true)
    }),
  )
})

test('does not know what doubles without end', () => {
  const values = new Map([['A0', 'ten chars.']])
  for (let i = 0; i < 60; i++) values.set(`A${i + 1}`, expand(`$A${i}$A${i}`, (name) => values.get(name)) ?? 'unknown')
  expect(values.get('A9')).toHaveLength(5120)
  expect(values.get('A10')).toBe('unknown')
})
