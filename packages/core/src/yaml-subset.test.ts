import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { LineCounter, parseDocument, stringify } from 'yaml'
import { parseYamlSubset, type YamlLines } from './yaml-subset.ts'

const value = (text: string) => parseYamlSubset(text)?.value

/** What the library says; undefined where it finds an error. */
function oracle(text: string): { value: unknown; document: ReturnType<typeof parseDocument>; lines: LineCounter } | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { merge: true, logLevel: 'silent', prettyErrors: false, lineCounter: lines })
  return document.errors.length > 0 ? undefined : { value: document.toJS(), document, lines }
}

test('reads block maps, lists, texts, flow collections and comments', () => {
  const text = `# services
---
name: api  # the name
replicas: 3
"quoted key": 'it''s'
empty:
nested:
  list:
  - a: 1
    b: [x, "y z", {c: true}]
  -
    a: 2
  - - deep
  other: ~
script: |-
  one
    two

  three
folded: >
  a b
  c
url: http://example.com:80/x#y
`
  expect(value(text)).toEqual({
    name: 'api',
    replicas: 3,
    'quoted key': "it's",
    empty: null,
    nested: { list: [{ a: 1, b: ['x', 'y z', { c: true }] }, { a: 2 }, ['deep']], other: null },
    script: 'one\n  two\n\nthree',
    folded: 'a b c\n',
    url: 'http://example.com:80/x#y',
  })
  expect(value(text)).toEqual(oracle(text)?.value)
})

test.each([
  ['scalars', 'a: 08\nb: 1.10\nc: 0x1F\n'],
  ['words', 'a: yes\nb: On\nc: True\nd: NULL\ne: null x\n'],
  ['numbers', 'a: +5\nb: -0\nc: .5\nd: 5.\ne: 1_000\nf: 1e3\ng: 12345678901234567890\n'],
  ['keys that are no texts', '1: a\ntrue: b\n1.0: c\n'],
  ['a list below a key at the same column', 'a:\n- 1\n- 2\nb: 3\n'],
  ['spaces behind', 'a: b   \nc:   \n  - d  \n'],
  ['a hash within a word', 'a: b#c\nd: "x # y" # z\n'],
  ['colons', 'a: b:c\nd: :e\n'],
  ['a value in the next line', 'a:\n  b\nc:\n  {}\nd:\n  "x"\ne:\n  |\n  y\n'],
  ['the first of several documents', 'a: 1\n--- # x\nb: 2\n'],
  ['what an end is marked of', 'a:\n...\n'],
  ['dashes', 'a: -\nb: -x\nc: --y\n'],
  ['blank lines at the end of a text', 'a: |\n  x\n\n\nb: 1\n'],
  ['a text that ends the file', 'a: |\n  x'],
  ['an empty text', 'a: |\nb: 1\n'],
  ['escapes', 'a: "x\\ty\\u0041\\"" \nb: "\\x41"\n'],
])('reads %s as the library does, or not at all', (_, text) => {
  const read = parseYamlSubset(text)
  if (read) expect(read.value).toEqual(oracle(text)?.value)
})

