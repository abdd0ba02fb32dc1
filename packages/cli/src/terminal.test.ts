import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visible, visibleLine } from './terminal.ts'

describe('visible', () => {
  it('shows what a terminal would obey', () => {
    expect(visible('a\u001b[31mb\u0007\u007f\u009b\r\t\u202e\u2066\ufeffc\n')).toBe(
      'a\\u001b[31mb\\u0007\\u007f\\u009b\\u000d\\u0009\\u202e\\u2066\\ufeffc\n',
    )
  })

  it('leaves text of all languages alone', () => {
    expect(visible('naïve 日本語 emoji 👩‍💻 ✓')).toBe('naïve 日本語 emoji 👩‍💻 ✓')
  })

  it('shows half a surrogate pair', () => {
    expect(visible('a\ud800b')).toBe('a\\ud800b')
  })

  it('keeps JSON what it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        expect(JSON.parse(visible(text))).toEqual(JSON.parse(text))
      }),
    )
    expect(JSON.parse(visible(JSON.stringify('\u007f\u202e\ufeff')))).toBe('\u007f\u202e\ufeff')
  })

  it('leaves no control character but the newline', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}\p{Surrogate}]/u)
      }),
    )
  })
})

it('visibleLine keeps text on its line', () => {
  expect(visibleLine('a\nb: 0 errors')).toBe('a\\nb: 0 errors')
})
