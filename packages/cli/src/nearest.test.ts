import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

it.each([
  ['gahter', 'gather'],
  ['probe', 'probes'],
  ['Show', 'show'],
  ['sch', 'schema'],
  ['install', undefined],
  ['', undefined],
])('takes %j for %j', (word, meant) => {
  expect(nearest(word, ['gather', 'show', 'probes', 'schema', 'cache'])).toBe(meant)
})
