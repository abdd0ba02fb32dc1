import { expect, test } from 'vitest'
import { runsTool } from './runs-tool.ts'
import { invocations } from './script.ts'

test.each([
  ['vite build', ['vite'], true],
  ['bun --cwd x build', ['bun build'], false],
  ['bun --minify build src/a.ts', ['bun build'], true],
  ['bun run build', ['bun build'], false],
  ['node --import tsx --test', ['node --test'], true],
  ['node test', ['node --test', 'mocha'], false],
])('%s', (script, programs, expected) => {
  expect(runsTool(programs, invocations(script)[0]!)).toBe(expected)
})
