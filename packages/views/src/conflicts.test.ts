import { expect, it } from 'vitest'
import { findConflicts } from './conflicts.ts'
import { buildSystem, ci, contextOf, deployment, manifest, node, stage, workflow } from './context.testing.ts'
import type { Context } from './context.ts'

/** Id, weight and message of each conflict. */
const found = (slices: Partial<Context>) =>
  findConflicts(contextOf(slices)).map(({ id, severity, message }) => `${severity} ${id}: ${message}`)
const engines = { build_system: buildSystem({ node: node('>=20') }), manifests: [manifest({ engines: { node: '>=20' } })] }

it('names both sides of a conflict, with their places', () => {
  const context = contextOf({ ...engines, ci: ci([workflow(['16', '18'])]) }, { ci: { 'workflows.0.jobs.0': 'ci.yml:7' } })
  expect(findConflicts(context)).toEqual([
    {
      id: 'ci_outside_engines',
      severity: 'medium',
      reach: 'product',
      subject: 'github_actions',
      message: 'github_actions runs Node 16, 18, engines allow >=20',
      sides: [
        { role: 'supports', value: '>=20', at: ['package.json:3'], more: 0 },
        { role: 'ci', value: '16', at: ['ci.yml:7'], more: 0 },
        { role: 'ci', value: '18', at: ['ci.yml:7'], more: 0 },
      ],
    },
  ])
})

it('finds nothing where nothing is known, or all agree', () => {
  expect(found({})).toEqual([])
  expect(found({ ...engines, ci: ci([workflow(['20', 'lts/*', '22.x'])]), deployment: deployment([stage('node:22.3')]) })).toEqual([])
})

it('a job that does no work with the project is of low reach', () => {
  const stale = workflow(['12'], [])
  expect(found({ ...engines, ci: ci([stale]) })).toEqual(['low ci_outside_engines: github_actions runs Node 12, engines allow >=20'])
})

it('an image is held against the engines of the nearest manifest', () => {
  const manifests = [manifest({ engines: { node: '>=20' } }), manifest({ path: 'old/package.json', engines: { node: '^16' } })]
  const image = (path: string) =>
    found({ build_system: buildSystem({ node: node('>=20') }), manifests, deployment: deployment([stage('node:16')], { path }) })
  expect(image('old/docker/Dockerfile')).toEqual([])
  expect(image('app/Dockerfile')).toEqual(['high image_outside_engines: app/Dockerfile has Node 16, engines allow >=20'])
})

it('an image of a test is of low reach', () => {
  const test = deployment([stage('node:16')], { path: 'test/Dockerfile', reach: 'test' })
  expect(found({ ...engines, deployment: test })).toEqual(['low image_outside_engines: test/Dockerfile has Node 16, engines allow >=20'])
})

it('compares what builds with what runs, by release line', () => {
  const stages = (build: string, run: string) =>
    found({ manifests: [manifest()], deployment: deployment([stage(build, { role: 'build' }), stage(run)]) })
  expect(stages('node:22.1', 'node:22')).toEqual([])
  expect(stages('node:22.1', 'node:20')).toEqual(['high image_stage_nodes_differ: Dockerfile builds with Node 22.1 and runs on 20'])
})

it('says that CI does not run what the product runs on, only where CI is known', () => {
  const context = (workflows: ReturnType<typeof workflow>[]) =>
    found({ manifests: [manifest()], ci: ci(workflows), deployment: deployment([stage('node:24')]) })
  expect(context([workflow(['20'])])).toEqual(['medium runtime_not_in_ci: Dockerfile runs on Node 24, CI runs 20'])
  expect(context([workflow(['20']), workflow([])])).toEqual([])
  expect(context([workflow(['20', 'lts/*'])])).toEqual([])
  expect(context([workflow(['24.x'])])).toEqual([])
})

it('holds CI against the version to develop with where there are no engines', () => {
  const context = (dev: string) => found({ build_system: buildSystem({ node: node(null, dev) }), ci: ci([workflow(['20'])]) })
  expect(context('22.1.0')).toEqual(['medium dev_not_in_ci: developed with Node 22.1.0, CI runs 20'])
  expect(context('20.9.0')).toEqual([])
  expect(context('lts/*')).toEqual([])
  expect(context('lts/iron')).toEqual([])
})

