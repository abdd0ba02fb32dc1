import type { DependencyType, Importer, ImporterDependency, Link, LockedPackage } from './lockfile.ts'
import { byBytes } from './order.ts'
import { normalise } from './path.ts'
import { newLine, readLine, scalar } from './yaml-line.ts'

/** A workspace, as the lockfile of Yarn 2 and later repeats its manifest. */
export interface Member {
  readonly path: string
  readonly name: string
  readonly dependencies: { readonly name: string; readonly specifier: string; readonly type: DependencyType | null }[]
}

/** Reads the fields of a workspace's entry, which begin at `body`. Which dependencies are for development it does not record. */
export function readMember(text: string, body: number, path: string, name: string): Member {
  const dependencies: Member['dependencies'] = []
  const optional = new Set<string>()
  const line = newLine()
  let section = ''
  let subject = ''
  for (let at = body; readLine(text, at, line) && line.indent > 0; at = line.next) {
    if (line.indent === 2) section = line.key
    else if (line.indent === 4) {
      subject = line.key
      const type = section === 'dependencies' ? null : section === 'peerDependencies' ? 'peer' : undefined
      if (type !== undefined) dependencies.push({ name: line.key, specifier: scalar(text, line.from, line.to), type })
    } else if (section === 'dependenciesMeta' && line.key === 'optional') optional.add(subject)
  }
  const typed = dependencies.map((each) => (each.type === null && optional.has(each.name) ? { ...each, type: 'optional' as const } : each))
  return { path: normalise(path), name, dependencies: typed }
}

/** The direct dependencies of every workspace. Yarn leaves peers to whoever depends on the workspace. */
export function importersOf(
  members: readonly Member[],
  links: readonly Link[],
  find: (name: string, range: string) => LockedPackage | undefined,
): Importer[] {
  const folders = new Map<string, string | null>(members.map(({ name, path }) => [name, path]))
  const linked = new Map(links.map(({ name, target }) => [name, target]))
  const resolve = (declared: Member['dependencies'][number]): ImporterDependency => {
    const { name, specifier, type } = declared
    const locked = type === 'peer' ? undefined : find(name, specifier)
    if (locked) return { ...declared, resolved: locked.version ?? locked.url, resolved_name: locked.name, link: null }
    const link = type === 'peer' ? null : ((/^(?:link|portal):/.test(specifier) ? linked : folders).get(name) ?? null)
    return { name, specifier, type, resolved: null, resolved_name: link === null ? null : name, link }
  }
  return members
    .map(({ path, dependencies }) => ({
      path,
      dependencies: dependencies.map(resolve).sort((a, b) => byBytes(a.name, b.name) || byBytes(a.type ?? '', b.type ?? '')),
    }))
    .sort((a, b) => byBytes(a.path, b.path))
}
