import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inKeyOrder } from './entries.ts'

const keysNearlyInOrder = fc
  .tuple(
    fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '_', '-'), maxLength: 3 }), { maxLength: 30 }),
    fc.array(fc.nat(), { maxLength: 4 }),
  )
  .map(([keys, moves]) => {
    const nearly = keys.toSorted()
    for (const move of moves) nearly.push(...nearly.splice(move % (nearly.length + 1), 1))
    return nearly
  })

it('gives the last entry of each key, in the order of the keys, and tells of each that was given again', () => {
  fc.assert(
    fc.property(keysNearlyInOrder, (keys) => {
      const repeated: number[] = []
      const entries = inKeyOrder(
        keys,
        keys.map((_, i) => i),
        (i) => repeated.push(i),
      )
      const last = new Map(keys.map((key, i) => [key, i]))
      const wanted = [...last.keys()].sort()
      expect(entries.keys).toEqual(wanted)
      expect(entries.items).toEqual(wanted.map((key) => last.get(key)))
      expect(repeated).toHaveLength(keys.length - wanted.length)
      expect(repeated.every((i) => keys.indexOf(keys[i]!) < i)).toBe(true)
    }),
  )
})
