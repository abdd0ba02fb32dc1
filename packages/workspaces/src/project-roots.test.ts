import { expect, test } from 'vitest'
import { projectRoots } from './project-roots.ts'

const workspace = (root: string) => ({ root, tools: [], globs: [], members: [], evidence: 'x' })

test('the root, else workspaces, else packages of the product that lie in no other', () => {
  expect(projectRoots(['.', 'a'], [])).toEqual(['.'])
  expect(projectRoots(['a'], [workspace('.')])).toEqual(['.'])
  expect(projectRoots(['lambdas', 'lambdas/x', 'docs'], [workspace('lambdas')])).toEqual(['lambdas'])
  expect(projectRoots(['a', 'a/b', 'ab', 'test/c', 'examples/d'], [])).toEqual(['a', 'ab'])
  expect(projectRoots([], [])).toEqual([])
})
