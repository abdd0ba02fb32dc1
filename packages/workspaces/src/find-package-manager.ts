import {
  EVIDENCE_KINDS,
  imageEvidence,
  lockfileEvidence,
  MANAGER_LISTS,
  MANAGER_READS,
  type ManagerContext,
  type ManagerEvidence,
  type ManagerName,
  Manifest,
  manifestEvidence,
  settingsEvidence,
  withoutNpmLock,
} from './manager-evidence.ts'
import { rushEvidence } from './rush.ts'
import { join, WORKSPACE_LISTS, WORKSPACE_READS } from './survey.ts'

/** The package manager of a package or workspace, with all that speaks for it and against it. */
export interface FoundManager {
  readonly name: 'npm' | 'pnpm' | 'yarn_classic' | 'yarn_berry' | 'bun'
  /** Exact or a range, as declared; null where nothing declares it. */
  readonly version: string | null
  /** What decided. */
  readonly by: ManagerEvidence
  /** Path of its lockfile; null where there is none, or where it is told to keep none. */
  readonly lockfile: string | null
  /** Every other piece of evidence, strongest first, for this package manager and for others. */
  readonly evidence: readonly ManagerEvidence[]
  /** Lockfiles of several stand there, and nothing tells which of them is meant. */
  readonly isAmbiguous: boolean
}

/**
 * Weighs everything that tells the package manager of a directory, whose package.json need not exist (Rush): what is declared, else
 * the lockfile; of several lockfiles the one whose package manager installs in a Dockerfile, else runs scripts, else is asked for in
 * `engines`. Without any of that, settings, use, and at last npm, which comes with Node. A probe that calls it declares `WORKSPACE_READS`,
 * `MANAGER_READS`, `WORKSPACE_LISTS` and `MANAGER_LISTS`.
 */
export function packageManagers({ match, text, json, yaml, at, warn }: ManagerContext): (root: string) => Promise<FoundManager> {
  const globs = [...WORKSPACE_READS, ...MANAGER_READS, ...WORKSPACE_LISTS, ...MANAGER_LISTS]
  const present = new Set(globs.flatMap((glob) => match(glob)))
  const ctx: ManagerContext = { match, text, json, yaml, at, warn, has: (path) => present.has(path) }
  const found = new Map<string, Promise<FoundManager>>()
  let images: ReturnType<typeof imageEvidence> | undefined
  const weighed = async (root: string) => weigh(ctx, root, (await (images ??= imageEvidence(ctx))).get(root) ?? [])
  return (root) => {
    let manager = found.get(root)
    if (!manager) found.set(root, (manager = weighed(root)))
    return manager
  }
}

async function weigh(ctx: ManagerContext, root: string, images: readonly ManagerEvidence[]): Promise<FoundManager> {
  const path = join(root, 'package.json')
  const manifest = ctx.has(path) ? await ctx.json(path, Manifest) : undefined
  const all = [
    ...(await rushEvidence(ctx, root)),
    ...(manifest ? manifestEvidence(manifest, path, ctx.at) : []),
    ...(await lockfileEvidence(ctx, root)),
    ...(await settingsEvidence(ctx, root)),
    ...images,
  ]
  const sorted = all
    .map((evidence, i) => ({ evidence, rank: EVIDENCE_KINDS.indexOf(evidence.kind), i }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map(({ evidence }) => evidence)
  const noLock = await withoutNpmLock(ctx, root)
  const { by, isAmbiguous } = decide(sorted, noLock !== undefined)
  const decided: ManagerEvidence = by ?? { name: 'npm', version: null, kind: 'default', source: path }
  const mine = sorted.filter(({ name }) => name === decided.name)
  const lockfile = mine.find(({ kind }) => kind === 'lockfile')
  return {
    name: decided.name === 'yarn' ? yarnFlavour(mine) : decided.name,
    version: mine.find(({ kind, version }) => version !== null && (kind === 'declared' || kind === 'release'))?.version ?? null,
    by: decided,
    lockfile: decided.name === 'npm' && noLock ? null : (lockfile?.source ?? null),
    evidence: sorted.filter((evidence) => evidence !== decided),
    isAmbiguous,
  }
}

function decide(sorted: readonly ManagerEvidence[], isWithoutNpmLock: boolean): { by: ManagerEvidence | undefined; isAmbiguous: boolean } {
  const [first] = sorted
  if (first?.kind !== 'lockfile') return { by: first, isAmbiguous: false }
  const every = sorted.filter(({ kind }) => kind === 'lockfile')
  const meant = every.filter(({ name }) => !(isWithoutNpmLock && name === 'npm'))
  const locks = meant.length > 0 ? meant : every
  if (namesOf(locks).size === 1) return { by: locks[0], isAmbiguous: false }
  for (const kind of ['image', 'engines', 'script'] as const) {
    const locked = namesOf(locks)
    const [by, ...others] = sorted.filter((evidence) => evidence.kind === kind && locked.has(evidence.name))
    if (by && others.every(({ name }) => name === by.name)) return { by, isAmbiguous: false }
  }
  return { by: locks[0], isAmbiguous: true }
}

function namesOf(evidence: readonly ManagerEvidence[]): ReadonlySet<ManagerName> {
  return new Set(evidence.map(({ name }) => name))
}

/** Version 1, or a later one; the strongest evidence that has a version tells. */
function yarnFlavour(evidence: readonly ManagerEvidence[]): 'yarn_classic' | 'yarn_berry' {
  const major = evidence.map(({ version }) => /\d+/.exec(version ?? '')?.[0]).find((digits) => digits !== undefined)
  return major === undefined || major === '1' || major === '0' ? 'yarn_classic' : 'yarn_berry'
}