describe('leaves to the library', () => {
  it.each([
    ['anchors', 'a: &x 1\nb: 2\n'],
    ['aliases', 'a: *x\n'],
    ['tags', 'a: !Ref b\n'],
    ['merge keys', '<<: {a: 1}\n'],
    ['duplicate keys', 'a: 1\na: 2\n'],
    ['__proto__', '__proto__: 1\n'],
    ['a scalar of several lines', 'a: b\n  c\n'],
    ['a quoted scalar of several lines', 'a: "b\n  c"\n'],
    ['a flow collection of several lines', 'a: [1,\n  2]\n'],
    ['an empty first document', '---\n---\nb: 2\n'],
    ['a marker that is none', 'a: 1\n---b\n'],
    ['tabs', 'a:\n\tb: 1\n'],
    ['carriage returns', 'a: 1\r\n'],
    ['bad indentation', 'a:\n    b: 1\n  c: 2\n'],
    ['a key without a colon', 'a: 1\nb\n'],
    ['a colon in a scalar', 'a: b: c\n'],
    ['complex keys', '? a\n: b\n'],
    ['a text with an indentation of its own', 'a: |2\n    b\n'],
    ['depth', Array.from({ length: 80 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('%s', (_, text) => expect(parseYamlSubset(text)).toBeUndefined())
})

/** Every line that it gives is the library's. */
function differences(text: string): string[] {
  const read = parseYamlSubset(text)
  const right = read && oracle(text)
  if (!read) return []
  if (!right) return ['the library finds an error']
  if (JSON.stringify(read.value) !== JSON.stringify(right.value)) return ['value']
  const wrong: string[] = []
  const visit = (node: unknown, lines: YamlLines) => {
    for (const [key, child] of lines.children ?? []) {
      const items = (node as { items: unknown[] }).items
      const pair =
        typeof key === 'number'
          ? undefined
          : (items.find((item) => String((item as { key: unknown }).key) === key || oracleKey(item) === key) as {
              key: { range: number[] }
              value: unknown
            })
      const inner = typeof key === 'number' ? items[key] : pair!.value
      const start = typeof key === 'number' ? (inner as { range?: number[] })?.range : pair!.key.range
      if (start && right.lines.linePos(start[0]!).line !== child.line) wrong.push(String(key))
      visit(inner, child)
    }
  }
  visit(right.document.contents, read.lines)
  return wrong
}
const oracleKey = (item: unknown) => String((item as { key: { value: unknown } }).key?.value ?? '')

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b c', 'x: y', '1', '- z', '', '#', "it's", 'multi\nline', true, false, null, 0, -1.5, 80, 'v1.2'),
    fc.string({ maxLength: 6 }),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(fc.oneof(fc.constantFrom('name', 'image', 'ports', 'a b', '1', 'x.y/z'), fc.string({ maxLength: 5 })), tie('value'), {
    maxKeys: 4,
  }),
}))

test('what the library writes is read as the library reads it, line for line', () => {
  fc.assert(
    fc.property(json.map, fc.constantFrom(2, 4), (map, indent) => {
      expect(differences(stringify(map, { indent, lineWidth: 0 }))).toEqual([])
    }),
    { numRuns: 500 },
  )
})

const LINE = fc.tuple(
  fc.nat({ max: 4 }).map((n) => ' '.repeat(n)),
  fc.constantFrom('', '- ', '- - ', '-'),
  fc.constantFrom('', 'a: ', 'b:', '"c": ', 'd: |', 'e: >-', 'f: {g: 1}', '# x', 'h: [1, b]'),
  fc.constantFrom(
    '',
    '1',
    'x',
    "'q'",
    '"r"',
    'x # y',
    'null',
    '~',
    '[]',
    '{}',
    'a: b',
    ' ',
    '---',
    '|',
    '"s',
    "''",
    '0x1',
    '1.0',
    '.5',
    '&a',
    '*a',
    '\t',
  ),
)

test('any lines are read as the library reads them, or not at all', () => {
  fc.assert(
    fc.property(
      fc.array(
        LINE.map((parts) => parts.join('')),
        { maxLength: 7 },
      ),
      (lines) => {
        expect(differences(lines.join('\n'))).toEqual([])
      },
    ),
    { numRuns: 3000 },
  )
})

test('folded texts are folded as the library does', () => {
  const line = fc.constantFrom('', 'x', 'y z', 'behind  ', ' further', '  [a,', '  too ', '- b', 'c: d', '# e')
  const bodies = fc.array(line, { minLength: 1, maxLength: 8 }).filter(([first]) => first !== '' && !first!.startsWith(' '))
  fc.assert(
    fc.property(bodies, fc.constantFrom('>', '>-'), fc.constantFrom('', '\n', '\n\n'), (lines, header, end) => {
      const text = `a: ${header}\n${lines.map((each) => (each === '' ? '' : `  ${each}`)).join('\n')}\n${end}b: 1\n`
      expect(parseYamlSubset(text)?.value).toEqual(oracle(text)?.value)
    }),
    { numRuns: 2000 },
  )
})
