import { decoded, type FileContent, unread } from './file-content.ts'
import type { DeclaredInputs } from './inputs.ts'
import { createPathIndex, type PathIndex, type Problem } from './path-index.ts'
import type { Source } from './source.ts'

/** All that a run sees of a repository, as plain data that can be sent to another thread. */
export interface PackedInputs {
  readonly globs: DeclaredInputs['globs']
  readonly reads: readonly (readonly [path: string, content: PackedContent])[]
  readonly lists: readonly string[]
  readonly problems: readonly Problem[]
  readonly index: Pick<PathIndex, 'paths' | 'links' | 'problems'>
}

type PackedContent = Pick<FileContent, 'state' | 'problem' | 'changed' | 'size'> & { readonly text: ReturnType<FileContent['text']> }

export function packInputs({ globs, reads, lists, problems }: DeclaredInputs, { index }: Source): PackedInputs {
  const { paths, links } = index
  return {
    globs: { reads: globs.reads, lists: globs.lists },
    reads: [...reads].map(([path, { state, problem, changed, size, text }]) => [
      path,
      { state, ...(problem ? { problem } : {}), changed, size, text: text() },
    ]),
    lists,
    problems,
    index: { paths, links, problems: index.problems },
  }
}

export function unpackInputs({ globs, reads, lists, problems, index }: PackedInputs): {
  declared: DeclaredInputs
  source: Pick<Source, 'index'>
} {
  const declared: DeclaredInputs = { globs, reads: new Map(reads.map(([path, content]) => [path, unpacked(content)])), lists, problems }
  return { declared, source: { index: createPathIndex(index) } }
}

function unpacked({ state, problem, changed, size, text }: PackedContent): FileContent {
  return problem ? unread(problem.problem, problem.message) : decoded(state, changed, size, () => text)
}
