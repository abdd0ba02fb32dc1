import type { Lockfile } from '@codegenie/lockfiles'
import { managerOf } from './lockfile.ts'
import type { Drift } from './schema.ts'

/** Lockfile versions that a major version of a package manager writes; what it reads and writes anew at the next install is not among them. */
const WRITES: Record<
  'npm' | 'pnpm' | 'yarn',
  readonly { readonly from: number; readonly to: number; readonly versions: readonly string[] }[]
> = {
  npm: [
    { from: 1, to: 6, versions: ['1'] },
    { from: 7, to: 8, versions: ['2', '3'] },
    { from: 9, to: 99, versions: ['2', '3'] },
  ],
  pnpm: [
    { from: 3, to: 7, versions: ['5', '6'] },
    { from: 8, to: 8, versions: ['6'] },
    { from: 9, to: 99, versions: ['9'] },
  ],
  yarn: [
    { from: 1, to: 1, versions: ['1'] },
    { from: 2, to: 2, versions: ['4', '5'] },
    { from: 3, to: 3, versions: ['6', '7'] },
    { from: 4, to: 99, versions: ['8', '9', '10', '11', '12'] },
  ],
}

/** Does the manifest's `packageManager` name another manager than the lockfile is of, or one of a version that writes other lockfiles? */
export function managerDrift(workspace: string, path: string, lockfile: Lockfile, packageManager: string | undefined): Drift[] {
  const [, name = '', version = ''] = /^([a-z]+)@(\d+)/.exec(packageManager ?? '') ?? []
  if (name === '' || (name === managerOf(path) && writes(name, Number(version), lockfile.version))) return []
  if (!Object.values(['npm', 'pnpm', 'yarn', 'bun']).includes(name)) return []
  const declared = packageManager!.split('+', 1)[0]!
  return [{ workspace, name: null, reason: 'package_manager', declared, locked: `${lockfile.format} ${lockfile.version}` }]
}

function writes(manager: string, major: number, lockfileVersion: string): boolean {
  if (!Object.hasOwn(WRITES, manager)) return true
  const rows = WRITES[manager as keyof typeof WRITES].filter(({ from, to }) => from <= major && major <= to)
  return rows.length === 0 || rows.some(({ versions }) => versions.includes(String(Number.parseInt(lockfileVersion, 10))))
}
