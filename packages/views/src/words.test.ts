import fc from 'fast-check'
import { expect, it } from 'vitest'
import { builds } from './image-conflicts.ts'
import { installerOf } from './manager-conflicts.ts'
import { linesOf, releasesOf } from './node-version.ts'

it.each([
  ['npm ci', 'npm'],
  ['CI=1 yarn --immutable', 'yarn'],
  ['sudo pnpm i --frozen-lockfile', 'pnpm'],
  ['bun install', 'bun'],
  ['npm install -g npm', undefined],
  ['yarn global add x', undefined],
  ['yarn build', undefined],
  ['npm install express', undefined],
  ['npx npm-run-all', undefined],
])('%s installs with %s', (run, manager) => {
  expect(installerOf(run)).toBe(manager)
})

it('release lines are those of the catalog', () => {
  expect([linesOf('lts/iron'), linesOf('v18.20.4'), linesOf('>=25'), linesOf('lts/*')]).toEqual([['20'], ['18'], ['25', '26'], undefined])
})

it('whatever stands in a script, a command or a version is read in the end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', 'docker build --target ', 'npm ', 'lts/', '>='), (text, before) => {
      for (const read of [builds, installerOf, releasesOf]) read(before + text)
    }),
  )
})
