import { type Alternative, parseGlob } from './glob.ts'

/** Something in the tree that was not read, or read only in part. */
export interface Problem {
  /** `walk.<problem>` or `gitignore.<problem>`. */
  readonly code: string
  readonly message: string
  /** Repo-relative POSIX path; `.` where a problem has no single place. */
  readonly path: string
}

/** Where a path leads once the links in it are followed. */
export type Resolution =
  | { readonly path: string }
  | { readonly problem: 'absent' | 'symlink_escape' | 'symlink_loop' | 'dangling_symlink' | 'not_regular_file' }

/** What the walk found. Paths are repo-relative, POSIX, in the byte order of their UTF-8 form. */
export interface PathIndex {
  /** Regular files only. */
  readonly paths: readonly string[]
  /** Symbolic links with the text of their targets, ordered like `paths`. */
  readonly links: ReadonlyMap<string, string>
  /** Ordered by path, then code. */
  readonly problems: readonly Problem[]
  /** Is it a regular file of the index? Links are not followed. */
  has(path: string): boolean
  /** The files that match, ordered like `paths`; links are not included. Throws `GlobError`. */
  match(glob: string): readonly string[]
  /** The files that match at least one of the globs. */
  matchAny(globs: readonly string[]): readonly string[]
  /** What has been found so far, for an index of the same paths. */
  readonly matches: Matches
  /**
   * Follows the links in a path component by component, as a kernel would, within the index: `absent` is a path without links that is
   * not in the index, `dangling_symlink` one with links, `not_regular_file` a directory.
   */
  resolve(path: string): Resolution
}

/** Globs, separated by NUL -> the paths that they match, in runs: index of the first, how many, and so on. */
export type Matches = ReadonlyMap<string, readonly number[]>

export interface PathIndexParts extends Pick<PathIndex, 'paths' | 'links' | 'problems'> {
  readonly matches?: Matches | undefined
}

/** The parts may come in any order; `paths` holds no path twice. `matches` are those of an index of the very same paths. */
export function createPathIndex(parts: PathIndexParts): PathIndex {
  const paths = isSorted(parts.paths) ? parts.paths : [...parts.paths].sort(compareBytes)
  const linkPaths = [...parts.links.keys()]
  if (!isSorted(linkPaths)) linkPaths.sort(compareBytes)
  const links = new Map(linkPaths.map((path) => [path, parts.links.get(path)!]))
  const problems = [...parts.problems].sort((a, b) => compareBytes(a.path, b.path) || compareBytes(a.code, b.code))
  const find = remembering(finder(paths))
  const has = (path: string) => paths[lowerBound(paths, path)] === path
  const isDirectory = (path: string) =>
    path === '' || [paths, linkPaths].some((all) => all[lowerBound(all, `${path}/`)]?.startsWith(`${path}/`))
  const matches = new Map(parts.matches)
  const pick = (found: Found): readonly string[] => (found.length === paths.length ? paths : Array.from(found, (i) => paths[i]!))
  const matchAll = remembering((key) => {
    const known = matches.get(key)
    if (known) return pickRuns(paths, known)
    const found = union(key.split('\0').map(find))
    matches.set(key, runsOf(found))
    return pick(found)
  })
  const matchAny = (globs: readonly string[]) => (globs.length === 0 ? [] : matchAll(globs.join('\0')))
  const resolve = (path: string) => resolveLinks(path, { has, isDirectory, links })
  const match = (glob: string) => (glob.includes('\0') ? pick(find(glob)) : matchAll(glob)) // no path holds a NUL, but a text may
  return { paths, links, problems, has, match, matchAny, matches, resolve }
}

function runsOf(found: Found): readonly number[] {
  const runs: number[] = []
  for (let i = 0; i < found.length; i++) {
    const index = found[i]!
    if (index === runs.at(-2)! + runs.at(-1)!) runs[runs.length - 1]!++
    else runs.push(index, 1)
  }
  return runs
}

function pickRuns(paths: readonly string[], runs: readonly number[]): readonly string[] {
  if (runs[1] === paths.length) return paths
  const picked: string[] = []
  for (let i = 0; i < runs.length; i += 2) for (let n = 0; n < runs[i + 1]!; n++) picked.push(paths[runs[i]! + n]!)
  return picked
}

/** Orders strings as their UTF-8 bytes would be; unlike `<`, which puts surrogate pairs before U+E000. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

/** Surrogates, which stand for what lies beyond U+FFFF, come after all other units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Where no unit reaches the surrogates, the order of units, which the engine compares by itself, is that of the bytes. */
function isSorted(paths: readonly string[]): boolean {
  for (let i = 1; i < paths.length; i++) if (paths[i - 1]! > paths[i]!) return false
  return !HIGH.test(paths.join('/'))
}