it('compares the package managers of CI, of images and of lockfiles', () => {
  const yarn = { name: 'yarn_berry' as const, version: '4.1.0', decided_by: 'declared', source: 'package.json:2', lockfile: 'yarn.lock' }
  const others = [
    { name: 'npm', version: null, kind: 'lockfile', source: 'package-lock.json' },
    { name: 'pnpm', version: null, kind: 'script', source: 'package.json:9' },
  ]
  const slices = {
    build_system: buildSystem({ package_manager: { ...yarn, others } }),
    ci: ci([workflow([], ['npm ci', 'npm i -g yarn', 'npm install left-pad', 'yarn', 'cd x && npm ci'])]),
    deployment: deployment([stage('node:22', { package_manager_commands: ['npm install'] })]),
  }
  expect(found(slices)).toEqual([
    'medium package_manager_lockfiles: yarn is what decides, and there is evidence for npm',
    'medium package_manager_ci_differs: CI installs with npm, the repository uses yarn',
    'medium package_manager_image_differs: Dockerfile installs with npm, the repository uses yarn',
  ])
})

it('a script that npm runs has to be there; --if-present asks for none', () => {
  const run = (script: string, at: string) => ({
    script,
    manager: 'npm',
    directory: '.',
    members: [],
    recursive: false,
    at: [at],
    jobs: [],
    events: [],
  })
  const runs = [run('lint', 'ci.yml:10'), run('types', 'ci.yml:11'), run('test', 'ci.yml:12')]
  const workflows = [workflow([], ['npm run lint', 'npm run types --if-present', 'npm test'])]
  expect(found({ manifests: [manifest({ scripts: { test: 'x' } })], ci: ci(workflows, { script_runs: runs }) })).toEqual([
    'medium ci_script_missing: CI runs npm run lint, which package.json does not have',
  ])
})

it('a build that asks for a stage needs one of that name, or number', () => {
  const build = (text: string) =>
    found({ manifests: [manifest({ scripts: { image: text } })], deployment: deployment([stage('node:22', { name: 'Prod' })]) })
  expect(build('docker build --target=release .')).toEqual([
    'high image_target_missing: a build asks for the stage release of Dockerfile, which has Prod',
  ])
  expect(build('docker buildx build -f Dockerfile --target prod . && docker push x')).toEqual([])
  expect(build('docker build --target 0 .')).toEqual([])
  expect(build('docker build --target $STAGE .')).toEqual([])
  expect(build('docker build --target x -f other/Dockerfile .')).toEqual([])
})

it('a lockfile that no install uses is of low reach', () => {
  const drift = { count: 1, items: [{ workspace: '.', name: 'a', reason: 'not_locked' as const, declared: '^1', locked: null }] }
  const lockfile = (path: string) => ({
    path,
    format: 'npm',
    version: '3',
    packages_resolved: 1,
    integrity: null,
    importers: null,
    duplicates: null,
    sha256: null,
    native_modules: null,
    in_sync: false,
    drift,
  })
  const drifts = (path: string) => found({ build_system: buildSystem({}), manifests: [manifest({ lockfiles: [lockfile(path)] })] })
  expect(drifts('package-lock.json')).toEqual(['high lockfile_drift: package-lock.json does not match: a (not locked)'])
  expect(drifts('yarn.lock')).toEqual(['low lockfile_drift: yarn.lock does not match: a (not locked)'])
})

it('holds documents against engines, the package manager and the scripts', () => {
  const documentation = {
    files: ['README.md'],
    versions: [
      { tool: 'node' as const, value: '>=18', at: 'README.md:3' },
      { tool: 'node' as const, value: '20 || 22', at: 'README.md:4' },
      { tool: 'npm' as const, value: '9', at: 'README.md:5' },
    ],
    commands: [
      { run: 'yarn install', manager: 'yarn' as const, script: null, at: 'README.md:6' },
      { run: 'npm run nothing', manager: 'npm' as const, script: 'nothing', at: 'README.md:7' },
      { run: 'yarn nothing', manager: 'yarn' as const, script: 'nothing', at: 'README.md:8' },
    ],
  }
  expect(found({ ...engines, documentation })).toEqual([
    'low docs_node_differs: documents name Node >=18; engines allow >=20',
    'low docs_package_manager_differs: documents install with yarn, the repository uses npm',
    'low docs_script_missing: documents say npm run nothing, which no manifest has',
  ])
})
