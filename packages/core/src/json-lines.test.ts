import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLine, jsonLines } from './json-lines.ts'

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

/** The lines of all keys of a value as `JSON.stringify(value, null, 1)` writes it. */
function written(value: unknown): {
  readonly lines: readonly (readonly [readonly (string | number)[], number])[]
  readonly height: number
} {
  const isList = Array.isArray(value)
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  if (entries.length === 0) return { lines: [], height: 1 }
  let line = 2
  const lines = entries.flatMap(([name, item]) => {
    const key = isList ? Number(name) : name
    const start = line
    const below = written(item)
    line += below.height
    return [[[key], start] as const, ...below.lines.map(([keys, at]) => [[key, ...keys], start + at - 1] as const)]
  })
  return { lines, height: line }
}

describe('jsonLines', () => {
  it('says of every key of any value where it is written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value, null, 1)
        const lines = jsonLines(text)
        const plain = JSON.parse(text)
        for (const [keys, line] of written(plain).lines) expect([keys, lines(keys)]).toEqual([keys, line])
        for (const keys of [[], ['absent'], [0, 0, 0, 0, 0, 0]]) expect(lines(keys)).toBeUndefined()
      }),
    )
  })

  it('gives the last of a key that is given twice, and nothing of a broken text', () => {
    expect(jsonLines('{"a":{"b":1},\n"a":{"b":2}}')(['a', 'b'])).toBe(2)
    expect(jsonLines('{"a":1,\n"b"')(['a'])).toBeUndefined()
    expect(jsonLines('')(['a'])).toBeUndefined()
    expect(jsonLines(`{"x":"${' '.repeat(1 << 20)}",\n"a":1}`)(['a'])).toBe(2)
  })

  it('finds each of many keys below a key of any length', () => {
    const name = 'k'.repeat(300_000)
    const keys = Array.from({ length: 30_000 }, (_, i) => `s${i}`)
    const lines = jsonLines(JSON.stringify({ [name]: Object.fromEntries(keys.map((key) => [key, 1])) }, null, 1))
    expect(keys.map((key) => lines([name, key]))).toEqual(keys.map((_, i) => i + 3))
  })
})
