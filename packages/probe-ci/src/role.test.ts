import { expect, it } from 'vitest'
import { callsIn } from './calls.ts'
import { rolesOf } from './role.ts'
import { splitShell } from './shell.ts'

const roles = (text: string) => rolesOf(callsIn(splitShell(text)[0]!)).join()

it.each([
  ['npm test', 'test'],
  ['npm run test:unit -- --ci', 'test'],
  ['npm run test-ci', 'test'],
  ['pnpm check-types', 'typecheck'],
  ['yarn type-check', 'typecheck'],
  ['npm run api:check', 'lint'],
  ['npm run lint:test', 'lint'],
  ['npm run build:test', 'build'],
  ['npm run format', 'format'],
  ['npm run test:e2e:install', ''],
  ['npm run start', ''],
  ['npx vitest run', 'test'],
  ['pnpm exec playwright test', 'test'],
  ['npx playwright install', ''],
  ['yarn jest --ci', 'test'],
  ['yarn run jest', 'test'],
  ['bun test', 'test'],
  ['node --test', 'test'],
  ['FORCE_COLOR=1 A=b npm test', 'test'],
  ['sudo -E env PATH=$PATH make test-all', 'test'],
  ['timeout 10m xvfb-run -a yarn e2e', 'test'],
  ['c8 --reporter lcov npm test', 'test'],
  ["bash -c 'cd x && npm test'", 'test'],
  ['bash -lc "npm run build; npm run lint"', 'build,lint'],
  ['turbo run build test', 'build,test'],
  ['cat list | xargs echo', ''],
  ['find . | tee log', ''],
  ['npx tsc --noEmit', 'typecheck'],
  ['tsc -b', 'build'],
  ['make', 'build'],
  ['make CC=clang lint', 'lint'],
  ['go test ./...', 'test'],
  ['./gradlew check', 'test'],
  ['terraform fmt -check', 'format'],
  ['./test/e2e.sh', 'test'],
  ['./scripts/build.sh', 'build'],
  ['bash scripts/run-tests.sh', 'test'],
  ['node ./scripts/test/export-result.ts', ''],
  ['docker build -t x .', 'image_build'],
  ['docker compose -f ci.yml up --build --exit-code-from app', 'test'],
  ['docker compose up -d --build', ''],
  ['docker run --rm -v $PWD:/app node:20 npm run coverage', 'test'],
  ['docker run node:20', ''],
  ['npm ci', 'install'],
  ['npm i -g npm@10', ''],
  ['helm upgrade --install web ./chart', 'deploy'],
  ['kubectl apply --dry-run=client -f x', ''],
  ['flyctl deploy --build-only --push', 'image_build'],
  ['flyctl deploy --image x:1', 'deploy'],
  ['skaffold run', 'deploy,image_build'],
  ['npm publish', 'deploy'],
  ['echo npm test', ''],
  ['vercel pull', ''],
  ['vercel --prod', 'deploy'],
  ['constructor', ''],
])('%s: %s', (command, expected) => {
  expect(roles(command)).toBe(expected)
})

it('looks into a here-document for a shell, and into no other', () => {
  expect(roles('bash <<E\nnpm test\nE')).toBe('test')
  expect(roles('ssh host <<E\nnpm test\nE')).toBe('test')
  expect(roles('cat <<E\nnpm test\nE')).toBe('')
})

it('gives up on shells within shells', () => {
  const nested = `bash -c "bash -c 'bash -c \\"bash -c npm\\"'"`
  expect(roles(nested)).toBe('')
})
