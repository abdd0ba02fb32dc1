import type { Json } from '@codegenie/core'
import type { Key, Located } from './documents.ts'

/** A Kubernetes object that patches are laid over, and the places of what they changed, by path. */
export interface Patchable {
  value: Json
  readonly file: string
  readonly at: Located['at']
  readonly changed: Map<string, string>
  /** What it was called before a kustomization gave it another name. */
  readonly names: string[]
}

type MutableMap = { [key: string]: Json }
const MAX_DEPTH = 64

/** Lists that are merged by a key of their items; all others are replaced as a whole. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
}

/** Fields that are facts as a whole: what changed a part of them said them last. */
const FACTS = new Set(['env', 'livenessProbe', 'ports', 'readinessProbe', 'resources', 'securityContext', 'startupProbe'])

const isMap = (value: Json | undefined): value is MutableMap => value !== null && typeof value === 'object' && !Array.isArray(value)
const pathKey = (keys: readonly Key[]): string => keys.join('\0')

export function located(object: Patchable): Located {
  return {
    value: object.value,
    at: (...keys) => {
      for (let length = keys.length; length > 0; length--) {
        const place = object.changed.get(pathKey(keys.slice(0, length)))
        if (place !== undefined) return place
      }
      const within = FACTS.has(String(keys.at(-1)))
        ? [...object.changed.keys()].find((key) => key.startsWith(`${pathKey(keys)}\0`))
        : undefined
      if (within !== undefined) return object.changed.get(within)!
      return object.at(...keys)
    },
  }
}

/** Strategic merge: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/. False when it deletes the object. */
export function mergePatch(object: Patchable, patch: Located): boolean {
  if (isMap(patch.value) && patch.value['$patch'] === 'delete') return false
  const merge = (base: Json | undefined, over: Json, to: readonly Key[], from: readonly Key[]): Json => {
    if (to.length > MAX_DEPTH) return over
    if (isMap(over) && isMap(base) && over['$patch'] !== 'replace') return mergeMaps(base, over, to, from)
    const key = MERGE_KEYS[String(to.at(-1))]
    if (Array.isArray(over) && Array.isArray(base) && key !== undefined && over.every((item) => isMap(item)))
      return mergeLists(base, over as MutableMap[], key, to, from)
    object.changed.set(pathKey(to), patch.at(...from))
    return isMap(over) ? Object.fromEntries(Object.entries(over).filter(([name]) => name !== '$patch')) : over
  }
  const mergeMaps = (base: MutableMap, over: MutableMap, to: readonly Key[], from: readonly Key[]): Json => {
    const merged = new Map(Object.entries(base))
    for (const [name, value] of Object.entries(over)) {
      if (name.startsWith('$')) continue
      if (value === null) merged.delete(name)
      else merged.set(name, merge(merged.get(name), value, [...to, name], [...from, name]))
    }
    return Object.fromEntries(merged)
  }
  const mergeLists = (base: readonly Json[], over: readonly MutableMap[], key: string, to: readonly Key[], from: readonly Key[]): Json => {
    const merged = [...base]
    for (const [index, item] of over.entries()) {
      const found = merged.findIndex((each) => isMap(each) && each[key] === item[key])
      if (item['$patch'] === 'delete') {
        if (found !== -1) merged.splice(found, 1)
      } else if (found === -1) merged.push(merge(undefined, item, [...to, merged.length], [...from, index]))
      else merged[found] = merge(merged[found], item, [...to, found], [...from, index])
    }
    if (over.some((item) => item['$patch'] === 'delete')) object.changed.set(pathKey(to), patch.at(...from))
    return merged
  }
  object.value = merge(object.value, patch.value, [], [])
  return true
}

/** RFC 6902, as far as its operations find what they name; false when one does not. */
export function applyJsonPatch(object: Patchable, operations: readonly Json[], place: string): boolean {
  const next = structuredClone(object.value) as Json
  for (const operation of operations) {
    if (!isMap(operation) || typeof operation['path'] !== 'string') return false
    const keys = operation['path']
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (!applyOperation(next, String(operation['op']), keys, operation['value'], (to) => object.changed.set(pathKey(to), place)))
      return false
  }
  object.value = next
  return true
}

function applyOperation(
  root: Json,
  op: string,
  keys: readonly string[],
  value: Json | undefined,
  changed: (to: readonly Key[]) => void,
): boolean {
  let parent: Json = root
  const path: Key[] = []
  for (const part of keys.slice(0, -1)) {
    const key = Array.isArray(parent) ? Number(part) : part
    const child: Json | undefined = Array.isArray(parent)
      ? (parent as Json[])[key as number]
      : isMap(parent) && Object.hasOwn(parent, key)
        ? parent[key]
        : undefined
    if (child === undefined || child === null) return false
    parent = child
    path.push(key)
  }
  const last = keys.at(-1)
  if (last === undefined || last === '__proto__' || op === 'test') return op === 'test'
  if (Array.isArray(parent))
    return changeItem(parent as Json[], op, last, value, (index) => changed(index === undefined ? path : [...path, index]))
  if (!isMap(parent) || (op !== 'add' && op !== 'replace' && op !== 'remove')) return false
  const map: MutableMap = parent
  if (op === 'remove') delete map[last]
  else map[last] = value ?? null
  changed([...path, last])
  return true
}

function changeItem(
  list: Json[],
  op: string,
  last: string,
  value: Json | undefined,
  changed: (index: number | undefined) => void,
): boolean {
  const index = last === '-' ? list.length : Number(last)
  if (!Number.isInteger(index) || index < 0 || index > list.length || (op !== 'add' && index === list.length)) return false
  if (op === 'add') list.splice(index, 0, value ?? null)
  else if (op === 'replace') list[index] = value ?? null
  else if (op === 'remove') list.splice(index, 1)
  else return false
  // What stands behind it has moved: the whole list is the patch's.
  changed(op === 'replace' || index === list.length - 1 ? index : undefined)
  return true
}
