import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyLine, toJson } from './jsonc.ts'

test('comments and trailing commas become blanks, strings and lines stay', () => {
  const text = [
    '// rush',
    '{ /* a "projects": [',
    '  */ "url": "https://a//b/*c*/", // d',
    '  "list": [1, 2, /* e */ // f',
    '  ],',
    '  "escaped": "\\"// \\\\",',
    '}',
  ].join('\n')
  const json = toJson(text)
  expect(JSON.parse(json)).toEqual({ url: 'https://a//b/*c*/', list: [1, 2], escaped: '"// \\' })
  expect([json.length, json.split('\n').length]).toEqual([text.length, 7])
})

test('what is no JSON with comments stays what it is not', () => {
  for (const text of ['', '{', '{"a": /', '"//', '{"a": 1 /* }', '[1,,]', '[,1]', '/**/', '{"a\\'])
    expect(() => JSON.parse(toJson(text))).toThrow()
})

test('plain JSON comes back as it is', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent)
      expect(toJson(text)).toBe(text)
    }),
  )
})

test('a comment anywhere between two tokens changes nothing but the space there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('"a//"', '1', 'null', '{"b": "/*"}')),
      fc.constantFrom('/* , ] */', '// ]\n', '/**/'),
      (items, comment) => {
        const text = `[${comment}${items.join(`${comment},${comment}`)}${comment}]`
        expect(JSON.parse(toJson(text))).toEqual(JSON.parse(`[${items.join(',')}]`))
      },
    ),
  )
})

test('many comment starts, quotes or commas take linear time', () => {
  for (const text of ['/*', '//', '"', ',', '\\"', '/', '*/'].map((piece) => piece.repeat(200_000)))
    expect(toJson(text)).toHaveLength(text.length)
})

test('a key is found where it is a key, not where it is a value', () => {
  expect(keyLine('{\n"a": "projects",\n"projects"\n : 1}', 'projects')).toBe(3)
  expect(keyLine('{"a": "projects"}', 'projects')).toBe(undefined)
  expect(keyLine('"projects', 'projects')).toBe(undefined)
})
