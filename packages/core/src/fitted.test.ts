import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fitted, UNSURE } from './fitted.ts'

const text = z.string()
const Port = z.strictObject({ port: z.int(), name: text.nullable() })
const Slice = z.strictObject({
  name: text.meta({ description: 'a name' }),
  kind: z.enum(['a', 'b']),
  ports: z.array(Port),
  sizes: z.record(text, z.number()),
  context: z.record(text, z.union([text, z.number(), z.boolean(), z.record(text, z.array(text))])),
  status: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('read'), files: z.array(text) }),
    z.strictObject({ status: z.literal('skipped') }),
  ]),
  note: text.optional(),
})
const slice = () => ({
  name: 'web',
  kind: 'a',
  ports: [{ port: 80, name: null }],
  sizes: { cpu: 0.5 },
  context: { user: 'x', id: 1, root: false, capabilities: { drop: ['ALL'] } },
  status: { status: 'skipped' },
})

test('a slice that Zod gives back as it is', () => {
  const others = [{ ...slice(), status: { status: 'read', files: [] }, note: 'y' }, Object.assign(Object.create(null), slice())]
  for (const value of [slice(), ...others]) expect(fitted(Slice, value)).toBe(value)
})

test('keys come in the order of the schema, at whatever depth', () => {
  const given = { note: 'y', ...slice(), ports: [slice().ports[0], { name: 'http', port: 81 }] }
  expect(JSON.stringify(fitted(Slice, given))).toBe(JSON.stringify(Slice.parse(given)))
  expect(JSON.stringify(fitted(z.record(text, Port), { b: { name: null, port: 1 }, a: { port: 2, name: null } }))).toBe(
    '{"b":{"port":1,"name":null},"a":{"port":2,"name":null}}',
  )
})

test.each([
  ['a field too many', { ...slice(), more: 1 }],
  ['a field too few', { ...slice(), name: undefined }],
  ['a field of another type', { ...slice(), kind: 'c' }],
  ['an item of another type', { ...slice(), ports: [{ port: 1.5, name: null }] }],
  ['a key that Zod drops', { ...slice(), sizes: JSON.parse('{"__proto__": 1}') }],
  ['an optional field without a value', { ...slice(), note: undefined }],
  ['an object of a class', { ...slice(), sizes: new Map() }],
  ['a number that JSON has not', { ...slice(), sizes: { cpu: Number.NaN } }],
  ['an option that is not told', { ...slice(), status: { status: 'failed' } }],
])('%s is left to Zod', (_, value) => expect(fitted(Slice, value)).toBe(UNSURE))

test.each([
  ['strips', z.object({ a: text }), { a: 'x', b: 'y' }],
  ['fills in', z.object({ a: text.default('x') }), {}],
  ['fills in what may be left out', z.object({ a: text.default('x').optional() }), {}],
  ['trims', text.trim(), ' x'],
  ['converts', z.coerce.number(), 1],
  ['checks', text.min(1), 'x'],
  ['transforms', text.transform((value) => value.length), 'x'],
  ['takes by an earlier option', z.union([z.object({ a: text }), z.strictObject({ a: text, b: text })]), { a: 'x', b: 'y' }],
  ['knows keys of', z.record(z.enum(['a', '']), text), { b: 'x' }],
] as const)('what a schema %s is left to Zod', (_, schema, value) => expect(fitted(schema, value)).toBe(UNSURE))

const scalars = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined, 'a', 'x', ''))
const schemas = fc.letrec<{ schema: z.ZodType }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<z.ZodType>(text, z.int(), z.number(), z.boolean(), z.null(), z.enum(['a', 'b']), z.literal('x'), text.default('d')),
    tie('schema').map((inner) => z.nullable(inner)),
    tie('schema').map((inner) => z.optional(inner)),
    tie('schema').map((inner) => z.array(inner)),
    tie('schema').map((inner) => z.record(text, inner)),
    fc.tuple(tie('schema'), tie('schema')).map((options) => z.union(options)),
    fc.tuple(tie('schema'), tie('schema'), fc.boolean()).map(([a, b, strict]) => (strict ? z.strictObject({ a, b }) : z.object({ a, b }))),
  ),
})).schema
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('b', 'a', 'c', '__proto__'), tie('value'), { maxKeys: 3 }),
  ),
})).value

test('what fits comes out of Zod as the same text', () => {
  fc.assert(
    fc.property(schemas, values, (schema, value) => {
      const given = fitted(schema, value)
      if (given === UNSURE) return
      const { success, data } = schema.safeParse(value)
      expect([success, JSON.stringify(data)]).toEqual([true, JSON.stringify(given)])
    }),
    { numRuns: 3000 },
  )
})
