import { expect, it } from 'vitest'
import { buildSystem, ci, contextOf, deployment, manifest, node, stage, workflow } from './context.testing.ts'
import type { Context } from './context.ts'
import { isSecretName } from './image-flags.ts'
import { riskFlags } from './risk-flags.ts'

const flags = (slices: Partial<Context>) =>
  riskFlags(contextOf(slices), []).flags.map(({ id, count, message }) => `${id} ${count}: ${message}`)
const image = (base: string, more = {}) => flags({ manifests: [manifest()], deployment: deployment([stage(base)], more) })

it('compares ends of life with a day that is data', () => {
  expect(riskFlags(contextOf({}), [])).toEqual({ as_of: '2026-11-01', flags: [] })
  expect(flags({ build_system: buildSystem({ node: node('>=4') }), ci: ci([workflow(['0.10', '16', '24'])]) })).toEqual([
    'node_end_of_life 2: Node 0.10 (github_actions) is run in CI; the end of life of 0.10 was 2016-10-31',
  ])
})

it('a user that is not set is root where the image is known to start so', () => {
  const final = deployment([]).dockerfiles[0]!.final!
  expect(image('node:24', { final: { ...final, user: null } })).toEqual([
    'root_user 1: Dockerfile sets no user, and node:24 starts as root',
  ])
  expect(image('acme/node:24', { final: { ...final, user: null } })).toEqual([])
  expect(image('gcr.io/distroless/nodejs24:nonroot', { final: { ...final, user: null } })).toEqual([])
  expect(image('node:24', { final: { ...final, user: '0:0' } })).toEqual(['root_user 1: Dockerfile starts as 0:0'])
  expect(image('node:24', { final: { ...final, user: '1000' } })).toEqual([])
})

it('a base image needs a version', () => {
  expect(image('node')).toEqual(['unpinned_base_image 1: Dockerfile starts from node, without a version'])
  expect(image('acme/x:latest')).toEqual(['unpinned_base_image 1: Dockerfile starts from acme/x:latest, without a version'])
  expect(image('scratch')).toEqual([])
})

it('names of build arguments tell secrets', () => {
  expect(['NPM_TOKEN', 'DB_PASSWORD', 'github_access_key', 'AWS_SECRET', 'API_KEY'].filter((name) => !isSecretName(name))).toEqual([])
  expect(['TOKENIZER', 'PUBLIC_API_KEY', 'TOKEN_FILE', 'KEY', 'PORT', 'SECRETARY', 'SECRET_NAME'].filter(isSecretName)).toEqual([])
  expect(image('node:24', { arg_names: ['NPM_TOKEN'] })).toEqual(['secret_in_build_args 1: Dockerfile takes NPM_TOKEN as build arguments'])
})

it('says which native modules have no binary for the image', () => {
  const native = (prebuilt_platforms: string[]) => ({
    name: 'canvas',
    versions: ['3.0.0'],
    proofs: ['catalog' as const],
    usage: 'production' as const,
    via: [],
    requires_node_gyp: false,
    prebuilt: null,
    prebuilt_platforms,
    system_packages: { apt: [], apk: [] },
  })
  const lockfile = (platforms: string[]) => ({
    path: 'package-lock.json',
    format: 'npm',
    version: '3',
    packages_resolved: 1,
    integrity: null,
    importers: null,
    duplicates: null,
    sha256: null,
    native_modules: { detected: true, packages: [native(platforms)] },
    in_sync: true,
    drift: null,
  })
  const slices = (platforms: string[], family: string) => ({
    manifests: [manifest({ lockfiles: [lockfile(platforms)] })],
    deployment: deployment([stage('node:24', { family })]),
  })
  expect(flags(slices(['linux-x64-glibc', 'darwin-x64'], 'alpine'))).toEqual([
    "native_module_libc 1: canvas of package-lock.json has no binary for musl, and the image is Alpine's",
  ])
  expect(flags(slices(['linux-x64-glibc', 'linux-x64-musl'], 'alpine'))).toEqual([])
  expect(flags(slices(['linux-x64-glibc'], 'debian'))).toEqual([])
  expect(flags(slices([], 'alpine'))).toEqual([])
})

it('dependencies without a lockfile, and scripts of installs', () => {
  const direct_dependencies = { production: { a: '1' }, dev: {}, peer: {}, optional: {} }
  const manager = { ...buildSystem({}).package_manager!, lockfile: null }
  const slices = {
    build_system: buildSystem({ package_manager: manager }),
    manifests: [manifest({ direct_dependencies, scripts: { postinstall: 'x', prepare: 'y' } })],
  }
  expect(flags(slices)).toEqual([
    'lockfile_missing 1: package.json has 1 dependencies and no lockfile',
    'install_scripts 1: package.json has postinstall',
  ])
})
