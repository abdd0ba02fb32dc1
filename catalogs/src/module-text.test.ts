import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { catalogs } from './catalogs.ts'
import { declarationText, literal, typeText } from './module-text.ts'

const evaluate = (text: string): unknown => new Function(`return ${text}`)()

function isFrozen(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozen)
}

test('a literal is its value again, frozen to its depth, whatever its keys and strings are', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (any) => {
      const value = JSON.parse(JSON.stringify(any)) // without -0, which JSON has not
      const copy = evaluate(literal(value))
      expect(copy).toEqual(value)
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
      expect(isFrozen(copy)).toBe(true)
    }),
  )
})

test('a key named __proto__ is data', () => {
  const copy = evaluate(literal(JSON.parse('{"__proto__":{"polluted":1},"constructor":2}'))) as object
  expect(Object.keys(copy)).toEqual(['__proto__', 'constructor'])
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
})

test('types are printed with their comments, as aliases of readonly data', () => {
  const Size = z.enum(['s', 'l']).meta({ id: 'TestSize', description: 'How big' })
  const module = z
    .strictObject({
      sizes: z.array(Size),
      either: z.array(z.string().nullable()),
      deep: z.strictObject({ flag: z.boolean().default(false).meta({ description: 'On or off' }) }),
      byName: z.record(z.string(), z.array(z.string())),
    })
    .meta({ description: 'All of it' })
  const catalog = { ...catalogs[0]!, binding: 'sample', module }
  expect(declarationText(catalog)).toBe(`/** How big */
export type TestSize = "s" | "l"

/** All of it */
export declare const sample: {
  readonly sizes: readonly TestSize[]
  readonly either: readonly (string | null)[]
  readonly deep: {
    /** On or off */
    readonly flag: boolean
  }
  readonly byName: { readonly [key: string]: readonly string[] }
}
`)
})

test('a type that cannot be printed is an error, not `unknown`', () => {
  expect(() => typeText(z.toJSONSchema(z.tuple([z.number()])).prefixItems?.[0] ?? {})).toThrow(
    'no TypeScript type is known for {"type":"number"}',
  )
})
