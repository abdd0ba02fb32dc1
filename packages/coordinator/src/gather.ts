import {
  type AnyProbe,
  type CacheStore,
  type Dependencies,
  describeProbe,
  isSettled,
  type LazyProbe,
  loadBlake3,
  openWorkingTree,
  type ProbeDescription,
  type RepoContext,
  type Seen,
  type Source,
  type TreeMemory,
} from '@codegenie/core'
import { type Artifact, assemble } from './artifact.ts'
import { oneAtATime, takeTurns } from './cost.ts'
import { type GitCommit, gitCommit } from './git-commit.ts'
import { type Lanes, type Outcome, runProbe } from './outcome.ts'
import { type RunRecord, startRecord } from './run-record.ts'
import { waves } from './waves.ts'

/** Regular files in a tree before a gather refuses. */
export const DEFAULT_MAX_FILES = 200_000

export interface GatherOptions {
  /** Where results are kept between gathers; without one every probe runs. */
  readonly cache?: CacheStore | undefined
  /** `use` the cache; `refresh`: run everything and replace the entries; `only`: an entry that is missing is a `CacheMissError`. */
  readonly freshness?: 'use' | 'refresh' | 'only'
  readonly maxFiles?: number | undefined
  /** Directory names pruned in a tree without ignore rules at its root. */
  readonly noise?: readonly string[]
  /** `memory` of an earlier gather of this tree on this machine: what has not been touched since is not read again. */
  readonly memory?: TreeMemory | undefined
  /** Stamps that were looked up just now, and are not looked up again while the tree is read for the first time. */
  readonly seen?: Seen | undefined
  readonly signal?: AbortSignal | undefined
  /** Called as each probe is done. */
  onProbe?(report: ProbeReport): void
}

/** How one probe of one gather went. */
export interface ProbeReport {
  readonly probe: string
  readonly status: 'ok' | 'cached' | 'skipped' | 'failed'
  readonly error?: string
  readonly milliseconds: number
}

export interface Gathered<Ps extends readonly unknown[] = readonly AnyProbe[]> {
  /** The slices, parsed on first use. */
  readonly context: RepoContext<Extract<Ps[number], AnyProbe>[]>
  readonly artifact: Artifact
  readonly reports: readonly ProbeReport[]
  readonly record: RunRecord
  /** For the next gather of this tree on this machine. */
  readonly memory: TreeMemory
  /** All that the answer depends on: while it is the same, so is the artifact. */
  readonly dependencies: Dependencies
}

export interface Coordinator<Ps extends readonly unknown[]> {
  /** Reads the repository at `root` once. Nothing is written but the cache. Throws `RootError`, `TooManyFilesError`, `CacheMissError`, and what `signal` was aborted with. */
  gather(root: string, options?: GatherOptions): Promise<Gathered<Ps>>
}

type Unit = (ProbeDescription & { load(): Promise<AnyProbe> }) | AnyProbe

/**
 * Orders the probes once; what they need and is not among them comes behind them. Throws `ConfigError` for two of one name, a circle, and a
 * need of a lazy probe that is not in the list.
 */
export function createCoordinator<const Ps extends readonly (AnyProbe | LazyProbe)[]>({ probes: listed }: { probes: Ps }): Coordinator<Ps> {
  const probes = withNeeded(listed)
  waves(probes.map(identity))
  let ordered: Promise<readonly (readonly LazyProbe[])[]> | undefined
  return {
    async gather(root, options = {}) {
      ordered ??= Promise.all(probes.map(lazy)).then(waves)
      return (await gatherTwice(
        root,
        probes.map(({ name }) => name),
        await ordered,
        options,
      )) as Gathered<Ps>
    },
  }
}

/** One gather with these probes; `createCoordinator` saves the ordering where there are many. */
export function gather<const Ps extends readonly (AnyProbe | LazyProbe)[]>(
  root: string,
  { probes, ...options }: GatherOptions & { readonly probes: Ps },
): Promise<Gathered<Ps>> {
  return createCoordinator({ probes }).gather(root, options)
}

/** A probe holds those that it needs; a lazy one knows their names alone. */
function withNeeded(listed: readonly (AnyProbe | LazyProbe)[]): readonly (AnyProbe | LazyProbe)[] {
  const all = [...listed]
  const names = new Set(all.map(({ name }) => name))
  for (const unit of all) {
    if ('load' in unit) continue
    for (const needed of unit.needs) {
      if (!names.has(needed.name)) all.push(needed)
      names.add(needed.name)
    }
  }
  return all
}

