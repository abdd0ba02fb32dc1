import { expect, test } from 'vitest'
import { invocations } from './script.ts'
import { scriptCalls } from './script-call.ts'

const calls = (script: string) => invocations(script).flatMap(scriptCalls)
const here = (script: string, isOptional = false) => ({ script, of: 'here', isOptional, args: [] as string[] })
const members = (script: string, isOptional = true) => ({ script, of: 'members', isOptional, args: [] as string[] })

test.each([
  ['npm run a -- --x && npm test', [{ ...here('a'), args: ['--x'] }, here('test')]],
  [
    'yarn test:unit --watch && pnpm with-env next build',
    [
      { ...here('test:unit', true), args: ['--watch'] },
      { ...here('with-env', true), args: ['next', 'build'] },
    ],
  ],
  ['npm run build -w @s/a', [{ script: 'build', of: { name: '@s/a' }, isOptional: false, args: [] }]],
  ['npm run build --workspaces --if-present', [members('build')]],
  ['npm --prefix web run build', [{ script: 'build', of: { directory: 'web' }, isOptional: false, args: [] }]],
  ['npm ci && npm install', []],
  ['yarn run a && yarn jest && yarn', [here('a'), here('jest', true)]],
  ['yarn workspace ui test', [{ script: 'test', of: { name: 'ui' }, isOptional: true, args: [] }]],
  ['yarn workspaces foreach --all --parallel run build', [members('build')]],
  ['yarn --cwd ./app build', [{ script: 'build', of: { directory: './app' }, isOptional: true, args: [] }]],
  ['yarn install && yarn add x', []],
  ['pnpm -r build', [members('build')]],
  ['pnpm -F @s/db generate', [{ script: 'generate', of: { name: '@s/db' }, isOptional: true, args: [] }]],
  ['pnpm --filter "./packages/*" run build', [members('build')]],
  ['pnpm install', []],
  ['bun run test:types && bun test && bun build.ts && bun run test/x.ts', [here('test:types')]],
  ['turbo run build lint --filter=web -- --x', [members('build'), members('lint')]],
  ['turbo -F @s/db push && turbo watch dev && turbo prune', [members('push'), members('dev')]],
  ['nx run-many --target=build --all', [members('build')]],
  ['nx run-many -t lint,test typecheck --parallel', [members('lint'), members('test'), members('typecheck')]],
  ['nx affected:test && nx graph', [members('test')]],
  ['nx serve web', [{ script: 'serve', of: { name: 'web' }, isOptional: true, args: [] }]],
  ['nx run web:build:production', [{ script: 'build', of: { name: 'web' }, isOptional: true, args: [] }]],
  ['nx test', [here('test', true)]],
  ['lerna run build && lerna bootstrap', [members('build')]],
  ['run-s clean build:*', [here('clean'), here('build:*')]],
  ['run-p "test -- --run" lint', [{ ...here('test'), args: ['--run'] }, here('lint')]],
  ['concurrently -k "npm:watch" "npm run css -- -w" "node server.js"', [here('watch'), { ...here('css'), args: ['-w'] }]],
  ['vitest run', []],
])('%s', (script, expected) => {
  expect(calls(script)).toEqual(expected)
})
