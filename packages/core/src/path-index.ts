import { type Alternative, parseGlob } from './glob.ts'

/** Something of the tree that was not read. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly path: string
}

/** What files there are. */
export interface PathIndex {
  /** Regular files, repo-relative, with `/`, sorted bytewise. */
  readonly paths: readonly string[]
  /** Symbolic links and the text that each holds. */
  readonly links: ReadonlyMap<string, string>
  /** Sorted by path, then code. */
  readonly problems: readonly Problem[]
  has(path: string): boolean
  /** Sorted; links are not among them. Throws `GlobError`. */
  match(glob: string): readonly string[]
  /** Where a path leads when links on the way are followed, inside the index only. */
  resolve(path: string): Resolution
}

export type Resolution =
  | { readonly path: string }
  | { readonly problem: 'absent' | 'symlink_escape' | 'symlink_loop' | 'dangling_symlink' | 'not_regular_file' }

export interface IndexParts {
  readonly paths: readonly string[]
  readonly links: ReadonlyMap<string, string>
  readonly problems: readonly Problem[]
}

/** Order of the UTF-8 bytes of two strings: that of UTF-16, but for surrogates, which stand for the highest code points. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const bothHigh = x >= 0xd800 && y >= 0xd800
    return bothHigh ? rotated(x) - rotated(y) : x - y
  }
  return a.length - b.length
}

/** Surrogates behind U+E000 to U+FFFF. */
function rotated(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}

export function createPathIndex(parts: IndexParts): PathIndex {
  const paths = isSorted(parts.paths) ? parts.paths : [...parts.paths].sort(compareBytes)
  const { links } = parts
  const problems = [...parts.problems].sort((a, b) => compareBytes(a.path, b.path) || compareBytes(a.code, b.code))
  const found = new Map<string, readonly string[]>()
  let byName: Map<string, string[]> | undefined
  let byExtension: Map<string, string[]> | undefined
  const has = (path: string) => paths[lowerBound(paths, path)] === path

  const candidates = ({ prefix, tail, isLiteral }: Alternative): readonly string[] => {
    if (isLiteral) return has(prefix) ? [prefix] : []
    if (prefix !== '') return paths.slice(lowerBound(paths, prefix), lowerBound(paths, `${prefix}\u{10ffff}`))
    const dot = tail.lastIndexOf('.')
    if (dot < 0) return byName?.get(tail) ?? paths
    return (byExtension ??= group(paths, extensionOf)).get(tail.slice(dot)) ?? []
  }
  const match = (glob: string): readonly string[] => {
    const alternatives = parseGlob(glob)
    const lists = alternatives.map((alternative) => {
      const name = literalName(glob)
      const from = name === undefined ? candidates(alternative) : ((byName ??= group(paths, nameOf)).get(name) ?? [])
      return from.filter((path) => alternative.matches(path))
    })
    return lists.length === 1 ? lists[0]! : [...new Set(lists.flat())].sort(compareBytes)
  }
  return {
    paths,
    links,
    problems,
    has,
    match(glob) {
      if (glob === '**' || glob === '**/*') return paths
      let matched = found.get(glob)
      if (!matched) found.set(glob, (matched = match(glob)))
      return matched
    },
    resolve: (path) => resolve(path, links, paths, has),
  }
}

/** `package.json` of `**​/package.json`: such globs are looked up. */
function literalName(glob: string): string | undefined {
  if (!glob.startsWith('**/')) return undefined
  const name = glob.slice(3)
  return /[/*?[{\\]/.test(name) ? undefined : name
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const extensionOf = (path: string) => path.slice(path.lastIndexOf('.'))

function group(paths: readonly string[], keyOf: (path: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    const key = keyOf(path)
    const list = groups.get(key)
    if (list) list.push(path)
    else groups.set(key, [path])
  }
  return groups
}

function isSorted(paths: readonly string[]): boolean {
  for (let i = 1; i < paths.length; i++) if (compareBytes(paths[i - 1]!, paths[i]!) > 0) return false
  return true
}

/** Index of the first path that does not stand before `path`. */
function lowerBound(paths: readonly string[], path: string): number {
  let low = 0
  let high = paths.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareBytes(paths[middle]!, path) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const MAX_LINKS = 40

/** Component by component, as the kernel does: `a/link/../x` is beside what the link leads to. */
function resolve(path: string, links: ReadonlyMap<string, string>, paths: readonly string[], has: (path: string) => boolean): Resolution {
  const done: string[] = []
  const left = path.split('/').reverse()
  let followed = 0
  while (left.length > 0) {
    const step = left.pop()!
    if (step === '' || step === '.') continue
    if (step === '..') {
      if (done.pop() === undefined) return { problem: 'symlink_escape' }
      continue
    }
    done.push(step)
    const target = links.get(done.join('/'))
    if (target === undefined) continue
    if (++followed > MAX_LINKS) return { problem: 'symlink_loop' }
    if (target.startsWith('/')) return { problem: 'symlink_escape' }
    done.pop()
    left.push(...target.split('/').reverse())
  }
  const resolved = done.join('/')
  if (has(resolved)) return { path: resolved }
  const inside = `${resolved}/`
  if (resolved === '' || paths[lowerBound(paths, inside)]?.startsWith(inside)) return { problem: 'not_regular_file' }
  return { problem: followed > 0 ? 'dangling_symlink' : 'absent' }
}
