import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cursor, eachMember, expectEnd, readValue } from './json.ts'
import { jsonErrorOffset } from './json-problem.ts'

/** The members of an object as the walk gives them; what it throws, as a word. */
function walk(text: string): unknown {
  const members: [string, unknown][] = []
  try {
    const json = cursor(text)
    eachMember(json, (key) => members.push([key, readValue(json, 1)]))
    expectEnd(json)
    return members
  } catch (error) {
    return error instanceof SyntaxError ? 'not JSON' : 'too deep'
  }
}

function parsed(text: string): unknown {
  try {
    return Object.entries(JSON.parse(text) as object)
  } catch {
    return 'not JSON'
  }
}

const indents = fc.constantFrom('', ' ', '  ', '\t', '    ')
const objects = fc.dictionary(
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((key) => !/^\d+$/.test(key)),
  fc.jsonValue({ maxDepth: 4 }),
  { noNullPrototype: true },
)

describe('eachMember', () => {
  it('gives what JSON.parse gives, however the text is laid out', () => {
    fc.assert(
      fc.property(objects, indents, fc.constantFrom('\n', '\r\n'), (value, indent, newline) => {
        const text = JSON.stringify(value, null, indent).replaceAll('\n', newline)
        expect(walk(text)).toEqual(parsed(text))
      }),
    )
  })

  it('refuses what JSON.parse refuses, and nothing else', () => {
    fc.assert(
      fc.property(
        objects,
        indents,
        fc.nat(),
        fc.constantFrom(...'{}[]:,"\\ \n\t0e-.tnué\u0000'),
        fc.boolean(),
        (value, indent, seed, char, insert) => {
          const text = JSON.stringify(value, null, indent)
          const at = seed % text.length
          const mutant = text.slice(0, at) + char + text.slice(insert ? at : at + 1)
          fc.pre(mutant.trimStart().startsWith('{'))
          const reference = parsed(mutant)
          if (reference === 'not JSON') expect(walk(mutant)).toBe('not JSON')
          else expect(new Map(walk(mutant) as [string, unknown][])).toEqual(new Map(reference as [string, unknown][]))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('finds the end of a value that is not indented like its key', () => {
    const text = '{\n  "a": {"b": {\n  }, "c": "}"},\n  "d": {}, "e": {"f": [\n  {}\n  ]\n  }\n}'
    expect(walk(text)).toEqual(parsed(text))
  })

  it('stops guessing in a text that is laid out in another way', () => {
    const text = `{${'\n "k": {"a": {"b": 1}},'.repeat(100)}\n "last": {"c": 2}}`
    expect(new Map(walk(text) as [string, unknown][])).toEqual(new Map(parsed(text) as [string, unknown][]))
  })

  it.each([
    [63, false],
    [64, true],
  ])('reads 64 levels and not more: %i below the root', (levels, refused) => {
    for (const indent of ['', '  ']) {
      let value: unknown = 1
      for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { k: value } : [value]
      const text = JSON.stringify({ a: value }, null, indent)
      expect(walk(text)).toEqual(refused ? 'too deep' : parsed(text))
    }
  })

  it('does not count brackets in strings', () => {
    const text = JSON.stringify({ a: { b: '[{'.repeat(1000) } }, null, 2)
    expect(walk(text)).toEqual(parsed(text))
  })
})

describe('jsonErrorOffset', () => {
  it('finds no error in JSON, and the end in every proper beginning of an object', () => {
    fc.assert(
      fc.property(objects, indents, fc.nat(), (value, indent, seed) => {
        const text = JSON.stringify(value, null, indent)
        const cut = 1 + (seed % (text.length - 1))
        expect(jsonErrorOffset(text)).toBe(undefined)
        expect(jsonErrorOffset(text.slice(0, cut))).toBe(cut)
      }),
    )
  })

  it('agrees with JSON.parse on whether there is an error', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{}:,"\\ \n0-9eE+.tfruelsan-]{0,12}$/), (text) => {
        expect(jsonErrorOffset(text) === undefined).toBe(isJson(text))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['{"a" 1}', 5],
    ['{"a":01}', 5],
    ['[1,]', 3],
    ['{,}', 1],
    ['"a\nb"', 2],
    ['"\\x"', 1],
    ['"\\u12g4"', 1],
    ['"\\u12', 5],
    ['tru', 3],
    ['trux', 0],
    ['1.', 2],
    ['-', 1],
    ['{} {}', 3],
  ])('%j at %i', (text, offset) => {
    expect(jsonErrorOffset(text)).toBe(offset)
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
