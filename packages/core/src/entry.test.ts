import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEntry, encodeEntry } from './entry.ts'
import { loadBlake3 } from './hash.ts'

const { hash } = await loadBlake3()
const key = hash('key')
const text = fc.string({ unit: 'grapheme', maxLength: 200 })

describe('a cache entry', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (parts) => {
        expect(decodeEntry(key, encodeEntry(key, parts, hash), hash)).toEqual(parts)
      }),
    )
  })

  it('is refused when any byte of it is different, missing or added', () => {
    const entry = encodeEntry(key, ['slice', '', 'täil'], hash)
    for (let at = 0; at < entry.length; at++) {
      const flipped = Buffer.from(entry)
      flipped[at]! ^= 4
      expect(decodeEntry(key, flipped, hash)).toBeUndefined()
      expect(decodeEntry(key, entry.subarray(0, at), hash)).toBeUndefined()
    }
    expect(decodeEntry(key, Buffer.concat([entry, Buffer.from('x')]), hash)).toBeUndefined()
  })

  it('is refused under another key', () => {
    expect(decodeEntry(hash('other'), encodeEntry(key, ['a'], hash), hash)).toBeUndefined()
  })
})
