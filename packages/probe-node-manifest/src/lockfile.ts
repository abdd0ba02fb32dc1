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
  const sha256 = sha256Of(text)
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
  const identity = ({ version, url }: LockedPackage) => version ?? url ?? ''
  const sorted = [...packages].sort((a, b) => compareBytes(a.name, b.name) || compareBytes(identity(a), identity(b)))
  const resolved: Resolved[] = []
  for (const [i, each] of sorted.entries()) {
    const before = sorted[i - 1]
    const other = before?.name === each.name && identity(before) === identity(each) ? resolved.pop() : undefined
    // One literal, all of one shape: a copy of parts of another object takes twice the memory.
    resolved.push({
      name: each.name,
      version: each.version,
      integrity: other?.integrity ?? each.integrity,
      dev: other ? other.dev && each.dev : each.dev,
      optional: other ? other.optional && each.optional : each.optional,
    })
  }
  return resolved
}

/** Of the text in UTF-8, piece by piece: at once it would take the memory of a second copy. */
function sha256Of(text: string): string {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256') // loaded for a lockfile alone
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + PIECE, text.length)
    const last = text.charCodeAt(to - 1)
    if (last >= 0xd800 && last < 0xdc00 && to < text.length) to++ // both halves of a character
    hash.update(text.slice(from, to))
    from = to
  }
  return hash.digest('hex')
}

const PIECE = 65_536

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
