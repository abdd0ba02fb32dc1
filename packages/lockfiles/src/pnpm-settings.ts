import type { CatalogEntry, Override, Patch } from './lockfile.ts'
import { byBytes } from './order.ts'
import { type Line, newLine, readLine, scalar, unusual } from './yaml-line.ts'

/** What pnpm-lock.yaml repeats of the workspace's settings. */
export interface Settings {
  catalogs: readonly CatalogEntry[]
  overrides: readonly Override[]
  patched: readonly Patch[]
}

type Tree = Map<string, string | Tree>

/** Deeper than anything that is read here. */
const MAX_DEPTH = 4

/** One of the sections `catalogs`, `overrides`, `patchedDependencies`. Returns where it ends. */
export function scanSettings(text: string, section: Line, settings: Settings): number {
  const tree: Tree = new Map()
  const end = readTree(text, section.next, 0, tree, 1)
  if (section.key === 'catalogs') settings.catalogs = catalogsOf(tree)
  else if (section.key === 'overrides') settings.overrides = overridesOf(tree)
  else settings.patched = patchesOf(tree)
  return end
}

function readTree(text: string, start: number, indent: number, tree: Tree, depth: number): number {
  const line = newLine()
  let at = start
  while (readLine(text, at, line) && line.indent > indent) {
    if (depth > MAX_DEPTH || tree.has(line.key)) throw unusual(text, line.at)
    at = line.next
    if (line.from < line.to) tree.set(line.key, scalar(text, line.from, line.to))
    else {
      const inner: Tree = new Map()
      tree.set(line.key, inner)
      at = readTree(text, at, line.indent, inner, depth + 1)
    }
  }
  return at
}

function field(tree: string | Tree | undefined, key: string): string | null {
  const value = typeof tree === 'object' ? tree.get(key) : undefined
  return typeof value === 'string' ? value : null
}

function catalogsOf(tree: Tree): CatalogEntry[] {
  const entries = [...tree].flatMap(([catalog, names]) =>
    typeof names === 'string'
      ? []
      : [...names].map(([name, entry]) => ({
          catalog,
          name,
          specifier: typeof entry === 'string' ? entry : (field(entry, 'specifier') ?? ''),
          version: field(entry, 'version'),
        })),
  )
  return entries.sort((a, b) => byBytes(a.catalog, b.catalog) || byBytes(a.name, b.name))
}

function overridesOf(tree: Tree): Override[] {
  const overrides = [...tree].flatMap(([selector, specifier]) => (typeof specifier === 'string' ? [{ selector, specifier }] : []))
  return overrides.sort((a, b) => byBytes(a.selector, b.selector))
}

/** `name@1.0.0: {hash, path}`; without a version it is for all of them; pnpm 11 writes the hash alone. */
function patchesOf(tree: Tree): Patch[] {
  const patches = [...tree].map(([key, patch]) => {
    const at = key.indexOf('@', 1)
    return { name: at === -1 ? key : key.slice(0, at), version: at === -1 ? null : key.slice(at + 1), path: field(patch, 'path') }
  })
  return patches.sort((a, b) => byBytes(a.name, b.name) || byBytes(a.version ?? '', b.version ?? ''))
}
