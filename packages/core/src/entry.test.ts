import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEntry, encodeEntry, entryHeader } from './entry.ts'
import { loadBlake3 } from './hash.ts'

const { hash } = await loadBlake3()
const key = hash('key')
const text = fc.string({ unit: 'grapheme', maxLength: 200 })

describe('a cache entry', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (parts) => {
        expect(decodeEntry(key, encodeEntry(key, 'sample', parts, hash), hash)).toEqual(parts)
      }),
    )
  })

  it('is the same of texts, of pieces of them, and of their UTF-8', () => {
    const whole = encodeEntry(key, 'sample', ['slice', 'täil'], hash)
    expect(encodeEntry(key, 'sample', ['slice', ['tä', Buffer.from('i'), new TextEncoder().encode('l')]], hash)).toEqual(whole)
    expect(encodeEntry(key, 'sample', ['slice', [Buffer.from('täi'), 'l']], hash)).toEqual(whole)
  })

  it('is refused when any byte of it is different, missing or added', () => {
    const entry = encodeEntry(key, 'sample', ['slice', '', 'täil'], hash)
    for (let at = 0; at < entry.length; at++) {
      const flipped = Buffer.from(entry)
      flipped[at]! ^= 4
      expect(decodeEntry(key, flipped, hash)).toBeUndefined()
      expect(decodeEntry(key, entry.subarray(0, at), hash)).toBeUndefined()
    }
    expect(decodeEntry(key, Buffer.concat([entry, Buffer.from('x')]), hash)).toBeUndefined()
  })

  it('is refused under another key', () => {
    expect(decodeEntry(hash('other'), encodeEntry(key, 'sample', ['a'], hash), hash)).toBeUndefined()
  })
})

describe('the header of an entry', () => {
  it('names its probe, also when the rest is cut off', () => {
    const entry = encodeEntry(key, 'node_manifest', ['slice'.repeat(500)], hash)
    expect([entryHeader(entry), entryHeader(entry.subarray(0, 300))]).toEqual([{ probe: 'node_manifest' }, { probe: 'node_manifest' }])
  })

  it('never carries a name that could be taken for something else', () => {
    for (const name of ['two words', 'a\nb', '', 'x'.repeat(5000), '__proto__']) {
      const entry = encodeEntry(key, name, ['slice'], hash)
      expect(decodeEntry(key, entry, hash)).toEqual(['slice'])
      expect(entryHeader(entry)).toEqual({ probe: 'unknown' })
    }
  })

  it('tells another format from damage', () => {
    const entry = encodeEntry(key, 'sample', ['a'], hash).toString()
    expect(entryHeader(Buffer.from(entry.replace('codegenie-entry 2', 'codegenie-entry 17')))).toBe('another format')
    for (const damage of ['', 'x', '\0'.repeat(100), entry.slice(1), entry.replace('2', 'two'), entry.replace('sample', 'SAMPLE')])
      expect(entryHeader(Buffer.from(damage))).toBeUndefined()
  })
})
