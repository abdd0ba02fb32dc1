import { expect, it } from 'vitest'
import { joinPath } from './model.ts'

it.each([
  ['.', 'web', 'web'],
  ['web', '../api', 'api'],
  ['web', '../..', null],
  ['web', '$DIR', null],
  ['.', '/srv', null],
  [null, 'web', null],
  [null, '$CI_PROJECT_DIR/web', 'web'],
])('from %j to %j is %j', (base, path, joined) => {
  expect(joinPath(base, path)).toBe(joined)
})

it('does not follow a script that changes into a directory without end', () => {
  const steps = Array.from({ length: 100 }, () => 'a')
  expect(joinPath('.', steps.join('/'))).toBe(steps.join('/'))
  expect(joinPath(steps.join('/'), 'a')).toBeNull()
})
