import { compareBytes } from '@codegenie/core'
import type { ProbeInputs, RunRecord } from './run-schema.ts'
import type { LastRun } from './runs.ts'

/** One reason why a probe ran, or did not. */
export interface Cause {
  /** Stable, for programs. */
  readonly cause: string
  /** Of the file that changed. */
  readonly path?: string
  /** One line for a person, after the name of the probe. */
  readonly says: string
}

type ProbeRecord = RunRecord['probes'][number]

/** Why the last gather ran a probe; or, where it did not, why not. Never empty. */
export function causesOf({ probe, status, key, miss, error }: ProbeRecord, { inputs, before }: LastRun): readonly Cause[] {
  if (status === 'cached') return [{ cause: 'cached', says: 'did not run: its result came from the cache' }]
  if (status === 'skipped') return [{ cause: 'skipped', says: 'did not run: nothing that it looks for is there' }]
  if (status === 'failed')
    return [{ cause: 'failed', says: `runs in every gather as long as it fails: ${error ?? 'nothing is known of why'}` }]
  if (miss === 'refresh') return [{ cause: 'refresh', says: 'ran because the gather was told not to use the cache' }]
  if (miss === 'no cache') return [{ cause: 'no_cache', says: 'ran because there was no cache' }]
  if (miss === 'corrupt') return [{ cause: 'entry_damaged', says: 'ran because its cache entry was damaged, and replaced that' }]
  const now = inputs.get(probe)
  const then = before?.inputs.get(probe)
  const last = before?.record?.probes.find((other) => other.probe === probe)
  if (now && then) {
    const found = differences(then, now)
    if (found.length > 0) return found
    if (last && last.key !== key) return [isComplete(then) && isComplete(now) ? OTHER_KEYS : OTHER_NAMES]
    return [
      { cause: 'entry_gone', says: 'ran although nothing had changed: its cache entry was removed, could not be kept, or is elsewhere' },
    ]
  }
  if (last?.status === 'failed') return [{ cause: 'failed_before', says: 'ran because it had failed in the gather before' }]
  return [{ cause: 'first', says: 'ran because the cache had no entry for it, and the gather before has nothing to compare it with' }]
}

const OTHER_NAMES = { cause: 'listed_changed', says: 'the names of the files that it looks at changed' }
const OTHER_KEYS = { cause: 'keys', says: 'codegenie makes keys in another way than before' }

/** What is in one key and not in the other. */
function differences(then: ProbeInputs, now: ProbeInputs): readonly Cause[] {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  return [
    ...(then.version === now.version ? [] : [{ cause: 'version', says: `version ${then.version} became ${now.version}` }]),
    ...(then.digest === now.digest ? [] : [{ cause: 'schema_or_data', says: 'its schema, catalogs or options changed' }]),
    ...(same(then.globs, now.globs) ? [] : [{ cause: 'globs', says: 'it looks for other files than before' }]),
    ...(then.results === now.results ? [] : [{ cause: 'results', says: 'codegenie keeps results in another way than before' }]),
    ...(then.listed === now.listed || (isComplete(then) && isComplete(now)) ? [] : [OTHER_NAMES]),
    ...changes(then.needs, now.needs, 'need', 'the result of').map(({ path: _, ...cause }) => cause),
    ...[
      ...changes(then.reads, now.reads, 'read', ''),
      ...(isComplete(then) && isComplete(now) ? changes(named(then.lists), named(now.lists), 'listed', 'the name') : []),
      ...changes(then.problems, now.problems, 'problem', 'what is wrong with'),
    ].sort((a, b) => compareBytes(a.path, b.path)),
  ]
}

/** Of very many files only their number is recorded. */
function isComplete({ listed, lists }: ProbeInputs): boolean {
  return listed === lists.length
}

function named(paths: readonly string[]) {
  return paths.map((path) => [path, ''] as const)
}

type Pairs = readonly (readonly [name: string, state: string])[]

function changes(then: Pairs, now: Pairs, kind: string, what: string): (Cause & { readonly path: string })[] {
  const [old, current] = [new Map(then), new Map(now)]
  const change = (path: string, how: string, verb: string) => ({
    cause: `${kind}_${how}`,
    path,
    says: `${`${what} ${path}`.trim()} ${verb}`,
  })
  return [
    ...[...current].flatMap(([path, state]) => {
      if (!old.has(path)) return [change(path, 'new', 'is new')]
      return old.get(path) === state ? [] : [change(path, 'changed', 'changed')]
    }),
    ...[...old.keys()].flatMap((path) => (current.has(path) ? [] : [change(path, 'gone', 'is gone')])),
  ]
}
