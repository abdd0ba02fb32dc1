import type { Manifests } from '@codegenie/probe-node-manifest'

interface Locked {
  readonly version: string
  /** Where it stands: the lockfile that governs the package.json; all of them where several package managers left theirs. */
  readonly lockfiles: readonly string[]
}

/** What lockfiles have for the direct dependencies of manifests. A link has no version, and an URL is none. */
export function lockedVersions(manifests: Manifests | undefined): (manifest: string, dependency: string) => Locked | undefined {
  const byPath = new Map((manifests ?? []).map((each) => [each.path, each]))
  return (path, dependency) => {
    const manifest = byPath.get(path)
    const { locked_dependencies: locked, workspace_of: root } = manifest ?? {}
    const version = locked && Object.hasOwn(locked, dependency) ? locked[dependency]! : undefined
    if (!manifest || version === undefined || !/^\d/.test(version)) return undefined
    const readable = ({ lockfiles }: Manifests[number]) => lockfiles.flatMap((each) => (each.packages_resolved === null ? [] : [each.path]))
    const own = readable(manifest)
    const above = byPath.get(root === '.' ? 'package.json' : `${root}/package.json`)
    return { version, lockfiles: own.length > 0 || !above ? own : readable(above) }
  }
}
