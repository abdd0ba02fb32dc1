import fc from 'fast-check'
import { expect, test } from 'vitest'
import { invocations } from './script.ts'
import { shellWords } from './shell-words.ts'

const programs = (script: string) => invocations(script).map(({ program }) => program)

test('words are split as a shell does', () => {
  expect(shellWords(`a && b "c d" 'e"f' | g\\ h; (i) & j 2>&1`)).toEqual([['a'], ['b', 'c d', 'e"f'], ['g h'], ['i'], ['j', '2>&1']])
  expect(shellWords(`NODE_OPTIONS='--max' eslint "a\\"b" 'open`)).toEqual([['NODE_OPTIONS=--max', 'eslint', 'a"b', 'open']])
})

test('any text has words, and joins are lost at most', () => {
  fc.assert(
    fc.property(fc.string(), (script) => {
      for (const words of shellWords(script)) expect(words.length).toBeGreaterThan(0)
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.array(fc.stringMatching(/^[a-z-]{1,8}$/), { minLength: 1 })), (commands) => {
      expect(shellWords(commands.map((words) => words.join(' ')).join(' && '))).toEqual(commands)
    }),
  )
})

test.each([
  ['NODE_ENV=x cross-env A=b jest --ci', ['jest']],
  ['npx --yes -p typescript tsc', ['tsc']],
  ['node --inspect-brk ./node_modules/jest/bin/jest.js', ['jest']],
  ['istanbul cover node_modules/.bin/_mocha -- test/*.js', ['istanbul', 'mocha']],
  ['nyc --exclude examples --reporter=text npm test', ['nyc', 'npm']],
  ['env-cmd -- jest --config x.json', ['jest']],
  ['dotenv -e .env -- turbo run x', ['turbo']],
  ['pnpm exec vitest && yarn dlx foo', ['vitest', 'foo']],
  ['rm -rf dist && bun build.ts', ['rm', 'bun']],
  ['./bin/run.js | scripts/cli woke', ['./bin/run.js', 'scripts/cli']],
  ['', []],
  ['A=b', []],
])('%s', (script, expected) => {
  expect(programs(script)).toEqual(expected)
})

test('starters that start each other end', () => {
  expect(programs('npx '.repeat(1000))).toEqual([])
})