const HIGH = /[\ud800-\uffff]/

/** Index of the first path that is not before `path`. */
function lowerBound(sorted: readonly string[], path: string): number {
  return firstIndex(0, sorted.length, (i) => compareBytes(sorted[i]!, path) >= 0)
}

/** First of `low` to `high` for which `holds`, which stays true once it is; `high` if none. */
function firstIndex(low: number, high: number, holds: (i: number) => boolean): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >>> 1
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}

/** Looking at this many paths is cheaper than making the index of their ends. */
const FEW = 500

/** Indexes of paths, ascending. */
type Found = ArrayLike<number>

/** Finds the paths that match any alternative. */
function finder(paths: readonly string[]): (glob: string) => Found {
  let ends: ReadonlyMap<string, readonly End[]> | undefined
  const collect = ({ prefix, tail, isLiteral, matches }: Alternative): Found => {
    const low = lowerBound(paths, prefix)
    if (isLiteral) return paths[low] === prefix ? [low] : []
    const high = prefix === '' ? paths.length : firstIndex(low, paths.length, (i) => !paths[i]!.startsWith(prefix))
    const found: number[] = []
    if (tail.length < 2 || high - low <= FEW) {
      for (let i = low; i < high; i++) if (matches(paths[i]!)) found.push(i)
      return found
    }
    ends ??= groupByEnd(paths)
    for (const [end, group] of [...(ends.get(lastTwo(tail)) ?? []), ...(ends.get('') ?? [])])
      if (end.endsWith(tail) || tail.endsWith(end)) for (const i of group) if (i >= low && i < high && matches(paths[i]!)) found.push(i)
    return Int32Array.from(found).sort()
  }
  return (glob) => union(parseGlob(glob).map(collect))
}

function union(all: readonly Found[]): Found {
  const [only = [], ...others] = all.filter(({ length }) => length > 0)
  if (others.length === 0) return only
  const sorted = Int32Array.from([only, ...others].flatMap((found) => Array.from(found))).sort()
  return sorted.filter((index, i) => index !== sorted[i - 1])
}

function remembering<T>(find: (glob: string) => T): (glob: string) => T {
  const known = new Map<string, T>()
  return (glob) => {
    let found = known.get(glob)
    if (!found) known.set(glob, (found = find(glob)))
    return found
  }
}

/** The end of a name (its last two extensions, or the whole of a name without one), and the indexes of the paths that have it, ascending. */
type End = readonly [end: string, indexes: number[]]

/** By their last two characters; those that are shorter under ''. A repository has as many ends as it has names with a dot in them. */
function groupByEnd(paths: readonly string[]): ReadonlyMap<string, readonly End[]> {
  const known = new Map<string, number[]>()
  const groups = new Map<string, End[]>()
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i]!
    const name = path.lastIndexOf('/') + 1
    const last = path.lastIndexOf('.')
    const before = path.lastIndexOf('.', last - 1)
    const end = path.slice(before >= name ? before : Math.max(last, name))
    const indexes = known.get(end)
    if (indexes) {
      indexes.push(i)
      continue
    }
    const added: End = [end, [i]]
    known.set(end, added[1])
    const group = groups.get(lastTwo(end))
    if (group) group.push(added)
    else groups.set(lastTwo(end), [added])
  }
  return groups
}

function lastTwo(text: string): string {
  return text.length < 2 ? '' : text.slice(-2)
}

/** As Linux: more links than this in one path are a loop. */
const MAX_LINKS = 40

interface Tree {
  has(path: string): boolean
  isDirectory(path: string): boolean | undefined
  readonly links: ReadonlyMap<string, string>
}

function resolveLinks(path: string, { has, isDirectory, links }: Tree): Resolution {
  // Components that are still to be walked, the next one last.
  const pending = path.split('/').reverse()
  let at = ''
  let followed = 0
  const missing = (): Resolution => ({ problem: followed > 0 ? 'dangling_symlink' : 'absent' })
  if (path.startsWith('/')) return { problem: 'symlink_escape' }
  while (pending.length > 0) {
    const name = pending.pop()!
    if (!isDirectory(at)) return missing()
    if (name === '' || name === '.') continue
    if (name === '..') {
      if (at === '') return { problem: 'symlink_escape' }
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')))
      continue
    }
    const next = at === '' ? name : `${at}/${name}`
    const target = links.get(next)
    if (target === undefined) {
      at = next
      continue
    }
    if (++followed > MAX_LINKS) return { problem: 'symlink_loop' }
    if (target.startsWith('/')) return { problem: 'symlink_escape' }
    pending.push(...target.split('/').reverse())
  }
  if (has(at)) return { path: at }
  return isDirectory(at) ? { problem: 'not_regular_file' } : missing()
}
