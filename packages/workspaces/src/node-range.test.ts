import fc from 'fast-check'
import satisfies from 'semver/functions/satisfies.js'
import validRange from 'semver/ranges/valid.js'
import { expect, test } from 'vitest'
import { both, formatRange, parseRange } from './node-range.ts'

const part = fc.integer({ min: 0, max: 3 })
const version = fc.tuple(part, part, part).map((parts) => parts.join('.'))
const partial = fc.oneof(
  version,
  fc.tuple(part, part).map((parts) => parts.join('.')),
  part.map(String),
  fc.constantFrom('*', 'x', '1.x', '2.1.x', 'v1.2', '1.2.3-rc.1', '0', '0.0'),
)
const comparator = fc.tuple(fc.constantFrom('', '>=', '<=', '>', '<', '=', '^', '~', '>= ', '~ '), partial).map((parts) => parts.join(''))
const alternative = fc.oneof(
  fc.array(comparator, { maxLength: 3 }).map((all) => all.join(' ')),
  fc.tuple(partial, partial).map(([a, b]) => `${a} - ${b}`),
)
const range = fc.array(alternative, { minLength: 1, maxLength: 3 }).map((all) => all.join(' || '))

const allows = (each: string, versions: ReturnType<typeof parseRange>) =>
  versions !== undefined && both(versions, parseRange(each)!).length > 0

test('a range allows the releases that semver says it allows', () => {
  fc.assert(
    fc.property(range, version, (text, each) => {
      fc.pre(validRange(text) !== null)
      expect([text, each, allows(each, parseRange(text))]).toEqual([text, each, satisfies(each, text)])
    }),
    { numRuns: 3000 },
  )
})

test('what both allow, and how it is written, is what semver says', () => {
  fc.assert(
    fc.property(range, range, version, (a, b, each) => {
      const [left, right] = [parseRange(a), parseRange(b)]
      fc.pre(validRange(a) !== null && validRange(b) !== null && left !== undefined && right !== undefined)
      const all = both(left, right)
      expect(all.length > 0 && satisfies(each, formatRange(all))).toBe(satisfies(each, a) && satisfies(each, b))
    }),
    { numRuns: 2000 },
  )
})

test('what is no range is none', () => {
  for (const text of ['lts/*', 'latest', 'lts/jod', '18 -', 'a', '1.2.3.4', '>', `>=${'1'.repeat(300)}`])
    expect(parseRange(text)).toBeUndefined()
  fc.assert(
    fc.property(fc.string(), (text) => {
      const versions = parseRange(text)
      if (versions && versions.length > 0) expect(parseRange(formatRange(versions))).toEqual(versions)
    }),
  )
})
