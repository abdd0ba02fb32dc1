import { expect, test } from 'vitest'
import { withCiProof } from './prove-by-ci.ts'
import type { Command } from './schema.ts'

const command = (run: string, reason: string | null = null): Command => ({
  run,
  cwd: '.',
  script: 'jest',
  proof: reason ? 'unproven' : 'declared',
  reason,
  programs: ['jest'],
})
const jobs = [
  { run: 'npm ci --ignore-scripts', source: '.github/workflows/ci.yml:12' },
  { run: 'npx nyc npm run test -- --ci\necho done', source: '.github/workflows/ci.yml:14' },
  { run: 'yarn workspace @s/a run lint', source: '.github/workflows/ci.yml:16' },
  { run: 'turbo run build', source: '.circleci/config.yml:9' },
]
const prove = (run: string, script: string | undefined, member?: string) => withCiProof({ command: command(run), script, member }, jobs)

test('the same words, more of them, or the same script by another package manager', () => {
  expect(prove('npm ci', undefined)).toEqual({
    command: { ...command('npm ci'), proof: 'proven' },
    source: '.github/workflows/ci.yml:12',
  })
  expect(prove('pnpm run test', 'test').source).toBe('.github/workflows/ci.yml:14')
  expect(prove('npm install', undefined)).toEqual({ command: command('npm install'), source: undefined })
})

test('the script of a member is proven for that member, and by what runs it for all', () => {
  expect(prove('yarn workspace @s/a run lint', 'lint', '@s/a').source).toBe('.github/workflows/ci.yml:16')
  expect(prove('yarn workspace @s/b run lint', 'lint', '@s/b').source).toBeUndefined()
  expect(prove('yarn run lint', 'lint').source).toBeUndefined()
  expect(prove('pnpm --filter @s/b run build', 'build', '@s/b').source).toBe('.circleci/config.yml:9')
  expect(prove('pnpm run build', 'build').source).toBeUndefined()
})

test('a job takes the doubt from a test that watches, and leaves a placeholder what it is', () => {
  const watching = { command: command('npm run test', 'watches'), script: 'test', member: undefined }
  expect(withCiProof(watching, jobs).command).toMatchObject({ proof: 'proven', reason: null })
  const placeholder = { ...watching, command: command('npm run test', 'placeholder') }
  expect(withCiProof(placeholder, jobs)).toEqual({ command: placeholder.command, source: undefined })
})
