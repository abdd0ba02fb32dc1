import fc from 'fast-check'
import semver from 'semver'
import { expect, test } from 'vitest'
import { satisfies, satisfiesUsual } from './range.ts'

const part = fc.oneof(fc.constantFrom('0', '1', '2', '00', '01', '999999999', '1000000000', ''), fc.nat(3).map(String))
const triple = fc.tuple(part, part, part).map((parts) => parts.join('.'))
const version = fc.tuple(triple, fc.constantFrom('', '', '', '-rc.1', '+b', '\n')).map((parts) => parts.join(''))
const range = fc
  .tuple(fc.constantFrom('', '^', '~', '^', '~', '=', 'v', '>=', ' ^'), version, fc.constantFrom('', '', '', '.x', ' || 3'))
  .map((parts) => parts.join(''))

function bySemver(locked: string, wanted: string): boolean | undefined {
  if (semver.validRange(wanted) === null || semver.valid(locked) === null) return undefined
  return semver.satisfies(locked, wanted, { includePrerelease: true })
}

test('what is usual is decided as semver decides it', () => {
  let decided = 0
  fc.assert(
    fc.property(version, range, (locked, wanted) => {
      const found = satisfiesUsual(locked, wanted)
      if (found === undefined) return
      decided++
      expect([locked, wanted, found]).toEqual([locked, wanted, bySemver(locked, wanted)])
    }),
    { numRuns: 5000 },
  )
  expect(decided).toBeGreaterThan(0)
})

test('anything else is left to semver', async () => {
  await fc.assert(
    fc.asyncProperty(version, range, async (locked, wanted) => {
      expect(await satisfies(locked, wanted)).toBe(bySemver(locked, wanted))
    }),
    { numRuns: 2000 },
  )
})

test.each<[string, string, boolean | undefined]>([
  ['1.2.3', 'npm:^1.0.0', true],
  ['1.2.3', 'npm:@s/name@~1.1.0', false],
  ['1.2.3', 'workspace:^1.0.0', true],
  ['1.2.3', 'latest', undefined],
  ['https://example.com/a.tgz', '^1.0.0', undefined],
  ['2.0.0-rc.1', '^1.0.0', false],
])('%s in %s: %s', async (locked, wanted, expected) => expect(await satisfies(locked, wanted)).toBe(expected))
