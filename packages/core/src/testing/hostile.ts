/** What a warning must never quote. It has the form of no token, so that nothing masks it. */
export const MARK = 'codegenie4quoted4text'

const repeat = (text: string, times: number) => text.repeat(times)

/** Content that has broken programs, in every format at once. */
export const HOSTILE: Readonly<Record<string, string | Uint8Array>> = {
  'an empty file': '',
  'a line feed': '\n',
  'zero bytes': Buffer.alloc(1024),
  'bytes that are not UTF-8': Buffer.from([0xff, 0xfe, 0xfd, 0x80, 0x0a, 0xc3, 0x28]),
  'UTF-16': Buffer.from('\ufeff{"name": "a"}\nname: a\n', 'utf16le'),
  'a byte order mark': '\ufeff{}',
  'Windows line ends': '{\r\n"a": 1\r\n}\r\n',
  'text without an end': `{"${MARK}": "${MARK}`,
  'a syntax error': `${MARK}: [${MARK}\n  - "${MARK}\n`,
  'merge conflict markers': `<<<<<<< HEAD\n${MARK}\n=======\n{}\n>>>>>>> main\n`,
  null: 'null',
  'a number': '42',
  'a text': `"${MARK}"`,
  'a list': '[[], {}, null, 1, "x"]',
  'fields of other types': '{"name": [], "version": {}, "dependencies": 3, "scripts": null, "jobs": "x", "tool": [1]}',
  'forbidden keys':
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "toString": 1, "hasOwnProperty": 2}',
  'a key given twice': '{"name": "a", "name": "b"}',
  'deep nesting': `${repeat('[', 20_000)}${repeat(']', 20_000)}`,
  'deep nesting of maps': `${repeat('{"a":', 5000)}1${repeat('}', 5000)}`,
  'a long line': repeat('ab ', 100_000),
  'many lines': repeat('a=b\n', 20_000),
  'spaces and an end that never comes': `${repeat(' ', 50_000)}x`,
  'quotes without an end': repeat('"\\', 20_000),
  'aliases of aliases': [
    'a: &a [x, x]',
    ...[...'bcdefghij'].map((name, i) => `${name}: &${name} [*${'abcdefghij'[i]}, *${'abcdefghij'[i]}]`),
  ].join('\n'),
  'a YAML tag': '!!js/function "function () { return 1 }"\n',
  'control characters': 'name: "\u0000\u001b[2J\u202e\u2028"\n',
}
