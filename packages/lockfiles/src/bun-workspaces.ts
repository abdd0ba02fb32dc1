import { type BunPackages, nameAt } from './bun-packages.ts'
import { indexOfKey } from './entries.ts'
import { fields, texts } from './fields.ts'
import type { Alias, CatalogEntry, DependencyType, Importer, ImporterDependency, Link, Lockfile, Patch } from './lockfile.ts'
import { distinctAliases } from './npm-tree.ts'
import { byBytes } from './order.ts'
import { leaves, normalise } from './path.ts'

const TYPES: readonly (readonly [string, DependencyType])[] = [
  ['dependencies', 'production'],
  ['devDependencies', 'dev'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'peer'],
]

type Fields = Readonly<Record<string, unknown>>

/** The direct dependencies of every workspace: what is nested below its own name, else what is at the top. */
export function importersOf(top: Fields, section: BunPackages, folderDepth: number): Importer[] {
  const workspaces = Object.entries(fields(top['workspaces'])).filter(([path]) => !leaves(folderDepth, path))
  return workspaces
    .map(([path, workspace]) => {
      const manifest = fields(workspace)
      const name = typeof manifest['name'] === 'string' ? manifest['name'] : ''
      const own = section.links.get(name)?.target === normalise(path) ? `${name}/` : undefined
      const dependencies = TYPES.flatMap(([group, type]) =>
        texts(manifest[group]).map(([name, specifier]) => resolve({ name, specifier, type }, own, section, folderDepth)),
      )
      return {
        path: normalise(path),
        dependencies: dependencies.sort((a, b) => byBytes(a.name, b.name) || byBytes(a.type ?? '', b.type ?? '')),
      }
    })
    .sort((a, b) => byBytes(a.path, b.path))
}

type Declared = Pick<ImporterDependency, 'name' | 'specifier' | 'type'>

function resolve(
  declared: Declared,
  own: string | undefined,
  { keys, items, links }: BunPackages,
  folderDepth: number,
): ImporterDependency {
  for (const key of own === undefined ? [declared.name] : [own + declared.name, declared.name]) {
    const found = items[indexOfKey(keys, key)]
    if (found) return { ...declared, resolved: found.version ?? found.url, resolved_name: found.name, link: null }
    const target = links.get(key)?.target ?? null
    if (target !== null && !leaves(folderDepth, target)) return { ...declared, resolved: null, resolved_name: declared.name, link: target }
  }
  return { ...declared, resolved: null, resolved_name: null, link: null }
}

export function linksOf({ links }: BunPackages, folderDepth: number, outside: () => void): Link[] {
  const inside = [...links.values()].map((link) => {
    if (link.target === null || !leaves(folderDepth, link.target)) return link
    outside()
    return { ...link, target: null }
  })
  return inside.sort((a, b) => byBytes(a.target ?? '', b.target ?? '') || byBytes(a.name, b.name))
}

export function aliasesOf({ keys, items, odd }: BunPackages): Alias[] {
  const aliases: Alias[] = []
  for (const key of odd) {
    const { name, version } = items[indexOfKey(keys, key)]!
    if (!key.endsWith(name) || nameAt(key) !== key.length - name.length) aliases.push({ alias: key.slice(nameAt(key)), name, version })
  }
  return distinctAliases(aliases)
}

export function readSettings(top: Fields): Pick<Lockfile, 'overrides' | 'catalogs' | 'patched'> {
  const catalog = (name: string, entries: unknown): CatalogEntry[] =>
    texts(entries).map(([each, specifier]) => ({ catalog: name, name: each, specifier, version: null }))
  const named = Object.entries(fields(top['catalogs'])).flatMap(([name, entries]) => catalog(name, entries))
  return {
    overrides: texts(top['overrides'])
      .map(([selector, specifier]) => ({ selector, specifier }))
      .sort((a, b) => byBytes(a.selector, b.selector)),
    catalogs: [...catalog('default', top['catalog']), ...named].sort((a, b) => byBytes(a.catalog, b.catalog) || byBytes(a.name, b.name)),
    patched: texts(top['patchedDependencies'])
      .map(([key, path]) => patchOf(key, path))
      .sort((a, b) => byBytes(a.name, b.name) || byBytes(a.version ?? '', b.version ?? '')),
  }
}

function patchOf(key: string, path: string): Patch {
  const at = key.indexOf('@', 1)
  return at === -1 ? { name: key, version: null, path } : { name: key.slice(0, at), version: key.slice(at + 1), path }
}
