import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_DEPTH, parseJson } from './json.ts'

describe('parseJson', () => {
  it('gives what JSON.parse gives, for any JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(parseJson(text)).toMatchObject({ value: JSON.parse(text) })
      }),
    )
  })

  it('refuses exactly what JSON.parse refuses', () => {
    const near = fc.tuple(
      fc.jsonValue({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', ',', '"', '{', ']', '\\', 'u12', '-', '1e', '\u0000', ' ', '\n', '.'),
    )
    fc.assert(
      fc.property(near, ([value, at, junk]) => {
        const valid = JSON.stringify(value, null, 1)
        const text = valid.slice(0, at % (valid.length + 1)) + junk + valid.slice((at + 1) % (valid.length + 1))
        let accepted = true
        try {
          JSON.parse(text)
        } catch {
          accepted = false
        }
        expect('value' in parseJson(text)).toBe(accepted)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['', 'expected JSON, found an empty file'],
    [' \n\t', 'expected JSON, found an empty file'],
    ['{"name": "s3cret"', 'expected JSON, found a syntax error at line 1, column 18'],
    ['{\n  "a": 1,\n}', 'expected JSON, found a syntax error at line 3, column 1'],
    ['<<<<<<< HEAD\n{}', 'expected JSON, found a syntax error at line 1, column 1'],
  ])('says where %j is broken, without quoting it', (text, message) => {
    expect(parseJson(text)).toEqual({ problem: 'parse_error', message })
  })

  it('does not read what is nested too deeply', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(parseJson(nested(MAX_DEPTH))).toMatchObject({ notes: [] })
    expect(parseJson(nested(MAX_DEPTH + 1))).toMatchObject({ problem: 'depth_cap_exceeded' })
    expect(parseJson(nested(1_000_000))).toMatchObject({ problem: 'depth_cap_exceeded' })
  })

  it('notes keys that are given twice or forbidden', () => {
    expect(parseJson('{"a": 1,\n"\\u0061": {"__proto__": {}}}')).toMatchObject({
      notes: [
        { problem: 'duplicate_key', message: 'a key is given twice in one object, the last one was read, first at line 2' },
        { problem: 'forbidden_key', message: 'the key __proto__ was left out, first at line 2' },
      ],
    })
  })
})
