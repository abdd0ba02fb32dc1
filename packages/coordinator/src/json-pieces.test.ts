import type { Json } from '@codegenie/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonPieces } from './json-pieces.ts'
import { jsonText } from './json-text.ts'
import { sanitize } from './sanitize.ts'

const whole = (value: Json) => jsonText(sanitize(value))

it('gives the text of the whole, whatever the value', () => {
  const leaf = fc.oneof(fc.constantFrom('/home/me/a', 'a\u2028b', '\ud800', `ghp_${'a'.repeat(36)}`), fc.jsonValue())
  const long = fc.tuple(fc.integer({ min: 999, max: 2001 }), leaf).map(([length, item]) => Array.from({ length }, () => item))
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      long,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('a', '/home/me', '/home/you', '__proto__', 'é', '1'), tie('value'), { maxKeys: 4 }),
    ),
  })).value as fc.Arbitrary<Json>
  fc.assert(
    fc.property(values, (value) => {
      expect([...jsonPieces(value)].join('')).toBe(whole(value))
    }),
  )
})

it('renders a long list in pieces', () => {
  const lockfiles = [{ path: 'a', packages: Array.from({ length: 5000 }, (_, i) => ({ name: `p${i}` })), drift: [] }]
  const pieces = [...jsonPieces({ lockfiles })]
  expect(pieces.join('')).toBe(whole({ lockfiles }))
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(20_000)
})
