import type { Context, Project } from './projects.ts'
import type { BuildSystem } from './schema.ts'

/** Of several projects beside each other what they agree on. Null without a project, and where not even the name is common. */
export function managerFacts(
  ctx: Pick<Context, 'warn'>,
  projects: readonly Project[],
  evidence: Record<string, string | string[]>,
): BuildSystem['package_manager'] {
  const [first, ...rest] = projects
  if (!first) return null
  warnOfManagers(ctx, projects)
  const { manager } = first
  if (rest.some((project) => project.manager.name !== manager.name)) return null
  const others = manager.evidence.filter(({ name }) => name !== manager.by.name)
  evidence['package_manager'] = [...new Set(projects.map((project) => project.manager.by.source))]
  for (const [i, { source }] of others.entries()) evidence[`package_manager.others.${i}`] = source
  const version = rest.every((project) => project.manager.version === manager.version) ? manager.version : null
  const declared = [manager.by, ...manager.evidence].find((each) => each.version === version)
  if (version !== null && declared) evidence['package_manager.version'] = declared.source
  if (manager.lockfile) evidence['package_manager.lockfile'] = manager.lockfile
  return {
    name: manager.name,
    version,
    decided_by: manager.by.kind,
    source: manager.by.source,
    lockfile: rest.length === 0 ? manager.lockfile : null,
    others: others.map(({ name, version, kind, source }) => ({ name, version, kind, source })),
  }
}

function warnOfManagers(ctx: Pick<Context, 'warn'>, projects: readonly Project[]): void {
  for (const { manager } of projects) {
    const locks = manager.evidence.filter(({ kind, name }) => kind === 'lockfile' && name !== manager.by.name)
    const [lock] = locks
    if (manager.isAmbiguous && lock)
      ctx.warn({
        code: 'package_manager.ambiguous',
        path: lock.source,
        message: `lockfiles of several package managers, and nothing tells which is meant; ${manager.name} was taken. Remove what is stale, or say it in "packageManager"`,
      })
    else if (lock)
      ctx.warn({
        code: 'package_manager.conflict',
        path: lock.source,
        message: `a lockfile of ${lock.name}, where ${manager.by.source} says ${manager.name}; remove what is stale`,
      })
  }
}
