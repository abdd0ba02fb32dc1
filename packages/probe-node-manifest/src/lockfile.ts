import { createHash } from 'node:crypto'
import type { nativeModules } from '@codegenie/catalogs/native-modules'
import { compareBytes, type ProbeContext } from '@codegenie/core'
import { countPackages, type Lockfile as Locked, type LockedPackage, type Parsed, parse, parseAnyLayout } from '@codegenie/lockfiles'
import { directoryOf, isMaterial } from './projects.ts'
import type { Lockfile } from './schema.ts'

type NativeModules = typeof nativeModules
export type Context = ProbeContext<{ readonly nativeModules: NativeModules }>

/** Lockfile -> whose it is; in bytewise order. */
const MANAGERS = {
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'npm-shrinkwrap.json': 'npm',
  'package-lock.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
}
type Name = keyof typeof MANAGERS
const NAMES = Object.keys(MANAGERS) as Name[]
/** Not text: that it is there is all we say. */
const BINARY: Name = 'bun.lockb'

export const LOCKFILE_READS = NAMES.filter((name) => name !== BINARY).map((name) => `**/${name}`)
export const LOCKFILE_LISTS = [`**/${BINARY}`]

/** Directory -> the paths of the lockfiles that stand in it, sorted. */
export function findLockfiles(ctx: Pick<Context, 'match'>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const path of NAMES.flatMap((name) => ctx.match(`**/${name}`))) {
    const beside = found.get(directoryOf(path))
    if (beside) beside.push(path)
    else found.set(directoryOf(path), [path])
  }
  return found
}

export interface LockfileFacts {
  readonly summary: Omit<Lockfile, 'in_sync' | 'drift' | 'native_modules'>
  /** `undefined` where nothing was read; a warning tells why. */
  readonly parsed: Parsed | undefined
}

/** All that one lockfile says by itself. What cannot be read is null. */
export async function readLockfile(ctx: Context, path: string): Promise<LockfileFacts> {
  if (path.endsWith(BINARY)) {
    ctx.warn({
      code: 'lockfile.unsupported',
      path,
      message: 'a binary lockfile, which is not read; `bun install --save-text-lockfile` makes a bun.lock',
    })
    return { summary: { ...UNREAD, path, format: 'bun-lockb' }, parsed: undefined }
  }
  const text = await ctx.text(path)
  if (text === undefined) {
    const { format } = parse('', { path })
    return { summary: { ...UNREAD, path, format }, parsed: undefined }
  }
  const sha256 = createHash('sha256').update(text).digest('hex')
  const parsed = await parseAnyLayout(text, { path })
  if ('code' in parsed) {
    const { code, message, format, version } = parsed
    ctx.warn({ code: `lockfile.${code}`, path, message })
    return { summary: { ...UNREAD, path, format, version, sha256 }, parsed: undefined }
  }
  const { lockfile } = parsed
  for (const { code, message, count, line } of lockfile.warnings)
    ctx.warn({ code: `lockfile.${code}`, path, message: `${message} (line ${line}${count > 1 ? `, and ${count - 1} more` : ''})` })
  const { distinct, integrity, duplicates } = countPackages(lockfile)
  const summary = {
    path,
    format: lockfile.format,
    version: lockfile.version,
    packages_resolved: distinct,
    integrity: { ...integrity },
    importers: lockfile.importers.length || null,
    duplicates,
    sha256,
  }
  return { summary, parsed }
}

const UNREAD = {
  version: null,
  packages_resolved: null,
  integrity: null,
  importers: null,
  duplicates: null,
  sha256: null,
}

type Resolved = Pick<LockedPackage, 'name' | 'version' | 'integrity' | 'dev' | 'optional'>

/** Each package once, by name and version. One that is locked in several places is dev, or optional, when it is so in all of them. */
export function resolvedPackages({ packages }: Locked): Resolved[] {
  const resolved = new Map<string, Resolved>()
  for (const { name, version, url, integrity, dev, optional } of packages) {
    const key = `${name}\0${version ?? url ?? ''}`
    const other = resolved.get(key)
    const merged = other && { integrity: other.integrity ?? integrity, dev: other.dev && dev, optional: other.optional && optional }
    resolved.set(key, { name, version, ...(merged ?? { integrity, dev, optional }) })
  }
  return [...resolved].sort(([a], [b]) => compareBytes(a, b)).map(([, found]) => found)
}

/** Whose a lockfile is, by its name. */
export function managerOf(path: string): (typeof MANAGERS)[Name] {
  return MANAGERS[path.slice(path.lastIndexOf('/') + 1) as Name]
}

/** Lockfiles of several package managers in one directory say different things; which of them is meant, they do not say. */
export function warnOfManagers(ctx: Pick<Context, 'warn'>, path: string, lockfiles: readonly Pick<Lockfile, 'path'>[]): void {
  const managers = [...new Set(lockfiles.map((lockfile) => managerOf(lockfile.path)))]
  if (managers.length < 2) return
  const message = `expected lockfiles of one package manager beside it, found those of ${managers.sort().join(', ')}; remove what is stale`
  ctx.warn({ code: 'lockfile.multiple_present', path, message })
}

export function warnOfOrphans(
  ctx: Pick<Context, 'warn'>,
  lockfiles: ReadonlyMap<string, readonly string[]>,
  projects: ReadonlySet<string>,
): void {
  for (const [directory, paths] of lockfiles) {
    if (projects.has(directory) || isMaterial(directory)) continue
    for (const path of paths)
      ctx.warn({ code: 'lockfile.without_manifest', path, message: 'expected a readable package.json beside it, found none' })
  }
}
