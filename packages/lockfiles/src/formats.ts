import { readBunLock } from './bun-lock.ts'
import type { Format, Lockfile } from './lockfile.ts'
import { readPackageLock } from './package-lock.ts'
import { readPnpmLock } from './pnpm-lock.ts'
import { readYarnBerry } from './yarn-berry.ts'
import { readYarnClassic } from './yarn-classic.ts'

/** What a reader gets. It returns the lockfile or throws a `Problem`. */
export interface Source {
  /** Not empty, without byte order mark and conflict markers. */
  readonly text: string
  readonly format: Format
  /** How many folders below the root of the repository the lockfile is; infinite when unknown. */
  readonly folderDepth: number
}

export interface FormatRow {
  readonly format: Format
  /** The file's name. Where several rows share it, the head of the text decides. */
  readonly name: string
  /** Found in the first few kilobytes. */
  readonly head: RegExp
  /** Captures the lockfile version in the head. */
  readonly version: RegExp
  /** None: recognised, and answered with `unsupported`. */
  readonly read?: (source: Source) => Lockfile
}

const JSON_VERSION = /"lockfileVersion"\s*:\s*(\d{1,3})\b/
const PNPM_VERSION = /^lockfileVersion: *['"]?(\d{1,3}(?:\.\d{1,3})?)['"]?\s*$/m

/** In the order in which the head of a text is tried when no name is given. Another format: its file, and `read` in its row. */
export const FORMATS: readonly FormatRow[] = [
  { format: 'bun-lockb', name: 'bun.lockb', head: /^#!\/usr\/bin\/env bun\s/, version: /^bun-lockfile-format-v(\d{1,3})/m },
  { format: 'bun-lock', name: 'bun.lock', head: /"workspaces"\s*:\s*\{\s*""\s*:/, version: JSON_VERSION, read: readBunLock },
  { format: 'package-lock', name: 'package-lock.json', head: /^\s*\{/, version: JSON_VERSION, read: readPackageLock },
  { format: 'npm-shrinkwrap', name: 'npm-shrinkwrap.json', head: /^\s*\{/, version: JSON_VERSION, read: readPackageLock },
  { format: 'pnpm-lock', name: 'pnpm-lock.yaml', head: /^lockfileVersion:/m, version: PNPM_VERSION, read: readPnpmLock },
  {
    format: 'yarn-berry',
    name: 'yarn.lock',
    head: /^__metadata:/m,
    version: /^__metadata:\r?\n {2}version: (\d{1,3})\s*$/m,
    read: readYarnBerry,
  },
  {
    format: 'yarn-classic',
    name: 'yarn.lock',
    head: /^# yarn lockfile v\d/m,
    version: /^# yarn lockfile v(\d{1,3})/m,
    read: readYarnClassic,
  },
]
