import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLine, jsonLines, MAX_DEPTH, parseJson } from './json.ts'

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

describe('jsonLine', () => {
  const text =
    '{\n  "name": "x",\n  "scripts": {\n    "build": "tsc",\n    "te\\u0073t": "vitest"\n  },\n  "files": [\n    "a",\n    {"b": 1}\n  ],\n  "build": 1\n}'
  it.each<[(string | number)[], number | undefined]>([
    [['name'], 2],
    [['scripts', 'build'], 4],
    [['scripts', 'test'], 5],
    [['files', 1], 9],
    [['files', 1, 'b'], 9],
    [['build'], 11],
    [['scripts', 'lint'], undefined],
    [['name', 'x'], undefined],
  ])('finds %j', (keys, line) => {
    expect(jsonLine(text, keys)).toBe(line)
  })

  it('finds the one that counts when a key is given twice', () => {
    expect(jsonLine('{"a":1,\n"a":2}', ['a'])).toBe(2)
  })
})

describe('jsonLines', () => {
  it('says of every key what jsonLine says', () => {
    const keysOf = (value: unknown): (string | number)[][] =>
      typeof value !== 'object' || value === null
        ? [[]]
        : [
            [],
            ...Object.entries(value).flatMap(([key, item]) =>
              keysOf(item).map((rest) => [Array.isArray(value) ? Number(key) : key, ...rest]),
            ),
          ]
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value, null, 1)
        const lines = jsonLines(text)
        for (const keys of [...keysOf(value), ['absent'], ['a', 'b', 'c', 'd']].filter((each) => each.length > 0))
          expect([keys, lines(keys)]).toEqual([keys, jsonLine(text, keys)])
      }),
    )
  })

  it('gives the last of a key that is given twice, and nothing of a broken text', () => {
    expect(jsonLines('{"a":{"b":1},\n"a":{"b":2}}')(['a', 'b'])).toBe(2)
    expect(jsonLines('{"a":1,\n"b"')(['a'])).toBeUndefined()
    expect(jsonLines(`{"x":"${' '.repeat(1 << 20)}",\n"a":1}`)(['a'])).toBe(2)
  })
})
