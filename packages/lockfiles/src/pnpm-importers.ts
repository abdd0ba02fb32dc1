import type { Alias, DependencyType, Importer, ImporterDependency, Link, LockedPackage } from './lockfile.ts'
import { byBytes } from './order.ts'
import { leaves, normalise } from './path.ts'
import { parseKey, withoutPeers } from './pnpm-key.ts'
import type { Notes } from './problem.ts'
import { type Line, newLine, readLine, scalar, skipNested, unusual } from './yaml-line.ts'

/** What a lockfile says of a project's manifest: group (`dependencies`, `specifiers` …) -> name -> what was wanted and what it got. */
export type Project = Map<string, Map<string, Wanted>>

interface Wanted {
  specifier: string
  version: string | null
}

const TYPES: readonly (readonly [string, DependencyType])[] = [
  ['dependencies', 'production'],
  ['devDependencies', 'dev'],
  ['optionalDependencies', 'optional'],
]

/** Groups of version 6 and 9, and the `specifiers` of version 5. */
const GROUPS = new Set([...TYPES.map(([group]) => group), 'specifiers', 'configDependencies', 'packageManagerDependencies'])

/** The section `importers`. Returns where it ends. */
export function scanImporters(text: string, start: number, projects: Map<string, Project>, notes: Notes): number {
  const line = newLine()
  let at = start
  while (readLine(text, at, line) && line.indent >= 2) {
    if (projects.has(line.key)) notes.add('duplicate_key', line.at)
    const project: Project = new Map()
    projects.set(line.key, project)
    at = scanProject(text, line, project)
  }
  return line.at
}

function scanProject(text: string, { next, indent, from, to }: Line, project: Project): number {
  if (from < to && !(to - from === 2 && text.startsWith('{}', from))) throw unusual(text, from)
  const line = newLine()
  let at = next
  while (readLine(text, at, line) && line.indent > indent) at = scanGroup(text, line, project)
  return at
}

/** A group, or anything else of a project, which is passed over. Returns where it ends. */
export function scanGroup(text: string, { key, indent, next, from, to }: Line, project: Project): number {
  if (!GROUPS.has(key)) return skipNested(text, next, indent)
  const group = new Map<string, Wanted>()
  project.set(key, group)
  if (from < to) {
    if (!text.startsWith('{}', from) || to - from !== 2) throw unusual(text, from)
    return next
  }
  const line = newLine()
  let at = next
  let wanted: Wanted = { specifier: '', version: null }
  while (readLine(text, at, line) && line.indent > indent) {
    const value = line.from < line.to ? scalar(text, line.from, line.to) : undefined
    if (line.indent === indent + 2) {
      if (group.has(line.key)) throw unusual(text, line.at)
      wanted = { specifier: value ?? '', version: value ?? null }
      group.set(line.key, wanted)
    } else if (line.indent !== indent + 4) throw unusual(text, line.at)
    else if (line.key === 'specifier') wanted.specifier = value ?? ''
    else if (line.key === 'version') wanted.version = value ?? null
    at = line.next
  }
  return at
}

export interface Resolved {
  readonly importers: Importer[]
  readonly links: Link[]
  readonly aliases: Alias[]
}

/** The package behind a key of the section `packages`. */
export type Find = (key: string) => LockedPackage | undefined

/** What every project's direct dependencies are locked to. What leads out of the repository is left out. */
export function importersOf(
  projects: ReadonlyMap<string, Project>,
  find: Find,
  major: number,
  folderDepth: number,
  outside: () => void,
): Resolved {
  const links = new Map<string, Link>()
  const aliases = new Map<string, Alias>()
  const importers = [...projects].flatMap(([folder, project]) => {
    const path = normalise(folder)
    if (leaves(folderDepth, folder)) {
      outside()
      return []
    }
    const resolve = (name: string, type: DependencyType, { specifier, version }: Wanted): ImporterDependency => {
      const link = linkOf(path, version)
      const isOutside = link !== null && leaves(folderDepth, link)
      if (isOutside) outside()
      if (link !== null) links.set(`${link}\0${name}`, { name, path: null, target: isOutside ? null : link })
      if (link !== null)
        return { name, specifier, type, resolved: null, resolved_name: isOutside ? null : name, link: isOutside ? null : link }
      const locked = version === null ? { resolved: null, resolved_name: null } : lockedAs(name, version, find, major)
      if (locked.resolved_name !== null && locked.resolved_name !== name)
        aliases.set(`${name}\0${locked.resolved_name}\0${locked.resolved}`, {
          alias: name,
          name: locked.resolved_name,
          version: locked.resolved,
        })
      return { name, specifier, type, ...locked, link: null }
    }
    return [{ path, dependencies: dependenciesOf(project, resolve) }]
  })
  return {
    importers: importers.sort((a, b) => byBytes(a.path, b.path)),
    links: sortedByKey(links),
    aliases: sortedByKey(aliases),
  }
}

function dependenciesOf(
  project: Project,
  resolve: (name: string, type: DependencyType, wanted: Wanted) => ImporterDependency,
): ImporterDependency[] {
  const specifiers = project.get('specifiers')
  return TYPES.flatMap(([group, type]) =>
    [...(project.get(group) ?? [])].map(([name, wanted]) =>
      resolve(name, type, specifiers ? { specifier: specifiers.get(name)?.specifier ?? '', version: wanted.version } : wanted),
    ),
  ).sort((a, b) => byBytes(a.name, b.name) || byBytes(a.type ?? '', b.type ?? ''))
}

function linkOf(importer: string, version: string | null): string | null {
  return version?.startsWith('link:') ? normalise(`${importer}/${version.slice('link:'.length)}`) : null
}

/** `1.0.0`; for an alias also the name in front of it, `/name/1.0.0` in version 5; for what is not from a registry a key, or its end. */
export function lockedAs(name: string, ref: string, find: Find, major: number): { resolved: string; resolved_name: string } {
  const plain = withoutPeers(ref, major)
  const first = plain.charCodeAt(0)
  if (first >= 48 && first <= 57) return { resolved: plain, resolved_name: name }
  const found = find(plain) ?? (major === 9 ? find(`${name}@${plain}`) : find(ref))
  if (found) return { resolved: found.version ?? found.url ?? plain, resolved_name: found.name }
  const parsed = parseKey(plain, major)
  return parsed.version === null ? { resolved: plain, resolved_name: name } : { resolved: parsed.version, resolved_name: parsed.name }
}

function sortedByKey<T>(entries: ReadonlyMap<string, T>): T[] {
  return [...entries].sort(([a], [b]) => byBytes(a, b)).map(([, entry]) => entry)
}
