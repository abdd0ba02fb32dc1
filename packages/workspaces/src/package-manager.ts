import { z } from 'zod'
import type { Survey } from './survey.ts'

export interface PackageManager {
  readonly name: 'npm' | 'yarn' | 'pnpm' | 'bun'
  /** Of yarn, where it is certain: version 1, or a later one. */
  readonly yarn?: 'classic' | 'berry'
}

/** https://nodejs.org/api/packages.html#packagemanager and https://docs.npmjs.com/cli/configuring-npm/package-json#devengines */
export const Named = z.object({
  packageManager: z.string().optional(),
  devEngines: z.object({ packageManager: z.union([Engine(), z.array(Engine())]).optional() }).optional(),
})

function Engine() {
  return z.object({ name: z.string(), version: z.string().optional() })
}

/**
 * The package manager that reads the `workspaces` of a package.json: the one that it names, else that of the lockfile beside it, else npm.
 * pnpm's lockfile comes last, because pnpm does not read the field.
 */
export function packageManager(
  { packageManager: pinned, devEngines }: z.infer<typeof Named>,
  files: Survey,
  directory: string,
): PackageManager {
  const [engine] = [devEngines?.packageManager].flat()
  const [name, version = ''] = pinned?.split('@') ?? [engine?.name, engine?.version]
  const major = /\d+/.exec(version)?.[0]
  const found = NAMES.find((known) => known === name) ?? byLockfile(files, directory)
  if (found !== 'yarn') return { name: found }
  if (major ? major === '1' : files.has(directory, '.yarnrc')) return { name: 'yarn', yarn: 'classic' }
  return major || files.has(directory, '.yarnrc.yml') ? { name: 'yarn', yarn: 'berry' } : { name: 'yarn' }
}

const NAMES = ['npm', 'yarn', 'pnpm', 'bun'] as const

const LOCKFILES = [
  ['yarn', 'yarn.lock'],
  ['yarn', '.yarnrc.yml'],
  ['bun', 'bun.lock'],
  ['bun', 'bun.lockb'],
  ['npm', 'package-lock.json'],
  ['npm', 'npm-shrinkwrap.json'],
  ['pnpm', 'pnpm-lock.yaml'],
] as const

function byLockfile(files: Survey, directory: string): PackageManager['name'] {
  return LOCKFILES.find(([, file]) => files.has(directory, file))?.[0] ?? 'npm'
}
