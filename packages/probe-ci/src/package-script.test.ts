import { describe, expect, it } from 'vitest'
import { packageCall } from './package-script.ts'
import { shellWords } from './shell.ts'
import { taskCall } from './task-runner.ts'

const read = (command: string) => packageCall(shellWords(command))
const scripts = (command: string) => {
  const { manager, scripts: names, directory, members, isRecursive } = read(command)!
  return [manager, names.join(), directory, members.join(), isRecursive]
}

describe('packageCall', () => {
  it.each([
    ['npm run build', ['npm', 'build', null, '', false]],
    ['npm test', ['npm', 'test', null, '', false]],
    ['npm t -- --watch=false', ['npm', 'test', null, '', false]],
    ['npm run lint -w packages/a --workspace=@x/b', ['npm', 'lint', null, 'packages/a,@x/b', true]],
    ['npm -ws run test --if-present', ['npm', 'test', null, '', true]],
    ['npm --prefix tools run build', ['npm', 'build', 'tools', '', false]],
    ['npm --loglevel error run build', ['npm', 'build', null, '', false]],
    ['pnpm build', ['pnpm', 'build', null, '', false]],
    ['pnpm -r --filter "@x/*..." run test', ['pnpm', 'test', null, '@x/*...', true]],
    ['pnpm -C web -F b test', ['pnpm', 'test', 'web', 'b', true]],
    ['yarn e2e --shard=1', ['yarn', 'e2e', null, '', false]],
    ['yarn --cwd=web run test', ['yarn', 'test', 'web', '', false]],
    ['yarn workspace @x/a run test:unit --ci', ['yarn', 'test:unit', null, '@x/a', false]],
    ['yarn workspaces run test', ['yarn', 'test', null, '', true]],
    ['yarn workspaces foreach -A --topological run build', ['yarn', 'build', null, '', true]],
    ["yarn workspaces foreach -A --include '@x/*' --exclude=docs run build", ['yarn', 'build', null, '@x/*,!docs', true]],
    ['bun run --filter web build', ['bun', 'build', null, 'web', true]],
    ['bun run test', ['bun', 'test', null, '', false]],
  ])('%s runs a script', (command, expected) => {
    expect(scripts(command)).toEqual(expected)
    expect(read(command)?.does).toBe('script')
  })

  it.each([
    ['npm ci', 'install'],
    ['npm i --no-audit', 'install'],
    ['yarn', 'install'],
    ['yarn --frozen-lockfile', 'install'],
    ['pnpm install', 'install'],
    ['bun i', 'install'],
    ['npm publish', 'publish'],
    ['yarn npm publish', 'publish'],
    ['npm version patch', 'other'],
    ['bun test', 'other'],
    ['bun build.ts', 'other'],
    ['pnpm -v', 'other'],
    ['yarn config set x y', 'other'],
    ['npx -y jest', 'exec'],
    ['pnpm dlx turbo build', 'exec'],
  ])('%s is %s', (command, does) => {
    expect(read(command)?.does).toBe(does)
    expect(read(command)?.scripts).toEqual([])
  })

  it('knows no other program, whatever its name', () => {
    for (const command of ['make test', 'constructor run x', 'toString', '']) expect(read(command)).toBeUndefined()
  })
})

describe('taskCall', () => {
  it.each([
    ['turbo run build lint --filter=web --filter ./api', ['turbo', ['build', 'lint'], ['web', './api']]],
    ['turbo build', ['turbo', ['build'], []]],
    ['nx run-many -t test,lint --projects=a,b', ['nx', ['test', 'lint'], ['a', 'b']]],
    ['nx run-many --target=build', ['nx', ['build'], []]],
    ['nx affected -t test', ['nx', ['test'], []]],
    ['nx run web:build:production', ['nx', ['build'], ['web']]],
    ['nx test web', ['nx', ['test'], ['web']]],
    ['lerna run test --scope x -- --ci', ['lerna', ['test'], ['x']]],
    ['run-s lint "test:*"', ['npm-run-all', ['lint', 'test:*'], []]],
  ])('%s', (command, [manager, tasks, members]) => {
    expect(taskCall(shellWords(command as string))).toEqual({ manager, tasks, members })
  })

  it('knows no other program', () => {
    expect(taskCall(['npm', 'run', 'build'])).toBeUndefined()
    expect(taskCall(['lerna', 'publish'])).toEqual({ manager: 'lerna', tasks: [], members: [] })
  })
})
