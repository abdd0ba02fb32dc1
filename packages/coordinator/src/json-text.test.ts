import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonText } from './json-text.ts'

it('escapes what a terminal obeys, in keys too, and nothing else', () => {
  expect(jsonText({ 'a\u009b31m': ['\u202e', 'é😀', '\u007f', 1, null] })).toBe('{"a\\u009b31m":["\\u202e","é😀","\\u007f",1,null]}')
})

it('reads back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value as never))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
