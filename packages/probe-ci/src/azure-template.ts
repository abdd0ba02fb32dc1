import { type AzureScope, fillScope, parameterOrigins, parametersOf } from './azure-steps.ts'
import { joinPath } from './model.ts'
import { get, type Node, placeOf, textMap, textOf } from './node.ts'

/** Templates within templates; Azure allows a hundred files. */
const MAX_TEMPLATES = 20

/** The document of a template of this repository, and what its expressions know; others are noted. */
export async function findTemplate(item: Node, scope: AzureScope): Promise<{ root: Node; scope: AzureScope } | undefined> {
  const { repo, trail } = scope
  const node = get(item, 'template')
  if (node === undefined) return undefined
  const ref = fillScope(textOf(node) ?? '', scope)
  const parameters = get(item, 'parameters')
  const given = new Map([...textMap(parameters)].map(([name, value]) => [name, fillScope(value, scope)]))
  const note = (reason: 'remote' | 'outside_repository' | 'not_found' | 'cycle' | 'computed') =>
    void repo.unresolved.push({ kind: 'template', ref, reason, place: placeOf(node), inputs: new Map(flatKeys(parameters)) })
  const [file = '', source = 'self'] = ref.split('@')
  if (source !== 'self') return note('remote')
  if (file.includes('$')) return note('computed')
  const directory = item.doc.path.includes('/') ? item.doc.path.slice(0, item.doc.path.lastIndexOf('/')) : '.'
  const candidates = file.startsWith('/') ? [joinPath('.', file.slice(1))] : [joinPath(directory, file), joinPath('.', file)]
  if (candidates.every((path) => path === null)) return note('outside_repository')
  const path = candidates.find((each) => each !== null && repo.has(each))
  if (path === undefined || path === null) return note('not_found')
  if (trail.includes(path) || trail.length > MAX_TEMPLATES || !repo.follow(path)) return note('cycle')
  const root = await repo.open(path)
  if (root === undefined) return undefined
  repo.reused.push({ kind: 'template', path, place: placeOf(node) })
  const origins = new Map([...scope.origins, ...parameterOrigins(root, parameters, scope)])
  return { root, scope: { ...scope, parameters: parametersOf(root, given), trail: [...trail, path], origins } }
}

/** Names and texts of parameters, those within maps too. */
function flatKeys(node: Node | undefined, depth = 0): [string, string][] {
  const { value } = node ?? {}
  if (node === undefined || value === null || typeof value !== 'object' || Array.isArray(value) || depth > 5) return []
  return Object.keys(value).flatMap((key) => {
    const child = get(node, key)
    return [[key, textOf(child) ?? ''] as [string, string], ...flatKeys(child, depth + 1)]
  })
}
