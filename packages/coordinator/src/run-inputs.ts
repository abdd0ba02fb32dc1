import type { DeclaredInputs, LazyProbe } from '@codegenie/core'

/** What the cache key of one probe was made of in one gather: kept for `codegenie why`, which compares it with the gather before. */
export interface ProbeInputs {
  readonly probe: string
  readonly version: string
  /** Of slice JSON Schema and `data`. */
  readonly digest: string
  /** Versions of how a result is sanitized and rendered. */
  readonly results: string
  readonly globs: DeclaredInputs['globs']
  /** Path and content identity, shortened, or the problem that there was. */
  readonly reads: readonly (readonly [path: string, state: string])[]
  /** Of how many files the name was looked at; where they are too many, `lists` is empty. */
  readonly listed: number
  readonly lists: readonly string[]
  /** Code and path of what could not be looked at. */
  readonly problems: readonly (readonly [path: string, code: string])[]
  /** Name and hash, shortened, or status, of each probe whose slice it needs. */
  readonly needs: readonly (readonly [probe: string, state: string])[]
}

/** Enough to tell two states of a file apart; nothing is found by it. */
const SHORT = 16
/** Names of one probe that are recorded: writing as many costs about a millisecond. */
const MAX_LISTED = 10_000

export function probeInputs(
  { name, version, digest }: LazyProbe,
  { globs, reads, lists, problems }: DeclaredInputs,
  needs: ProbeInputs['needs'],
  results: string,
): ProbeInputs {
  return {
    probe: name,
    version,
    digest: digest.slice(0, SHORT),
    results,
    globs: { reads: globs.reads, lists: globs.lists },
    reads: [...reads].map(([path, { state }]) => [path, state.startsWith('b3:') ? state.slice(0, 3 + SHORT) : state]),
    listed: lists.length,
    lists: lists.length > MAX_LISTED ? [] : lists,
    problems: problems.map(({ code, path }) => [path, code]),
    needs: needs.map(([probe, state]) => [probe, state.slice(0, SHORT)]),
  }
}
