import { isFields } from './fields.ts'
import { type Nodes, nodeOf } from './graph.ts'
import { cursor, eachMember, isObject, readValue } from './json.ts'
import type { LockedPackage, Lockfile } from './lockfile.ts'

type Fields = Readonly<Record<string, unknown>>

/** Each place asks for names; Node finds them in its own node_modules, else in that of each place above it. */
export function npmEdges(text: string, { packages }: Lockfile, nodes: Nodes): void {
  const places = new Map(packages.map((each) => [each.path ?? '', each]))
  const visit = (path: string, entry: Fields, groups: readonly string[]) => {
    const locked = places.get(path)
    if (!locked) return
    const from = nodeOf(locked, nodes)
    for (const group of groups)
      for (const name of Object.keys(isFields(entry[group]) ? entry[group] : {})) {
        const to = found(places, path, name)
        // Version 1 does not tell which of the `requires` are optional; the flag of what is required tells enough.
        if (to) nodes.add(from, nodeOf(to, nodes), group === 'optionalDependencies' || (group === 'requires' && to.optional === true))
      }
  }
  const json = cursor(text)
  const hasPackages = /"packages"\s*:\s*\{/.test(text)
  eachMember(json, (section) => {
    if (section === 'packages' && isObject(json))
      eachMember(json, (path) => {
        const entry = readValue(json, 2)
        if (isFields(entry)) visit(path, entry, ['dependencies', 'optionalDependencies', 'peerDependencies'])
      })
    else if (section === 'dependencies' && !hasPackages && isObject(json))
      eachMember(json, (name) => {
        const entry = readValue(json, 2)
        if (isFields(entry)) eachNested(`node_modules/${name}`, entry, (path, nested) => visit(path, nested, ['requires']))
      })
    else readValue(json, 1)
  })
}

/** Version 1 nests what is installed below a package in it. */
function eachNested(path: string, entry: Fields, visit: (path: string, entry: Fields) => void): void {
  const stack = [{ path, entry }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    visit(next.path, next.entry)
    const nested = next.entry['dependencies']
    for (const [name, value] of Object.entries(isFields(nested) ? nested : {}))
      if (isFields(value)) stack.push({ path: `${next.path}/node_modules/${name}`, entry: value })
  }
}

function found(places: ReadonlyMap<string, LockedPackage>, path: string, name: string): LockedPackage | undefined {
  for (let above = path; ; ) {
    const place = places.get(above === '' ? `node_modules/${name}` : `${above}/node_modules/${name}`)
    if (place || above === '') return place
    const parent = above.lastIndexOf('/node_modules/')
    above = parent === -1 ? '' : above.slice(0, parent)
  }
}
