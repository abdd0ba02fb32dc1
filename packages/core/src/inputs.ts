import type { FileContent } from './file-content.ts'
import { compileGlob } from './glob.ts'
import type { Problem } from './path-index.ts'
import type { Source } from './source.ts'

/** The globs of a probe; the part of its declaration that meets the repository. */
export interface DeclaredGlobs {
  readonly reads: readonly string[]
  readonly lists: readonly string[]
}

/** What a probe's declaration comes to in one repository. */
export interface DeclaredInputs {
  readonly globs: DeclaredGlobs
  /** Declared path -> its content; for a link, that of the file it leads to. */
  readonly reads: ReadonlyMap<string, FileContent>
  /** Sorted bytewise. */
  readonly lists: readonly string[]
  /** What could not be looked at where this probe wanted to look. */
  readonly problems: readonly Problem[]
}

/** Matches the declaration against the index and opens every file in `reads`. */
export function resolveInputs(globs: DeclaredGlobs, source: Source): DeclaredInputs {
  const { index } = source
  const reads = new Map<string, FileContent>()
  const problems = index.problems.filter((problem) => concerns(problem, [...globs.reads, ...globs.lists]))
  for (const path of index.matchAny(globs.reads)) reads.set(path, source.read(path))
  const isRead = index.links.size > 0 ? globs.reads.map(compileGlob) : []
  for (const link of index.links.keys()) {
    const isFile = isRead.some((matches) => matches(link))
    // A directory that a declared glob names, and that is a link, hides what the probe asks for.
    if (!isFile && !globs.reads.some((glob) => glob.startsWith(`${link}/`))) continue
    const resolved = index.resolve(link)
    if ('path' in resolved) {
      if (isFile) reads.set(link, source.read(resolved.path))
    } else if (resolved.problem !== 'not_regular_file')
      problems.push({
        code: `file.${resolved.problem}`,
        path: link,
        message: `is a link that was not followed (${REASON[resolved.problem]})`,
      })
  }
  return { globs, reads, lists: index.matchAny(globs.lists), problems }
}

/** Does anything there concern the probe? One without globs lives on the slices that it needs. */
export function isApplicable({ globs, reads, lists, problems }: DeclaredInputs): boolean {
  return reads.size > 0 || lists.length > 0 || (globs.reads.length + globs.lists.length > 0 && problems.length > 0)
}

const REASON = {
  absent: 'it leads to nothing',
  dangling_symlink: 'it leads to nothing that is in the index',
  symlink_escape: 'it leads out of the repository',
  symlink_loop: 'it leads to itself',
}

/** A directory that could not be listed may hide anything that lies below it; a file concerns those who ask for it. */
function concerns(problem: Problem, globs: readonly string[]): boolean {
  const isDirectory =
    problem.code.startsWith('gitignore.') || problem.code === 'walk.unreadable' || problem.code === 'walk.depth_cap_exceeded'
  return globs.some(
    (glob) => compileGlob(glob)(problem.path) || (isDirectory && (glob.startsWith('**') || glob.startsWith(`${problem.path}/`))),
  )
}