function identity(unit: Unit) {
  return { name: unit.name, slice: unit.slice, needs: unit.needs.map((needed) => (typeof needed === 'string' ? needed : needed.name)) }
}

async function lazy(unit: AnyProbe | LazyProbe): Promise<LazyProbe> {
  return 'load' in unit ? unit : { ...(await describeProbe(unit)), load: async () => unit }
}

/** Files that move while they are read: once more from the walk; if they still move, the artifact says so. */
async function gatherTwice(
  root: string,
  order: readonly string[],
  groups: readonly (readonly LazyProbe[])[],
  options: GatherOptions,
): Promise<Gathered> {
  const first = await gatherOnce(root, order, groups, options, false)
  return first ?? (await gatherOnce(root, order, groups, options, true))!
}

async function gatherOnce(
  root: string,
  order: readonly string[],
  groups: readonly (readonly LazyProbe[])[],
  options: GatherOptions,
  last: boolean,
): Promise<Gathered | undefined> {
  const record = startRecord()
  const { hash, implementation } = await loadBlake3()
  const { maxFiles = DEFAULT_MAX_FILES, noise = [], memory, signal } = options
  const seen = last ? undefined : options.seen
  const source = record.phase('walk', () => openWorkingTree(root, hash, { maxFiles, noise, memory, seen, ...(signal ? { signal } : {}) }))
  try {
    const outcomes = await runGroups(groups, source, options)
    const moved = new Set(source.moved())
    if (moved.size > 0 && !last) return undefined
    const startedAt = Date.now()
    const git = gitCommit(root)
    const inOrder = order.map((name) => outcomes.get(name)!)
    const artifact = record.phase('assemble', () =>
      assemble(inOrder, { name: repositoryName(source), git_commit: git.commit }, moved, hash),
    )
    return toGathered(inOrder, {
      artifact,
      record: record.finish({ artifact, outcomes: inOrder, source: source.stats, blake3: implementation, moved: moved.size }),
      memory: source.memory(),
      dependencies: withGit(source.dependencies(), git, startedAt, moved.size > 0),
    })
  } finally {
    source.close()
  }
}

/** Apart from the gather, so that who keeps the answer does not keep the source and all that was read. */
function toGathered(inOrder: readonly Outcome[], answer: Omit<Gathered, 'context' | 'reports'>): Gathered {
  return {
    ...answer,
    reports: inOrder.map(({ report }) => report),
    get context() {
      return Object.fromEntries(inOrder.flatMap(({ slice, result }) => (result ? [[slice, JSON.parse(result.sliceJson)]] : []))) as never
    },
  }
}

function withGit(
  { stamps, directories, absent, unsettled }: Dependencies,
  { looked }: GitCommit,
  readAt: number,
  moved: boolean,
): Dependencies {
  const found = [...looked].flatMap(([path, stamp]) => (stamp === undefined ? [] : [[path, stamp] as const]))
  return {
    stamps: new Map([...stamps, ...found]),
    directories,
    absent: [...absent, ...[...looked.keys()].filter((path) => looked.get(path) === undefined)],
    unsettled: unsettled || moved || found.some(([, stamp]) => !isSettled(stamp, readAt)),
  }
}

async function runGroups(groups: readonly (readonly LazyProbe[])[], source: Source, options: GatherOptions): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  // What is large takes its memory several times over: two of that kind at once would set the peak of a gather.
  const lanes: Lanes = { shared: takeTurns(), large: oneAtATime(), always: (work) => work() }
  for (const group of groups) {
    const done = await Promise.all(group.map((probe) => runProbe(probe, source, outcomes, options, lanes)))
    for (const outcome of done) outcomes.set(outcome.report.probe, outcome)
  }
  return outcomes
}

/** `name` of the root manifest; a directory's name is an accident of the machine. */
function repositoryName(source: Source): string | null {
  if (!source.index.has('package.json')) return null
  const parsed = source.read('package.json').json()
  const name =
    'value' in parsed && parsed.value !== null && typeof parsed.value === 'object' ? (parsed.value as { name?: unknown }).name : undefined
  return typeof name === 'string' ? name : null
}
