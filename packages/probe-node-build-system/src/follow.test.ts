import fc from 'fast-check'
import { expect, test } from 'vitest'
import { follower } from './follow.ts'
import { PackageJson } from './package-json.ts'
import type { Package, Project } from './projects.ts'

function packageAt(directory: string, manifest: object): Package {
  const own = { directory, path: `${directory}/package.json`, manifest: PackageJson.parse(manifest) }
  return directory === '.' ? own : { ...own, member: { name: own.manifest.name ?? null, directory } }
}

function project(root: object, members: Record<string, object> = {}): Project {
  const by = { name: 'npm', version: null, kind: 'default', source: 'package.json' } as const
  const manager = { name: 'npm', version: null, by, lockfile: null, evidence: [], isAmbiguous: false } as const
  const packages = Object.entries(members).map(([directory, manifest]) => packageAt(directory, manifest))
  return { root: '.', manager, isRush: false, main: packageAt('.', root), members: packages, tasks: [] }
}

function follow(of: Project, script: string) {
  const { invocations, problems } = follower(of)(of.main!, script)
  return { commands: [...invocations.keys()], problems: [...problems] }
}

test('a script is followed through runners and members to what it starts', () => {
  const members = { 'packages/a': { name: 'a', scripts: { build: 'tsc -b' } }, 'packages/b': { scripts: { build: 'npm run x' } } }
  const root = { scripts: { ci: 'npm run lint && turbo run build', lint: 'eslint .' } }
  expect(follow(project(root, members), 'ci')).toEqual({
    commands: ['npm run lint', 'eslint .', 'turbo run build', 'tsc -b', 'npm run x'],
    problems: ['missing_script'],
  })
})

test('arguments are handed on', () => {
  const root = { scripts: { ci: 'npm test -- --run && yarn with-env next build', test: 'vitest', 'with-env': 'dotenv -e .env --' } }
  expect(follow(project(root), 'ci').commands).toEqual(['npm test -- --run', 'vitest --run', 'yarn with-env next build', 'next build'])
})

test('members by name and by directory, wireit, globs of scripts', () => {
  const members = { ui: { name: '@s/ui', scripts: { test: 'ava' } } }
  const root = {
    scripts: {
      a: 'yarn workspace @s/ui test',
      b: 'yarn --cwd ./ui test',
      c: 'wireit',
      d: 'run-s "build:*"',
      'build:x': 'tsc',
      'build:y': 'rollup -c',
    },
    wireit: { c: { command: 'mocha', dependencies: ['build:x', { script: 'build:y' }, '../z:build'] } },
  }
  const of = project(root, members)
  const ends = (script: string) => follow(of, script).commands.at(-1)
  expect([ends('a'), ends('b')]).toEqual(['ava', 'ava'])
  expect(follow(of, 'c')).toEqual({ commands: ['npm run build:x', 'tsc', 'npm run build:y', 'rollup -c', 'mocha'], problems: [] })
  expect(follow(of, 'd')).toEqual({ commands: ['run-s build:*', 'tsc', 'rollup -c'], problems: [] })
})

test('a circle, a chain without end, a target that no member has', () => {
  expect(follow(project({ scripts: { a: 'npm run b', b: 'npm run a -- x' } }), 'a').problems).toEqual(['cycle'])
  const chain = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`s${i}`, `npm run s${i + 1}`]))
  expect(follow(project({ scripts: { ...chain, s100: 'tsc' } }), 's0').problems).toEqual(['too_long'])
  expect(follow(project({ scripts: { a: 'turbo run x', b: 'nx run-many -t x' } }), 'a').problems).toEqual(['no_member'])
  expect(follow(project({ scripts: { b: 'nx run-many -t x' } }), 'b').problems).toEqual([])
  expect(follow(project({ scripts: { a: 'yarn jest && npm run constructor' } }), 'a').problems).toEqual(['missing_script'])
})

test('scripts that call each other in any way come to an end', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd')
  const call = fc.tuple(fc.constantFrom('npm run', 'yarn', 'run-p', 'turbo run'), name, fc.constantFrom('', ' -- x', ' y'))
  const script = fc.array(call, { maxLength: 6 }).map((calls) => calls.map((words) => words.join(' ')).join(' && '))
  const scripts = fc.dictionary(name, script)
  fc.assert(
    fc.property(scripts, scripts, (root, member) => {
      const of = project({ scripts: root }, { m: { scripts: member } })
      for (const each of Object.keys(root)) expect(follow(of, each).commands.length).toBeLessThan(2001)
    }),
  )
})
