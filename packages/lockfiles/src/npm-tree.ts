import type { Alias, DependencyType, Importer, ImporterDependency, Link, LockedPackage } from './lockfile.ts'
import { byBytes } from './order.ts'
import { type Notes, notesFor } from './problem.ts'

/** What an npm lockfile of any version holds, by path; the root folder is `.`. */
export interface NpmTree {
  /** As they come, by their paths: a map of all of them would take longer than all else that is done with an entry. */
  readonly packages: LockedPackage[]
  readonly links: Map<string, Link>
  readonly folders: Map<string, Folder>
  readonly aliases: Alias[]
  readonly notes: Notes
  /** How often something was put into one of the maps. */
  added: number
  /** How many folders below the root of the repository the lockfile is. */
  readonly folderDepth: number
}

export function emptyTree(text: string, folderDepth: number): NpmTree {
  return { packages: [], links: new Map(), folders: new Map(), aliases: [], notes: notesFor(text), added: 0, folderDepth }
}

/** A manifest as the lockfile repeats it. */
export interface Folder {
  readonly name: string | null
  readonly version: string | null
  readonly dependencies: readonly Declared[]
}

export interface Declared {
  readonly name: string
  readonly specifier: string
  readonly type: DependencyType
}

const INSTALLED = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/.@][^/]*)$/
const NAME = /^(?:@[^/]+\/)?[^/.@][^/]*$/

/** The name at the end of a place (`node_modules/a/node_modules/@b/c`); `undefined` when it is none. */
export function installedName(path: string): string | undefined {
  // The common case: letters and what else a name may have, in the only folder that there is.
  if (path.startsWith('node_modules/') && path.lastIndexOf('/') === 12) {
    const first = path.charCodeAt(13)
    if (first >= 97 && first <= 122) return path.slice(13)
  }
  return INSTALLED.exec(path)?.[1]
}

/** `name` or `@scope/name`. */
export function isName(name: string): boolean {
  return NAME.test(name)
}

/** A version, not a tag, a range or a URL: npm locks nothing else. */
export function isVersion(version: string): boolean {
  const first = version.charCodeAt(version.charCodeAt(0) === 118 ? 1 : 0)
  return first >= 48 && first <= 57
}

/** The package that is installed at a path. */
export type Find = (path: string) => LockedPackage | undefined

/** The direct dependencies of every folder, resolved as Node does: in its own node_modules, else in that of each folder above it. */
export function importersOf(tree: NpmTree, find: Find): Importer[] {
  return [...tree.folders]
    .sort(([a], [b]) => byBytes(a, b))
    .map(([path, folder]) => {
      const places = foldersUpFrom(path).map((above) => (above === '.' ? 'node_modules/' : `${above}/node_modules/`))
      const dependencies = folder.dependencies.map((declared) => resolve(tree, find, places, declared))
      return { path, dependencies: dependencies.sort((a, b) => byBytes(a.name, b.name) || byBytes(a.type ?? '', b.type ?? '')) }
    })
}

function resolve(tree: NpmTree, find: Find, places: readonly string[], declared: Declared): ImporterDependency {
  for (const place of places) {
    const at = place + declared.name
    const found = find(at)
    if (found) return { ...declared, resolved: found.version ?? found.url, resolved_name: found.name, link: null }
    const link = tree.links.get(at)
    if (link) return followed(tree, find, declared, link)
  }
  return { ...declared, resolved: null, resolved_name: null, link: null }
}

function followed(tree: NpmTree, find: Find, declared: Declared, { target }: Link): ImporterDependency {
  if (target === null) return { ...declared, resolved: null, resolved_name: null, link: null }
  const found = tree.folders.get(target) ?? find(target)
  return { ...declared, resolved: found?.version ?? null, resolved_name: found?.name ?? declared.name, link: target }
}

/** The folder and those above it, up to the root, or to the first `..` of what lies outside of the root. */
function foldersUpFrom(folder: string): string[] {
  const parts = folder.split('/')
  const folders: string[] = []
  for (let length = parts.length; length > 0; length--) {
    folders.push(parts.slice(0, length).join('/'))
    if (parts[length - 1] === '..') return folders
  }
  return folder === '.' ? folders : [...folders, '.']
}

export function addPackage(tree: NpmTree, installed: string, locked: LockedPackage): void {
  tree.packages.push(locked)
  if (installed !== locked.name) tree.aliases.push({ alias: installed, name: locked.name, version: locked.version })
}

/** Sorted, each once: an alias may be installed in several places. */
export function distinctAliases(aliases: readonly Alias[]): Alias[] {
  const order = (a: Alias, b: Alias) => byBytes(a.alias, b.alias) || byBytes(a.name, b.name) || byBytes(a.version ?? '', b.version ?? '')
  const sorted = [...aliases].sort(order)
  return sorted.filter((each, i) => i === 0 || order(sorted[i - 1]!, each) !== 0)
}
