import fc from 'fast-check'
import { expect, test } from 'vitest'
import { installCommand, quote, runProgram, runScript } from './command-line.ts'
import { shellWords } from './shell-words.ts'

const member = { name: '@s/a', directory: 'packages/a' }
const nameless = { name: null, directory: 'packages/a' }

test('a script of the package, of a member, of a member without a name', () => {
  const said = (['npm', 'pnpm', 'yarn_classic', 'yarn_berry', 'bun'] as const).map((name) => [
    runScript(name, 'build:x'),
    runScript(name, 'build', member),
    runScript(name, 'build', nameless),
    runProgram(name, 'vitest run'),
  ])
  expect(said).toEqual([
    ['npm run build:x', 'npm run build -w @s/a', 'npm run build -w ./packages/a', 'npx vitest run'],
    ['pnpm run build:x', 'pnpm --filter @s/a run build', 'pnpm --filter ./packages/a run build', 'pnpm exec vitest run'],
    ['yarn run build:x', 'yarn workspace @s/a run build', 'yarn --cwd packages/a run build', 'yarn run vitest run'],
    ['yarn run build:x', 'yarn workspace @s/a run build', 'yarn --cwd packages/a run build', 'yarn run vitest run'],
    ['bun run build:x', 'bun run --filter @s/a build', 'bun run --filter ./packages/a build', 'bunx vitest run'],
  ])
})

test('an install fits package manager, lockfile and version', () => {
  const lockfile = 'x'
  expect((['npm', 'pnpm', 'yarn_classic', 'yarn_berry', 'bun'] as const).map((name) => installCommand({ name, lockfile }))).toEqual([
    'npm ci',
    'pnpm install --frozen-lockfile',
    'yarn install --frozen-lockfile',
    'yarn install --immutable',
    'bun install --frozen-lockfile',
  ])
  expect(installCommand({ name: 'npm', lockfile: null })).toBe('npm install')
  expect(installCommand({ name: 'yarn_berry', lockfile: null })).toBe('yarn install')
})

test('a name is one word, whatever is in it', () => {
  expect(quote("a; rm -rf ~ '$(x)'")).toBe(`'a; rm -rf ~ '\\''$(x)'\\'''`)
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      expect(shellWords(quote(name))).toEqual([[name]])
    }),
  )
})
