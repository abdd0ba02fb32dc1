/** A key of `packages`, or what an importer was resolved to, without the peers that it was resolved with. */
export interface Locked {
  readonly name: string
  /** `null`: not from a registry, `ref` tells from where. */
  readonly version: string | null
  /** What stands behind the name. */
  readonly ref: string
}

/**
 * `name@1.0.0` (9), `/name@1.0.0(peer@2.0.0)` (6), `/name/1.0.0_peer@2.0.0` (5); behind the name there may be a URL or `file:…` instead, and
 * where a key begins with such, the name stands in the entry.
 * https://github.com/pnpm/spec/tree/master/lockfile
 */
export function parseKey(key: string, major: number): Locked {
  if (major === 9) return named(key, key.indexOf('@', 1))
  const own = key.charCodeAt(0) === 47 ? key.slice(1) : key
  if (major === 6) return named(withoutPeers(own, major), own.indexOf('@', 1))
  const scope = own.charCodeAt(0) === 64 ? own.indexOf('/') : -1
  const split = own.indexOf('/', scope + 1)
  const ref = split === -1 ? own : withoutPeers(own.slice(split + 1), major)
  if (split !== -1 && isVersion(ref)) return { name: own.slice(0, split), version: ref, ref }
  // `registry.example.com/name/1.0.0`: of a registry that is not the default one
  return key.charCodeAt(0) === 47 || split === -1 || own.includes(':') ? { name: own, version: null, ref: own } : parseHosted(ref, own)
}

function parseHosted(path: string, key: string): Locked {
  const scope = path.charCodeAt(0) === 64 ? path.indexOf('/') : -1
  const split = path.indexOf('/', scope + 1)
  const version = path.slice(split + 1)
  return split !== -1 && isVersion(version) ? { name: path.slice(0, split), version, ref: version } : { name: key, version: null, ref: key }
}

function named(key: string, at: number): Locked {
  if (at === -1) return { name: key, version: null, ref: key }
  const ref = key.slice(at + 1)
  return { name: key.slice(0, at), version: isVersion(ref) ? ref : null, ref }
}

/** Without `(peer@1.0.0)`, or in version 5 `_peer@1.0.0` and `/peer@1.0.0`: none of them can be part of a version. */
export function withoutPeers(ref: string, major: number): string {
  if (major !== 5) {
    const peers = ref.indexOf('(')
    return peers === -1 ? ref : ref.slice(0, peers)
  }
  if (!isVersion(ref)) return ref
  const peers = ref.search(/[_/]/)
  return peers === -1 ? ref : ref.slice(0, peers)
}

function isVersion(ref: string): boolean {
  const first = ref.charCodeAt(0)
  return first >= 48 && first <= 57
}
