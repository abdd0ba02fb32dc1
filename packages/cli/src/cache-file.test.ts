import { encodeEntry, loadBlake3 } from '@codegenie/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packEntries, unpackEntries } from './cache-file.ts'

const { hash } = await loadBlake3()

const entriesOf = (texts: readonly string[]) =>
  new Map(texts.map((text) => [hash(text), encodeEntry(hash(text), 'sample', [text, 'more'], hash)] as const))
const unpack = (file: Buffer) => unpackEntries(file, 'x.cache', hash)
const mismatch = (message: RegExp) => expect.objectContaining({ code: 'mismatch', message: expect.stringMatching(message) })

describe('a file of entries', () => {
  it('comes back as it was, whatever the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), (texts) => {
        const packed = packEntries(entriesOf(texts), hash)
        expect(new Map(unpack(packed))).toEqual(entriesOf(texts))
        expect(packEntries(entriesOf(texts.toReversed()), hash).equals(packed)).toBe(true)
      }),
    )
  })

  it('is refused when any byte of it is different, missing or added', () => {
    const packed = packEntries(entriesOf(['a', 'b']), hash)
    for (let at = 0; at < packed.length; at++) {
      const flipped = Buffer.from(packed)
      flipped[at]! ^= 1
      expect(() => unpack(flipped)).toThrow(mismatch(/^x\.cache: /))
      expect(() => unpack(packed.subarray(0, at))).toThrow(mismatch(/^x\.cache: /))
    }
    expect(() => unpack(Buffer.concat([packed, Buffer.from('x')]))).toThrow(mismatch(/is damaged/))
  })

  it('is refused when an entry in it is not whole, though the file is', () => {
    const [[key, entry]] = [...entriesOf(['a'])] as [[string, Buffer]]
    const cases = new Map<string, Buffer>([
      [key, entry.subarray(1)],
      [hash('another key'), entry],
      [key, Buffer.from(entry.toString('latin1').replace('codegenie-entry 2', 'codegenie-entry 9'), 'latin1')],
    ])
    for (const one of cases)
      expect(() => unpack(packEntries(new Map([one]), hash))).toThrow(mismatch(/an entry is damaged, or of another version/))
  })

  it('is refused when its index lies, though its digest is right', () => {
    const entries = [...entriesOf(['a'])] as [[string, Buffer]]
    const [[key, entry]] = entries
    for (const index of [
      `${key}:${entry.length + 1}`,
      `${key}:0`,
      `${key}:-1`,
      `${key}:x`,
      '__proto__:1',
      `${key}:${'9'.repeat(10)}`,
      ',',
      '',
    ]) {
      const digest = hash(Buffer.concat([Buffer.from(`${index}\n`), entry]))
      expect(() => unpack(Buffer.concat([Buffer.from(`codegenie-cache 1 ${digest} ${index}\n`), entry]))).toThrow(mismatch(/damaged/))
    }
  })

  it('says what else it is', () => {
    expect(() => unpack(Buffer.from('PK\u0003\u0004 what\n'))).toThrow(mismatch(/expected a file that codegenie cache export wrote/))
    expect(() => unpack(Buffer.from('codegenie-cache 2 abc def\n'))).toThrow(mismatch(/expected a file of format 1/))
  })
})
