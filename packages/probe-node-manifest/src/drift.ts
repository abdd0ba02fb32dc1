import type { Importer, Lockfile } from '@codegenie/lockfiles'
import { type Declared, declaredBy, type FindLocked, importersByDirectory } from './direct.ts'
import { satisfies } from './range.ts'
import type { Drift, PackageJson } from './schema.ts'

/** The manifest in a directory. `undefined`: there is none; `unreadable`: there is one, and what it declares is not known. */
export type ManifestAt = (directory: string) => Promise<PackageJson | 'unreadable' | undefined>

export interface Comparison {
  readonly lockfile: Lockfile
  /** Directory of the lockfile. */
  readonly root: string
  /** Directories of the workspace members. */
  readonly members: readonly string[]
  readonly manifestAt: ManifestAt
  readonly find: FindLocked
  /** Names whose ranges `overrides` or `resolutions` replace. */
  readonly overridden: ReadonlySet<string>
}

/**
 * Where a lockfile no longer says what the manifests say; `null` when that cannot be told, because one of them cannot be read and nothing
 * else differs.
 */
export async function driftOf(comparison: Comparison): Promise<Drift[] | null> {
  const { lockfile, root, members, manifestAt } = comparison
  const importers = importersByDirectory(root, lockfile)
  const drift: Drift[] = []
  let isKnown = true
  for (const directory of new Set([root, ...members, ...importers.keys()])) {
    const manifest = await manifestAt(directory)
    const importer = importers.get(directory)
    if (manifest === undefined) {
      if (importer) drift.push(item(directory, 'dead_importer'))
    } else if (manifest === 'unreadable') isKnown = false
    else if (!importer && importers.size > 0) drift.push(item(directory, 'missing_importer'))
    else for (const one of await compare(comparison, directory, declaredBy(manifest), importer)) drift.push(one)
  }
  return drift.length > 0 || isKnown ? drift : null
}

async function compare(
  comparison: Comparison,
  directory: string,
  declared: readonly Declared[],
  importer: Importer | undefined,
): Promise<Drift[]> {
  const typesOf = new Map<string, Set<Declared['type']>>()
  for (const { name, type } of declared) typesOf.set(name, (typesOf.get(name) ?? new Set()).add(type))
  const found: Drift[] = []
  for (const each of declared) {
    const repeated = recordedOf(importer, each, typesOf.get(each.name)!)
    const one = differenceOf(comparison, directory, each, repeated) ?? (await unsatisfied(comparison, directory, each, repeated))
    if (one) found.push(one)
  }
  for (const { name, specifier } of importer?.dependencies ?? [])
    if (!typesOf.has(name)) found.push(item(directory, 'undeclared', { name, locked: specifier }))
  return found
}

type Recorded = Importer['dependencies'][number]

/** `undefined`: the lockfile repeats no manifests. */
type Repeated = { readonly isNamed: boolean; readonly record: Recorded | undefined } | undefined

/** What the lockfile repeats of a declaration; what it has of the same name in another group that the manifest has as well is not it. */
function recordedOf(importer: Importer | undefined, { name, type }: Declared, types: ReadonlySet<Declared['type']>): Repeated {
  if (!importer) return undefined
  const named = importer.dependencies.filter((each) => each.name === name)
  const record = named.find((each) => each.type === type) ?? named.find((each) => each.type === null || !types.has(each.type))
  return { isNamed: named.length > 0, record }
}

/** What differs between a manifest and what the lockfile repeats of it. */
function differenceOf({ lockfile, find, overridden }: Comparison, directory: string, declared: Declared, repeated: Repeated) {
  const { name, range, type } = declared
  const locked = find(directory, declared)
  // Peers are somebody else's to install, and pnpm does not even repeat them.
  const mayBeMissing = type === 'peer' && (!repeated || repeated.isNamed || lockfile.format === 'pnpm-lock')
  if (!isLocked(locked)) return mayBeMissing ? undefined : item(directory, 'not_locked', { name, declared: range })
  const record = repeated?.record
  if (overridden.has(name) || !record) return undefined
  if (record.type !== null && record.type !== type && !(type === 'peer' && lockfile.format === 'pnpm-lock'))
    return item(directory, 'type_changed', { name, declared: type, locked: record.type })
  // Yarn writes down what a catalog says, the others that there is one.
  const isFromCatalog = range.startsWith('catalog:') && lockfile.format === 'yarn-berry'
  if (plain(record.specifier) !== plain(range) && !isFromCatalog)
    return item(directory, 'range_changed', { name, declared: range, locked: record.specifier })
  return undefined
}

function isLocked(locked: ReturnType<FindLocked>): boolean {
  return locked !== undefined && (locked.resolved !== null || locked.link !== null)
}

/** Is what is locked no longer in the range that was declared? */
async function unsatisfied(
  { lockfile, find, overridden }: Comparison,
  directory: string,
  declared: Declared,
  repeated: Repeated,
): Promise<Drift | undefined> {
  const { name, range, type } = declared
  const { resolved = null, link = null } = find(directory, declared) ?? {}
  if (type === 'peer' || resolved === null || link !== null || overridden.has(name) || (repeated && !repeated.record)) return undefined
  const wanted = range.startsWith('catalog:') ? catalogRange(lockfile, name, range) : range
  if (wanted === undefined || (await satisfies(resolved, wanted)) !== false) return undefined
  return item(directory, 'range_unsatisfied', { name, declared: range, locked: resolved })
}

/** Yarn 2 and later writes its default protocol in front of ranges. */
function plain(specifier: string): string {
  return specifier.startsWith('npm:') && !specifier.includes('@', 5) ? specifier.slice(4) : specifier
}

function catalogRange({ catalogs }: Lockfile, name: string, range: string): string | undefined {
  const catalog = range.slice('catalog:'.length) || 'default'
  return catalogs.find((entry) => entry.catalog === catalog && entry.name === name)?.specifier
}

function item(workspace: string, reason: Drift['reason'], rest: Partial<Omit<Drift, 'workspace' | 'reason'>> = {}): Drift {
  return { workspace, name: null, reason, declared: null, locked: null, ...rest }
}

/** Names whose ranges are replaced: by `overrides` and `resolutions` of the root's manifest, or by what the lockfile repeats of them. */
export function overriddenNames(manifest: PackageJson, { overrides }: Lockfile): ReadonlySet<string> {
  const selectors = [
    ...Object.keys(manifest.resolutions),
    ...keysBelow(manifest.overrides, 0),
    ...overrides.map(({ selector }) => selector),
  ]
  return new Set(selectors.map(nameIn))
}

/** npm nests overrides below the names of those who depend on what is overridden. */
function keysBelow(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth > 8) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysBelow(inner, depth + 1)])
}

/** No selector of a package is longer; a longer text could keep the pattern busy. */
const MAX_SELECTOR = 500

// The name at the end of `a>b@1`, `**/b`, `a/@scope/b@npm:1`.
function nameIn(selector: string): string {
  if (selector.length > MAX_SELECTOR) return selector
  const [, name = selector] = /((?:@[^/@>]+\/)?[^/@>]+)(?:@[^>]*)?$/.exec(selector) ?? []
  return name
}
