import type { Json } from '@codegenie/core'
import fc from 'fast-check'
import { CORE_SCHEMA, load, mergeTag, YAML11_SCHEMA } from 'js-yaml'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { toYaml, yamlKey } from './yaml.ts'

const READERS: Record<string, (text: string) => unknown> = {
  'yaml 1.2': (text) => parse(text),
  'yaml 1.2 with merge keys': (text) => parse(text, { merge: true }),
  'yaml 1.1': (text) => parse(text, { version: '1.1' }),
  'js-yaml core': (text) => load(text, { maxDepth: 2000 }),
  'js-yaml core with merge keys': (text) => load(text, { schema: CORE_SCHEMA.withTags(mergeTag) }),
  'js-yaml 1.1': (text) => load(text, { schema: YAML11_SCHEMA }),
}

/** As JSON text: shows the order of keys, own `__proto__` keys and the difference between 1 and '1'. */
function readBack(text: string): Record<string, string> {
  return Object.fromEntries(Object.entries(READERS).map(([name, read]) => [name, JSON.stringify(read(text))]))
}

function unchanged(value: Json): Record<string, string> {
  return Object.fromEntries(Object.keys(READERS).map((name) => [name, JSON.stringify(value)]))
}

const words = (text: string) => text.split(' ')

const NASTY = [
  ...words(
    'no No NO nO yes Yes on On OFF off y Y n N true True FALSE null Null NULL ~ = << < > >=18 | |- >- &a *a !a @scope/x `a` ? : :: a:: # a#b',
  ),
  ...words(
    '0 1 -1 +1 007 1_000 0o17 0x1F 0b101 1e3 1E3 .5 -.5 +.5 5. 1. 1.0 1,000 1.2.3 0.1.2e3 1e400 e9 E+10 e-007 e1a 12345678901234567890',
  ),
  ...words('1:30 190:20:30 1:30.5 12:30:45 .inf -.inf +.INF .Inf .nan .NaN NaN Infinity 2024-01-01 2024-1-1 2024-01-01T00:00:00Z'),
  ...words(
    '" "a" \' \'a\' a: a:b :a - -a -- --- ... .. . ./a ../a / [ ] [] [a] { } {} , a,b $(a) %a% \\ \\n C:\\Users ^1.2.3 ~1.2.3 ~/x 1.2.3-b.1 1.2.3+b',
  ),
  ...[
    '',
    ' ',
    '  ',
    'a ',
    ' a',
    'a  b',
    'a\t',
    '\ta',
    'a\tb',
    '\n',
    'a\n',
    'a\nb',
    'a\r\nb',
    '\r',
    '\n\n',
    ' \n ',
    '2001-12-14 21:59:43.10 -5',
  ],
  ...[
    '!!str x',
    '%YAML 1.2',
    '? a',
    ': ',
    'a: b',
    'a :b',
    'a : b',
    '# a',
    'a #b',
    'a  #b',
    '- a',
    '--- a',
    '... a',
    '{a: b}',
    'a, b',
    '~ ',
    '1.2.3 - 2',
  ],
  ...words(
    '\0 \x01 \x07 \b \x1b[31m \x7f \x80 \x85 a\x85b \x9f \xa0 a\xa0 \xad \u2028 a\u2029 \ufeff a\ufeffb \u202e \u2066a\u2069 \u200f \u061c',
  ),
  ...words('\ud800 a\udfffb \udc00\ud800 \ufffe \uffff \ufffd 😀 héllo 日本 no\u0301 __proto__ constructor toString'),
  ...['a'.repeat(2000), `${'a '.repeat(1000)}a`, 'é'.repeat(2000), '\\"'.repeat(600), 'echo "Error: no test specified" && exit 1'],
]

const WAYS: Record<string, (text: string) => Json> = {
  alone: (text) => text,
  'in a list': (text) => [text, [text, text], text],
  'as a value': (text) => ({ a: text, b: [{ c: text }] }),
  'as a key': (text) => Object.fromEntries([[text, 1]]),
  'as a key of everything': (text) => [
    Object.fromEntries([[text, { x: [Object.fromEntries([[text, [text]]])] }]]),
    Object.fromEntries([
      [
        'x',
        Object.fromEntries([
          [text, {}],
          ['z', []],
        ]),
      ],
    ]),
  ],
}

