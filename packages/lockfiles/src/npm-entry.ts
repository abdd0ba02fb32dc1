import { isFields } from './fields.ts'
import { addPackage, type Declared, type Folder, installedName, isName, isVersion, type NpmTree } from './npm-tree.ts'
import { leaves, normalise } from './path.ts'
import type { Notes } from './problem.ts'
import { resolutionOf } from './resolution.ts'

type Fields = Readonly<Record<string, unknown>>

/** Of a folder of the repository: what is longer or deeper is none, and would make the way up from it long. */
const MAX_PATH = 4096
const MAX_LEVELS = 64

const NONE: readonly string[] = []

/** One member of `packages`, versions 2 and 3. `offset` of its key, for warnings. */
export function addEntry(tree: NpmTree, path: string, value: unknown, offset: number): void {
  if (leaves(tree.folderDepth, path)) return void tree.notes.add('path_outside_repo', offset)
  if (!isFields(value)) return void tree.notes.add('invalid_entry', offset)
  const installed = installedName(path)
  if (installed === undefined) return void addFolder(tree, path, value, offset)
  if (value['link'] === true) return void addLink(tree, path, installed, value['resolved'], offset)

  const { notes } = tree
  const name = nameOf(notes, value['name'], installed, offset)
  const url = stringOf(notes, value['resolved'], offset)
  const integrity = stringOf(notes, value['integrity'], offset)
  const bundled = value['inBundle'] === true
  addPackage(tree, installed, {
    name,
    version: versionOf(notes, stringOf(notes, value['version'], offset), offset),
    resolution: resolutionOf(name, url, integrity !== null && !bundled),
    url,
    integrity,
    dev: value['dev'] === true,
    // devOptional: a development dependency and an optional one of something in production.
    optional: value['optional'] === true || value['devOptional'] === true,
    peer: value['peer'] === true,
    os: listOf(value['os']),
    cpu: listOf(value['cpu']),
    libc: listOf(value['libc']),
    has_install_script: value['hasInstallScript'] === true,
    bundled,
    path,
    descriptors: NONE,
  })
}

/** Any other key of `packages` is a folder of the repository, with its manifest; the root's is empty. */
function addFolder(tree: NpmTree, path: string, fields: Fields, offset: number): void {
  if (path.length > MAX_PATH || path.split('/').length > MAX_LEVELS || /(?:^|\/)node_modules(?:\/|$)/.test(path))
    return void tree.notes.add('invalid_entry', offset)
  tree.added++
  tree.folders.set(normalise(path), folderOf(tree.notes, fields, offset))
}

/** One member of the top-level `dependencies`, version 1, with all that is nested in it. */
export function addDependency(tree: NpmTree, name: string, value: unknown, offset: number): void {
  const stack: { folder: string; name: string; value: unknown }[] = [{ folder: '', name, value }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const path = `${next.folder}node_modules/${next.name}`
    const fields = next.value
    if (!isFields(fields) || !isName(next.name)) {
      tree.notes.add('invalid_entry', offset)
      continue
    }
    const target = addNested(tree, path, next.name, fields, offset)
    const nested = fields['dependencies']
    if (!isFields(nested)) continue
    for (const [name, value] of Object.entries(nested)) stack.push({ folder: `${target}/`, name, value })
  }
}

/** Returns the folder that nested dependencies are in: for a link that is its target. */
function addNested(tree: NpmTree, path: string, installed: string, fields: Fields, offset: number): string {
  const recorded = stringOf(tree.notes, fields['version'], offset)
  if (recorded?.startsWith('file:') && !isTarball(recorded)) {
    addLink(tree, path, installed, recorded, offset)
    return tree.links.get(path)?.target ?? path
  }
  const locked = lockedBy(installed, recorded)
  const bundled = fields['bundled'] === true
  const url = locked.url ?? stringOf(tree.notes, fields['resolved'], offset)
  addPackage(tree, installed, {
    name: locked.name,
    version: locked.url === null ? versionOf(tree.notes, locked.version, offset) : null,
    resolution: resolutionOf(locked.name, url, locked.version !== null && !bundled),
    url,
    integrity: stringOf(tree.notes, fields['integrity'], offset),
    dev: fields['dev'] === true,
    optional: fields['optional'] === true,
    peer: null,
    os: NONE,
    cpu: NONE,
    libc: NONE,
    has_install_script: null,
    bundled,
    path,
    descriptors: NONE,
  })
  return path
}

/** Version 1 puts a version, `npm:name@version`, or the URL of anything that is from no registry into `version`. */
function lockedBy(installed: string, recorded: string | null): { name: string; version: string | null; url: string | null } {
  if (recorded === null || (isVersion(recorded) && !recorded.includes('/'))) return { name: installed, version: recorded, url: null }
  const at = recorded.lastIndexOf('@')
  const name = recorded.slice('npm:'.length, at)
  if (recorded.startsWith('npm:') && isName(name)) return { name, version: recorded.slice(at + 1), url: null }
  return recorded.includes(':') || recorded.includes('/')
    ? { name: installed, version: null, url: recorded }
    : { name: installed, version: recorded, url: null }
}

function addLink(tree: NpmTree, path: string, name: string, resolved: unknown, offset: number): void {
  const folder = typeof resolved === 'string' ? resolved.replace(/^file:/, '') : null
  const outside = folder !== null && leaves(tree.folderDepth, folder)
  if (outside) tree.notes.add('path_outside_repo', offset)
  tree.added++
  tree.links.set(path, { name, path, target: folder === null || outside ? null : normalise(folder) })
}

function folderOf(notes: Notes, fields: Fields, offset: number): Folder {
  const declared = (key: string, type: Declared['type']) => declaredIn(notes, fields[key], type, offset)
  const optional = declared('optionalDependencies', 'optional')
  const isOptional = new Set(optional.map(({ name }) => name))
  return {
    name: stringOf(notes, fields['name'], offset),
    version: stringOf(notes, fields['version'], offset),
    dependencies: [
      // npm reads what is in both as optional alone.
      ...declared('dependencies', 'production').filter(({ name }) => !isOptional.has(name)),
      ...declared('devDependencies', 'dev'),
      ...optional,
      ...declared('peerDependencies', 'peer'),
    ],
  }
}

function declaredIn(notes: Notes, value: unknown, type: Declared['type'], offset: number): Declared[] {
  if (value === undefined) return []
  const entries = isFields(value) ? Object.entries(value) : []
  const declared = entries.flatMap(([name, specifier]) => (typeof specifier === 'string' ? [{ name, specifier, type }] : []))
  if (!isFields(value) || declared.length < entries.length) notes.add('invalid_entry', offset)
  return declared
}

function isTarball(url: string): boolean {
  return /\.(?:tgz|tar\.gz|tar)$/i.test(url)
}

/** The name that an alias, or a package from outside of a registry, has of its own. */
function nameOf(notes: Notes, value: unknown, installed: string, offset: number): string {
  if (value === undefined) return installed
  const name = stringOf(notes, value, offset)
  if (name === null || isName(name)) return name ?? installed
  notes.add('invalid_entry', offset)
  return installed
}

function versionOf(notes: Notes, version: string | null, offset: number): string | null {
  if (version === null || isVersion(version)) return version
  notes.add('invalid_entry', offset)
  return null
}

/** `false` and `null` stand for "none" in old lockfiles. */
function stringOf(notes: Notes, value: unknown, offset: number): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  if (value !== undefined && value !== null && value !== false) notes.add('invalid_entry', offset)
  return null
}

function listOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : NONE
}
