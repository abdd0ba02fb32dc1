import { type Context, directoryOf, evidenceOf } from './context.ts'
import { type Conflict, conflict, side } from './finding.ts'

/** Differences that a message names. */
const MAX_NAMED = 3

/** Lockfiles that do not match the manifests that they are for. */
export function lockfileConflicts(context: Context): Conflict[] {
  return (context.manifests ?? []).flatMap((manifest, m) =>
    manifest.lockfiles.flatMap(({ path, in_sync, drift }, l) => {
      if (in_sync !== false || !drift) return []
      const named = drift.items.slice(0, MAX_NAMED).map((item) => `${labelOf(item)} (${item.reason.replaceAll('_', ' ')})`)
      const more = drift.count > named.length ? ` and ${drift.count - named.length} more` : ''
      const workspaces = [...new Set(drift.items.map(({ workspace }) => workspace))]
      return [
        conflict('lockfile_drift', path, isInstalled(context, path), `${path} does not match: ${named.join(', ')}${more}`, [
          side('manifest', declaredText(drift.items), dependencyPlaces(context, workspaces)),
          side('lockfile', lockedText(drift.items), evidenceOf(context, 'manifests', `${m}.lockfiles.${l}`)),
        ]),
      ]
    }),
  )
}

type Item = NonNullable<NonNullable<Context['manifests']>[number]['lockfiles'][number]['drift']>['items'][number]

/** The package, or the directory where all of it is missing. */
function labelOf({ name, workspace }: Item): string {
  return name ?? workspace
}

function declaredText([first]: readonly Item[]): string {
  if (!first) return ''
  const declared = first.declared ?? (first.reason === 'undeclared' || first.reason === 'dead_importer' ? 'not declared' : 'declared')
  return `${labelOf(first)} ${declared}`
}

function lockedText([first]: readonly Item[]): string {
  return first ? `${labelOf(first)} ${first.locked ?? (first.reason === 'dead_importer' ? 'locked' : 'not locked')}` : ''
}

function dependencyPlaces(context: Context, workspaces: readonly string[]): string[] {
  return workspaces.flatMap((workspace) => {
    const index = (context.manifests ?? []).findIndex(({ path }) => directoryOf(path) === workspace)
    if (index < 0) return []
    const found = (['production', 'dev', 'peer', 'optional'] as const).flatMap((kind) =>
      evidenceOf(context, 'manifests', `${index}.direct_dependencies.${kind}`),
    )
    return found.slice(0, 1)
  })
}

/** Does an install of the product use it: the package manager's own, one that CI installs from, or one beside an image of the product? */
function isInstalled({ build_system, ci, deployment }: Context, path: string): boolean {
  const directory = directoryOf(path)
  const manager = build_system?.package_manager
  if (!build_system || manager?.lockfile === path) return true
  const installs = (ci?.workflows ?? []).some(({ jobs }) =>
    jobs.some(({ commands }) => commands.some((command) => command.directory === directory && command.roles.includes('install'))),
  )
  if (directory === (manager?.lockfile == null ? '.' : directoryOf(manager.lockfile))) return false
  return installs || (deployment?.dockerfiles ?? []).some((file) => file.reach === 'product' && directoryOf(file.path) === directory)
}
