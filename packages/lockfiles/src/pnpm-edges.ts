import { type Nodes, nodeOf } from './graph.ts'
import type { LockedPackage, Lockfile } from './lockfile.ts'
import { lockedAs } from './pnpm-importers.ts'
import { parseKey, withoutPeers } from './pnpm-key.ts'
import { indentEnd, lineEnd, scalar } from './yaml-line.ts'

const SEPARATOR = '\n---\n'

/** Version 9 has the dependencies in `snapshots`, the older ones in `packages`: names, each with what it was resolved to. */
export function pnpmEdges(text: string, { packages, version }: Lockfile, nodes: Nodes): void {
  const major = Number.parseInt(version, 10)
  const start = text.indexOf(SEPARATOR) + 1
  const section = text.indexOf(major === 9 ? '\nsnapshots:\n' : '\npackages:\n', start)
  if (section === -1) return
  const byUrl = new Map(packages.flatMap((each) => (each.version === null || each.url !== null ? [[each.url, each]] : [])))
  const find = (key: string): LockedPackage | undefined => {
    const { name, version: locked, ref } = parseKey(withoutPeers(key, major), major)
    const index = nodes.indexOf(name, locked ?? ref)
    return index === -1 ? byUrl.get(ref) : nodes.packages[index]
  }
  const indexOfKey = (key: string) => {
    const found = find(key)
    return found ? nodeOf(found, nodes) : -1
  }
  const target = (name: string, ref: string) => {
    const { resolved, resolved_name } = lockedAs(name, ref, find, major)
    return nodes.indexOf(resolved_name, resolved)
  }
  let from = -1
  let group = ''
  for (let at = text.indexOf('\n', section + 1) + 1; at < text.length; ) {
    const keyAt = indentEnd(text, at)
    const end = lineEnd(text, keyAt)
    const indent = keyAt - at
    at = end + 1
    if (keyAt === end) continue
    if (indent === 0 && text.charCodeAt(keyAt) !== 35) return
    if (indent === 2) from = indexOfKey(keyOf(text, keyAt, end))
    else if (indent === 4) group = text.slice(keyAt, end)
    else if (indent === 6 && from !== -1 && (group === 'dependencies:' || group === 'optionalDependencies:')) {
      const colon = text.slice(keyAt, end).indexOf(': ')
      if (colon === -1) continue
      const name = unquoted(text, keyAt, keyAt + colon)
      nodes.add(from, target(name, unquoted(text, keyAt + colon + 2, end)), group === 'optionalDependencies:')
    }
  }
}

function keyOf(text: string, from: number, end: number): string {
  const start = text.startsWith('? ', from) ? from + 2 : from
  if (start > from) return unquoted(text, start, end)
  return text.charCodeAt(end - 1) === 58
    ? unquoted(text, start, end - 1)
    : unquoted(text, start, text.endsWith(': {}', end) ? end - 4 : end)
}

/** What `parse` did not have to understand stays as it is. */
function unquoted(text: string, from: number, to: number): string {
  try {
    return scalar(text, from, to)
  } catch {
    return text.slice(from, to)
  }
}
