import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byBytes } from './order.ts'

it('is the order of the UTF-8 bytes', () => {
  const strings = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '/', '-', 'é', '\uE000', '\uFFFD', '😀', '🀀'), maxLength: 6 })
  fc.assert(
    fc.property(strings, strings, (a, b) => {
      expect(Math.sign(byBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
})
