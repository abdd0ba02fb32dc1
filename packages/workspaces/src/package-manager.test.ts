import { expect, test } from 'vitest'
import type { z } from 'zod'
import { type Named, packageManager } from './package-manager.ts'

/** The package manager of the package.json in `app`, beside these files. */
function manager(manifest: z.infer<typeof Named>, ...files: string[]) {
  return packageManager(
    manifest,
    { manifests: [], named: () => [], has: (directory, name) => directory === 'app' && files.includes(name) },
    'app',
  )
}

test('the one that is named comes before that of the lockfile', () => {
  expect(manager({ packageManager: 'bun@1.2.0' }, 'yarn.lock')).toEqual({ name: 'bun' })
  expect(manager({ packageManager: 'pnpm' }, 'yarn.lock')).toEqual({ name: 'pnpm' })
  expect(manager({ devEngines: { packageManager: { name: 'npm', version: '^11' } } }, 'yarn.lock')).toEqual({ name: 'npm' })
  expect(manager({ devEngines: { packageManager: [{ name: 'bun' }, { name: 'npm' }] } }, 'yarn.lock')).toEqual({ name: 'bun' })
  expect(manager({ packageManager: 'npm@11.0.0', devEngines: { packageManager: { name: 'bun' } } })).toEqual({ name: 'npm' })
})

test('a name that is not known says nothing', () => {
  for (const pinned of ['npmx@1', '', '@', '__proto__@1', 'constructor'])
    expect(manager({ packageManager: pinned }, 'bun.lockb')).toEqual({ name: 'bun' })
})

test('of lockfiles, yarn comes before bun, npm and pnpm', () => {
  const files = ['pnpm-lock.yaml', 'npm-shrinkwrap.json', 'package-lock.json', 'bun.lockb', 'bun.lock', '.yarnrc.yml', 'yarn.lock']
  const names = files.map((_, i) => manager({}, ...files.slice(0, i + 1)).name)
  expect(names).toEqual(['pnpm', 'npm', 'npm', 'bun', 'bun', 'yarn', 'yarn'])
  expect(manager({})).toEqual({ name: 'npm' })
})

test('the flavour of yarn, where it is certain', () => {
  expect(manager({ packageManager: 'yarn@1.22.22+sha1.abc' }, '.yarnrc.yml')).toEqual({ name: 'yarn', yarn: 'classic' })
  expect(manager({ packageManager: 'yarn@4.18.0' })).toEqual({ name: 'yarn', yarn: 'berry' })
  expect(manager({ packageManager: 'yarn@berry' }, '.yarnrc.yml')).toEqual({ name: 'yarn', yarn: 'berry' })
  expect(manager({}, 'yarn.lock', '.yarnrc')).toEqual({ name: 'yarn', yarn: 'classic' })
  expect(manager({}, 'yarn.lock', '.yarnrc.yml')).toEqual({ name: 'yarn', yarn: 'berry' })
  expect(manager({}, 'yarn.lock')).toEqual({ name: 'yarn' })
})
