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
  /**
   * Follows the links in a path component by component, as a kernel would, within the index: `absent` is a path without links that is
   * not in the index, `dangling_symlink` one with links, `not_regular_file` a directory.
   */
  resolve(path: string): Resolution
}

export type PathIndexParts = Pick<PathIndex, 'paths' | 'links' | 'problems'>

/** The parts may come in any order; `paths` holds no path twice. */
export function createPathIndex(parts: PathIndexParts): PathIndex {
  const paths = isSorted(parts.paths) ? parts.paths : [...parts.paths].sort(compareBytes)
  const linkPaths = [...parts.links.keys()]
  if (!isSorted(linkPaths)) linkPaths.sort(compareBytes)
  const links = new Map(linkPaths.map((path) => [path, parts.links.get(path)!]))
  const problems = [...parts.problems].sort((a, b) => compareBytes(a.path, b.path) || compareBytes(a.code, b.code))
  const find = finder(paths)
  const has = (path: string) => paths[lowerBound(paths, path)] === path
  const isDirectory = (path: string) =>
    path === '' || [paths, linkPaths].some((all) => all[lowerBound(all, `${path}/`)]?.startsWith(`${path}/`))
  const matches = new Map<string, readonly string[]>()
  const match = (glob: string) => {
    let found = matches.get(glob)
    if (!found) matches.set(glob, (found = find(parseGlob(glob))))
    return found
  }
  return { paths, links, problems, has, match, resolve: (path) => resolveLinks(path, { has, isDirectory, links }) }
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

function isSorted(paths: readonly string[]): boolean {
  for (let i = 1; i < paths.length; i++) if (compareBytes(paths[i - 1]!, paths[i]!) > 0) return false
  return true
}

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

/** Finds the paths that match any alternative, in order. */
function finder(paths: readonly string[]): (alternatives: readonly Alternative[]) => readonly string[] {
  let ends: ReturnType<typeof groupByEnd> | undefined
  const collect = ({ prefix, tail, isLiteral, matches }: Alternative): number[] => {
    const low = lowerBound(paths, prefix)
    if (isLiteral) return paths[low] === prefix ? [low] : []
    const high = prefix === '' ? paths.length : firstIndex(low, paths.length, (i) => !paths[i]!.startsWith(prefix))
    const found: number[] = []
    if (tail.length > 1 && high - low > FEW) {
      const { order, starts } = (ends ??= groupByEnd(paths))
      const end = endOf(tail)
      const first = firstIndex(starts[end]!, starts[end + 1]!, (i) => order[i]! >= low)
      for (let i = first; i < starts[end + 1]! && order[i]! < high; i++) if (matches(paths[order[i]!]!)) found.push(order[i]!)
    } else {
      for (let i = low; i < high; i++) if (matches(paths[i]!)) found.push(i)
    }
    return found
  }
  return (alternatives) => {
    if (alternatives.length === 1) return collect(alternatives[0]!).map((i) => paths[i]!)
    const isFound = new Uint8Array(paths.length)
    for (const alternative of alternatives) for (const i of collect(alternative)) isFound[i] = 1
    return paths.filter((_, i) => isFound[i] === 1)
  }
}

const ENDS = 1024

/** A small number that strings with the same last two units share. */
function endOf(text: string): number {
  return ((text.charCodeAt(text.length - 2) | 0) * 31 + text.charCodeAt(text.length - 1)) & (ENDS - 1)
}

/** Indexes of the paths grouped by `endOf`, ascending in each group: group e is `order[starts[e]]` to before `order[starts[e + 1]]`. */
function groupByEnd(paths: readonly string[]): { order: Int32Array; starts: Int32Array } {
  const ends = Int32Array.from(paths, endOf)
  const starts = new Int32Array(ENDS + 1)
  for (const end of ends) starts[end + 1]!++
  for (let end = 0; end < ENDS; end++) starts[end + 1]! += starts[end]!
  const next = starts.slice()
  const order = new Int32Array(paths.length)
  for (let i = 0; i < ends.length; i++) order[next[ends[i]!]!++] = i
  return { order, starts }
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
