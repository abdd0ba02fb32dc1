import { expect, it } from 'vitest'
import { coreMismatch } from './core-range.ts'

const asking = (range: unknown) => ({ peerDependencies: { '@codegenie/core': range } })

it.each([
  [{}, '1.2.0'],
  [{ peerDependencies: null }, '1.2.0'],
  [asking('^1.0.0'), '1.2.0'],
  [asking('^1.0.0 || ^2.0.0'), '2.0.0'],
  [asking('>=1.0.0'), '2.0.0-next.1'],
  [asking('^7.0.0'), '0.0.0'],
])('%j goes with %s', async (manifest, version) => {
  expect(await coreMismatch(manifest, version)).toBeUndefined()
})

it('says what is asked for, what is there, and what to do', async () => {
  expect(await coreMismatch(asking('^2.0.0'), '1.4.0')).toBe(
    'asks for @codegenie/core ^2.0.0, and this codegenie has 1.4.0; install a version of the probe that goes with it, or another codegenie',
  )
  expect(await coreMismatch(asking('latest and greatest'), '1.4.0')).toBe(
    'asks for @codegenie/core "latest and greatest", which is no range of versions',
  )
  expect(await coreMismatch(asking(1), '1.4.0')).toBe('asks for @codegenie/core 1, which is no range of versions')
})
