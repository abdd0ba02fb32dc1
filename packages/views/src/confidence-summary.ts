import { type Context, PROBE_OF } from './context.ts'
import { isRootByDefault } from './image-user.ts'

/** So many of so many. */
export interface Share {
  readonly read: number
  readonly of: number
}

export interface ConfidenceSummary {
  readonly gather_status: 'complete' | 'partial'
  readonly probes: Readonly<Record<string, string>>
  /** Files of each kind that were read, of those that were found. */
  readonly files: Readonly<Record<string, Share>>
  readonly warnings: { readonly count: number; readonly files: number; readonly codes: Readonly<Record<string, number>> }
  /** What only a run, a cluster or another repository knows. */
  readonly unresolved: Readonly<Record<string, number>>
  readonly cannot_answer: readonly string[]
}

const MAX_CODES = 5

/** What the answers rest on, with denominators, and what is not known. */
export function confidenceSummary(context: Context): ConfidenceSummary {
  const sections = Object.entries(context.probes)
  const warnings = sections.flatMap(([, section]) => section.warnings)
  return {
    gather_status: context.gather_status,
    probes: Object.fromEntries(sections.map(([name, { status, confidence }]) => [name, confidence ?? status])),
    files: shares(context),
    warnings: {
      count: warnings.length,
      files: new Set(warnings.flatMap(({ path }) => path ?? [])).size,
      codes: counted(warnings.map(({ code }) => code)),
    },
    unresolved: unresolved(context),
    cannot_answer: cannotAnswer(context),
  }
}

function counted(codes: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return Object.fromEntries([...counts].toSorted((a, b) => b[1] - a[1]).slice(0, MAX_CODES))
}

/** A file that has a warning which says that it, or a part of it, could not be read. */
function shares({ probes, manifests, ci, deployment }: Context): Record<string, Share> {
  const broken = (probe: string) =>
    new Set((probes[probe]?.warnings ?? []).flatMap(({ code, path }) => (code.startsWith('file.') && path !== undefined ? [path] : [])))
  const share = (probe: string, paths: readonly string[] = []): Share => {
    const unread = broken(probe)
    const all = new Set(paths)
    return { read: [...all].filter((path) => !unread.has(path)).length, of: all.size }
  }
  const lockfiles = manifests?.flatMap((manifest) => manifest.lockfiles) ?? []
  const found: Record<string, Share> = {
    manifests: share(
      'node_manifest',
      manifests?.map(({ path }) => path),
    ),
    lockfiles: { read: lockfiles.filter(({ packages_resolved }) => packages_resolved !== null).length, of: lockfiles.length },
    workflows: share(
      'ci',
      ci?.workflows.map(({ path }) => path),
    ),
    dockerfiles: share(
      'deployment',
      deployment?.dockerfiles.map(({ path }) => path),
    ),
  }
  return Object.fromEntries(Object.entries(found).filter(([, { of }]) => of > 0))
}

function unresolved({ ci, deployment }: Context): Record<string, number> {
  const counts = {
    ci: ci?.unresolved.length ?? 0,
    dockerfiles: deployment?.dockerfiles.reduce((sum, each) => sum + each.unresolved.length, 0) ?? 0,
    helm: deployment?.helm.reduce((sum, each) => sum + each.unresolved.length, 0) ?? 0,
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

function cannotAnswer(context: Context): string[] {
  const { build_system, ci, deployment, manifests = [], probe_failures } = context
  const failed = new Set(probe_failures.map(({ probe }) => probe))
  const images = (deployment?.dockerfiles ?? []).filter(({ reach }) => reach === 'product')
  const lockfiles = manifests.flatMap((manifest) => manifest.lockfiles)
  const unread = lockfiles.filter(({ packages_resolved }) => packages_resolved === null).map(({ path }) => path)
  const users = images.filter(({ final, stages }) => final !== null && final.user === null && isRootByDefault(stages) === undefined)
  const unknown = Object.entries(build_system?.commands ?? {}).flatMap(([name, command]) => (command?.proof === 'unknown' ? [name] : []))
  const remote = ci?.unresolved.filter(({ reason }) => reason === 'remote').length ?? 0
  const says = [
    ...Object.entries(PROBE_OF).flatMap(([slice, probe]) => (failed.has(probe) ? [`${slice}: the probe ${probe} failed`] : [])),
    unread.length > 0 && `what ${few(unread)} ${unread.length === 1 ? 'locks' : 'lock'}: not read`,
    users.length > 0 && `the user of ${few(users.map(({ path }) => path))}: the base image decides`,
    unknown.length > 0 && `what ${few(unknown)} come${unknown.length === 1 ? 's' : ''} to: cannot be followed to its end`,
    remote > 0 && `what ${plural(remote, 'remote workflow or action', 'remote workflows and actions')} run: not in the repository`,
    deployment?.terraform != null && `what Terraform makes (${plural(deployment.terraform.files.length, 'file')}): not read`,
    build_system === undefined && !failed.has('node_build_system') && 'how to build and test: no project of Node.js was found',
  ]
  return says.filter((line) => typeof line === 'string')
}

function few(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
