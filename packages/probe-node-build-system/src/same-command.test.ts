import { expect, it } from 'vitest'
import { isSameCommand } from './same-command.ts'

const isSame = (run: string, wanted: string) => isSameCommand(run.split(' '), wanted.split(' '))

it.each([
  ['npm ci', 'npm ci'],
  ['npm clean-install --cache .npm --prefer-offline', 'npm ci'],
  ['npm i --no-audit', 'npm install'],
  ['pnpm i', 'pnpm install --frozen-lockfile'],
  ['pnpm install --frozen-lockfile --reporter append-only', 'pnpm install --frozen-lockfile'],
  ['yarn', 'yarn install --immutable'],
  ['yarn --frozen-lockfile', 'yarn install --frozen-lockfile'],
  ['yarn install --network-timeout 100000', 'yarn install'],
  ['bun ci', 'bun install --frozen-lockfile'],
  ['node common/scripts/install-run-rush.js install --max-install-attempts=3', 'rush install'],
  ['npm start', 'npm start'],
])('%s is %s', (run, wanted) => {
  expect(isSame(run, wanted)).toBe(true)
})

it.each([
  ['npm install', 'npm ci'],
  ['npm install left-pad', 'npm install'],
  ['npm install --no-save left-pad', 'npm install'],
  ['npm ci --omit=dev', 'npm ci'],
  ['npm install -g npm', 'npm install'],
  ['npm --prefix web ci', 'npm ci'],
  ['yarn install', 'yarn install --frozen-lockfile'],
  ['yarn install --no-immutable', 'yarn install --immutable'],
  ['pnpm install --filter web', 'pnpm install --frozen-lockfile'],
  ['bun install', 'bun install --frozen-lockfile'],
  ['yarn test', 'yarn install'],
  ['constructor ci', 'npm ci'],
])('%s is not %s', (run, wanted) => {
  expect(isSame(run, wanted)).toBe(false)
})
