import fc from 'fast-check'
import { expect, it } from 'vitest'
import { COLUMNS, decodeSnapshot, encodeSnapshot, type Snapshot, stateName } from './state-format.ts'

const text = fc.string({ unit: 'grapheme' }).map((all) => all.replaceAll('\0', ''))
const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    key: text,
    directory: text,
    root: text,
    absent: fc.array(text),
    rows: fc.array(fc.tuple(text, fc.array(fc.double({ noNaN: true }), { minLength: COLUMNS, maxLength: COLUMNS }))),
  })
  .map(({ rows, ...rest }) => ({ ...rest, paths: rows.map(([path]) => path), numbers: Float64Array.from(rows.flatMap(([, row]) => row)) }))

it('reads back what was written', () => {
  fc.assert(fc.property(snapshots, (snapshot) => void expect(decodeSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot)))
})

it('takes nothing that was cut or continued, and of what was changed only what a look at each path finds', () => {
  const aboutAbsent = ({ key, directory, root, absent, paths }: Snapshot) => ({ key, directory, root, absent, count: paths.length })
  fc.assert(
    fc.property(snapshots, fc.nat(), fc.integer({ min: 1, max: 255 }), (snapshot, at, flip) => {
      const bytes = encodeSnapshot(snapshot)
      const position = at % bytes.length
      const damaged = Buffer.from(bytes)
      damaged[position]! ^= flip
      expect([bytes.subarray(0, position), Buffer.concat([bytes, Buffer.from([flip])])].map(decodeSnapshot)).toEqual([undefined, undefined])
      const read = decodeSnapshot(damaged)
      if (!read) return
      expect(aboutAbsent(read)).toEqual(aboutAbsent(snapshot))
      expect(read).not.toEqual(snapshot)
    }),
  )
})

it('names the state of a key', () => {
  expect(stateName('["1.0.0","/srv/shop"]')).toMatch(/^[0-9a-f]{16}$/)
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => a === b || stateName(a) !== stateName(b)))
})
