import { decode, decoded, type FileContent, unread } from './file-content.ts'
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

type PackedContent = Pick<FileContent, 'state' | 'problem' | 'changed' | 'size'> & {
  readonly text?: ReturnType<FileContent['text']>
  /** Instead of the text, of a large file: bytes can be handed over, a text is copied twice. */
  bytes?: Uint8Array | undefined
}

/** What is to be handed over, as `Worker` has it. */
export function buffersOf({ reads }: PackedInputs): ArrayBuffer[] {
  return reads.flatMap(([, { bytes }]) => (bytes ? [bytes.buffer as ArrayBuffer] : []))
}

export function packInputs({ globs, reads, lists, problems }: DeclaredInputs, { index }: Source): PackedInputs {
  const { paths, links } = index
  return {
    globs: { reads: globs.reads, lists: globs.lists },
    reads: [...reads].map(([path, { state, problem, changed, size, text, bytes }]) => [
      path,
      { state, ...(problem ? { problem } : {}), changed, size, ...(bytes ? { bytes: bytes() } : { text: text() }) },
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

function unpacked(content: PackedContent): FileContent {
  const { state, problem, changed, size, text } = content
  if (problem) return unread(problem.problem, problem.message)
  let found = text
  return decoded(state, changed, size, () => {
    const { bytes } = content
    if (bytes) found = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    content.bytes = undefined // whoever has the inputs would keep them in memory
    return found
  })
}
