import fc from 'fast-check'
import { expect, test } from 'vitest'
import { onlyLiteral, propertyLiterals } from './property-literals.ts'

const CONFIG = `// outDir: 'no'
export default defineConfig({
  build: { outDir: 'out/web', /* outDir: 'neither' */ lib: { entry: path.resolve('src') } },
  note: "outDir: 'nor this'",
  server: { port: 5173, x: a ? port : 3 },
  test: {
    include: ['src/**/*.test.ts', \`e2e/*.ts\`,
    ],
    exclude: [...defaults, 'x'],
  },
})
`

test('literals of properties, with their lines', () => {
  expect(propertyLiterals(CONFIG, ['outDir', 'entry', 'port', 'include', 'exclude'])).toEqual([
    { key: 'outDir', values: ['out/web'], isNumber: false, line: 3 },
    { key: 'entry', values: undefined, isNumber: false, line: 3 },
    { key: 'port', values: ['5173'], isNumber: true, line: 5 },
    { key: 'port', values: ['3'], isNumber: true, line: 5 },
    { key: 'include', values: ['src/**/*.test.ts', 'e2e/*.ts'], isNumber: false, line: 7 },
    { key: 'exclude', values: undefined, isNumber: false, line: 9 },
  ])
})

test('one value, where all agree on it', () => {
  expect(onlyLiteral(CONFIG, ['outDir'], 'string')).toEqual({ value: 'out/web', line: 3 })
  expect(onlyLiteral(CONFIG, ['outDir'], 'number')).toBeUndefined()
  expect(onlyLiteral(CONFIG, ['port'], 'number')).toBeUndefined()
  expect(onlyLiteral(CONFIG, ['entry'], 'string')).toBeUndefined()
  expect(onlyLiteral('{ outDir: "a" + b }', ['outDir'], 'string')).toBeUndefined()
  expect(onlyLiteral("{ outDir: 'a',\n outDir: 'a' }", ['outDir'], 'string')).toEqual({ value: 'a', line: 1 })
  expect(onlyLiteral("let s = 'open\nx = { dir: 'd' }", ['dir'], 'string')).toEqual({ value: 'd', line: 2 })
})

test('any text is scanned to its end, and lines are lines', () => {
  const piece = fc.oneof(
    fc.constantFrom("'", '"', '`', '//', '/*', '*/', '\n', '\\', 'a: ', "'v'", '[', ']', ','),
    fc.string({ maxLength: 4 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      const lines = text.split('\n')
      for (const { key, line } of propertyLiterals(text, ['a'])) expect(lines[line - 1]).toContain(key)
    }),
  )
  expect(propertyLiterals("a: '".repeat(50_000), ['a']).length).toBeLessThan(50_001)
})
