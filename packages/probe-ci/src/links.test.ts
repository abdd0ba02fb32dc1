import { expect, it } from 'vitest'
import { linkScripts, type Member } from './links.ts'
import type { ScriptRun } from './schema.ts'

const run = (script: string, more: Partial<ScriptRun> = {}): ScriptRun => ({
  script,
  manager: 'npm',
  directory: '.',
  members: [],
  recursive: false,
  at: ['ci.yml:1'],
  jobs: ['ci.yml#a'],
  events: ['push'],
  ...more,
})

const MEMBERS: Member[] = [
  {
    directory: '.',
    workspace: '.',
    name: 'root',
    scripts: {
      ci: 'npm run lint && npm test',
      lint: 'eslint .',
      test: 'turbo run test',
      pretest: 'npm run build',
      all: 'run-p "check:*"',
      'check:a': 'a',
      'check:b': 'b',
      both: 'npm-run-all --parallel lint "test -- --ci"',
      watch: 'concurrently -k npm:check:a "npm run lint -- --fix"',
    },
  },
  { directory: 'packages/a', workspace: '.', name: '@x/a', scripts: { test: 'vitest', build: 'tsc', loop: 'npm run loop' } },
  { directory: 'site', workspace: 'site', name: 'site', scripts: { test: 'npm run all', lint: 'eslint' } },
  { directory: 'packages/b', workspace: '.', name: '@x/b', scripts: { test: 'yarn --cwd ../a build' } },
]

const links = (...runs: ScriptRun[]) =>
  linkScripts(runs, MEMBERS).map(({ directory, script, via }) => [directory, script, ...via].join(' '))

it('follows chains of scripts, those before and after, and into members', () => {
  expect(links(run('ci'))).toEqual([
    '. ci',
    '. lint ci',
    '. pretest ci',
    '. test ci',
    'packages/a build ci test test',
    'packages/a test ci test',
    'packages/b test ci test',
  ])
})

it('finds the manifest that a directory belongs to', () => {
  expect(links(run('build', { directory: 'packages/a/src' }))).toEqual(['packages/a build'])
  expect(links(run('lint', { directory: 'docs' }))).toEqual(['. lint'])
  expect(links(run('lint', { directory: 'packages/a' }), run('build', { directory: null }))).toEqual([])
})

it.each([
  [['@x/a'], ['packages/a test']],
  [['@x/*'], ['packages/a build test', 'packages/a test', 'packages/b test']],
  [['./packages/b'], ['packages/a build test', 'packages/b test']],
  [['packages/*', '!@x/b'], ['packages/a test']],
  [['@x/a...'], ['packages/a test']],
  [['...^@x/a[main]'], ['packages/a test']],
  [['nobody'], []],
])('selects %j', (members, expected) => {
  expect(links(run('test', { members, recursive: true }))).toEqual(expected)
})

it('runs in all members, and in the root where the manager does so', () => {
  expect(links(run('lint', { recursive: true, manager: 'pnpm' }))).toEqual([])
  expect(links(run('lint', { recursive: true, manager: 'yarn' }))).toEqual(['. lint'])
})

it('knows patterns of npm-run-all, and ends where scripts go round', () => {
  expect(links(run('all'))).toEqual(['. all', '. check:a all', '. check:b all'])
  expect(links(run('loop', { directory: 'packages/a' }))).toEqual(['packages/a loop'])
})

it('stays within the workspace that a directory lies in', () => {
  expect(links(run('lint', { directory: 'site' }))).toEqual(['site lint'])
  expect(links(run('lint', { recursive: true, manager: 'yarn', members: ['site'] }))).toEqual([])
  const beside = MEMBERS.slice(1)
  expect(linkScripts([run('build', { recursive: true })], beside).map(({ directory }) => directory)).toEqual(['packages/a'])
  expect(linkScripts([run('build')], beside)).toEqual([])
})

it('reads every word of npm-run-all and concurrently', () => {
  expect(links(run('both')).slice(0, 3)).toEqual(['. both', '. lint both', '. test both'])
  expect(links(run('watch'))).toEqual(['. check:a watch', '. lint watch', '. watch'])
})

it('joins places, jobs and events', () => {
  const [link] = linkScripts([run('lint'), run('lint', { at: ['b.yml:2'], jobs: ['b.yml#x'], events: ['pull_request'] })], MEMBERS)
  expect(link).toEqual({
    directory: '.',
    script: 'lint',
    via: [],
    at: ['b.yml:2', 'ci.yml:1'],
    jobs: ['b.yml#x', 'ci.yml#a'],
    events: ['pull_request', 'push'],
  })
})
