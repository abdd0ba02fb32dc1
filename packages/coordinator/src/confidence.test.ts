import { expect, it } from 'vitest'
import { confidence } from './confidence.ts'

const on = (...paths: string[]) => paths.map((path) => ({ code: 'file.parse_error', message: '', path }))

it('follows from the warnings alone', () => {
  expect(confidence([], 0)).toBe('high')
  expect(confidence(on('a'), 2)).toBe('medium')
  expect(confidence(on('a', 'a', 'a'), 2)).toBe('medium')
  expect(confidence(on('a', 'b'), 3)).toBe('low')
  expect(confidence(on('a'), 0)).toBe('low')
  expect(confidence([{ code: 'x.y', message: '' }], 5)).toBe('medium')
})