it.each(Object.keys(WAYS))('reads back every nasty string: %s', (way) => {
  for (const text of NASTY) {
    const value = WAYS[way]!(text)
    expect(readBack(toYaml(value)), JSON.stringify(text.slice(0, 40))).toEqual(unchanged(value))
  }
})

it('reads back any tree', () => {
  const unit = fc.oneof(
    fc.constantFrom(...' :#-?[]{},&*!|>\'"%@`~=<.+_0123456789eExXoabnyNY/\\\n\t\r\x85\x7f\u2028\ufeff\ud800\udc00é'),
    fc.string({ unit: 'binary', maxLength: 1 }),
  )
  const text = fc.oneof({ weight: 3, arbitrary: fc.string({ unit, maxLength: 12 }) }, { weight: 1, arbitrary: fc.constantFrom(...NASTY) })
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
      fc.array(tie('tree'), { maxLength: 5 }),
      fc.array(fc.tuple(text, tie('tree')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    ),
  }))
  fc.assert(
    fc.property(tree, (value) => {
      expect(readBack(toYaml(value))).toEqual(unchanged(value))
    }),
    { numRuns: 2000 },
  )
})

it('writes block style that a person can read', () => {
  const value: Json = {
    name: 'web',
    private: true,
    version: '4.19.2',
    empty: [[], {}, ''],
    norway: 'no',
    greeting: 'héllo – 日本',
    scripts: { test: 'vitest run --root ./src', 'build:all': 'echo "Error: none" && exit 1' },
    '@scope/x': [{ path: 'a/b.ts', count: 3 }, ['x', ['z', null]]],
  }
  expect(toYaml(value)).toBe(`name: web
private: true
version: 4.19.2
empty:
  - []
  - {}
  - ""
norway: "no"
greeting: "héllo – 日本"
scripts:
  test: vitest run --root ./src
  build:all: "echo \\"Error: none\\" && exit 1"
"@scope/x":
  - path: a/b.ts
    count: 3
  - - x
    - - z
      - null
`)
})

it('writes numbers that no reader takes for a string, and null for what is not finite', () => {
  expect(toYaml([0, -0, -1.5, 1e21, 1.5e300, 1e-7, 5e-324, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])).toBe(
    ['0', '0', '-1.5', '1.0e+21', '1.5e+300', '1.0e-7', '5.0e-324', '9007199254740992', 'null', 'null']
      .map((text) => `- ${text}\n`)
      .join(''),
  )
})

it('escapes what a reader drops or a terminal obeys', () => {
  expect(toYaml('\x1b\x7f\x85\xa0\u2028\u202e\ufeff\ud800\uffffé😀')).toBe(
    '"\\u001b\\u007f\\u0085\xa0\\u2028\\u202e\\ufeff\\ud800\\uffffé😀"\n',
  )
})

it('indents every line, so that a text fits below a key and maps can be put one behind the other', () => {
  expect(toYaml({ a: [1, { b: {} }] }, 4)).toBe('    a:\n      - 1\n      - b: {}\n')
  expect(toYaml('x', 2)).toBe('  x\n')
  expect(toYaml({ a: 1 }) + toYaml({ b: [2] })).toBe(toYaml({ a: 1, b: [2] }))
  expect(`${yamlKey('no')}:\n${toYaml([1], 2)}`).toBe('"no":\n  - 1\n')
})

it('writes a key too long for `key: value` in the explicit form', () => {
  expect([yamlKey('a'.repeat(1000)).length, yamlKey('a'.repeat(1001)), yamlKey('a'.repeat(1001), 2)]).toEqual([
    1000,
    `? ${'a'.repeat(1001)}\n`,
    `? ${'a'.repeat(1001)}\n  `,
  ])
  for (const key of ['k'.repeat(2000), '\n'.repeat(600)]) {
    const value: Json = { [key]: 1, a: { [key]: { b: [{ [key]: [2] }] } } }
    expect(readBack(toYaml(value))).toEqual(unchanged(value))
  }
  const value: Json = { ['é: '.repeat(350_000)]: { a: 1 }, b: 2 }
  expect(readBack(toYaml(value))).toEqual(unchanged(value))
})

it('goes 1,000 levels deep', () => {
  let value: Json = 'bottom'
  for (let depth = 0; depth < 500; depth++) value = { a: [value] }
  expect(JSON.stringify(load(toYaml(value), { maxDepth: 2000 }))).toBe(JSON.stringify(value))
})
