import { FORMATS, type FormatRow } from './formats.ts'
import type { Lockfile, LockfileError, LockfileWarning } from './lockfile.ts'
import { notesFor, Problem, position } from './problem.ts'
import { MAX_LENGTH, rewritten } from './rewrite.ts'

/** Characters in which a format is recognised: lockfiles say what they are in their first lines. */
const HEAD = 4096

export interface Hint {
  /** Relative to the root of the repository, POSIX. Its last part names the format; the rest tells what leads out of the repository. */
  readonly path?: string
}

/**
 * Reads a lockfile. Total: any text gives a lockfile, or an error with code, line and column; it never throws for what the text holds.
 * Without a path, the head of the text names the format (npm-shrinkwrap.json looks like package-lock.json), and only absolute paths count
 * as outside of the repository. A file that a formatter or a hand has laid out anew may give `unusual_layout`: see `parseAnyLayout`.
 */
export function parse(text: string, hint: Hint = {}): Lockfile | LockfileError {
  const { body, row } = opened(text, hint)
  try {
    return read(body, row, hint)
  } catch (error) {
    return failure(body, row, error)
  }
}

export interface Parsed {
  readonly lockfile: Lockfile
  /** The text that it was read from: the given one, or the same content in the layout of the package manager. For `readGraph`. */
  readonly text: string
}

/** As `parse`, for any layout: what the scanners do not know goes through a general parser first, which is loaded then, and not before. */
export async function parseAnyLayout(text: string, hint: Hint = {}): Promise<Parsed | LockfileError> {
  const first = parse(text, hint)
  if (!('code' in first)) return { lockfile: first, text }
  // A last line without its end need not be cut: the general parser knows.
  if (first.code !== 'unusual_layout' && !(first.code === 'truncated' && isYaml(first.format))) return first
  // What is too long to be given to it is not copied once more to be refused.
  const { body, row } = text.length > MAX_LENGTH ? { body: text, row: recognise(text.slice(0, HEAD), hint.path) } : opened(text, hint)
  try {
    const plain = await rewritten(body, row!.format)
    const lockfile = parse(plain, hint)
    if ('code' in lockfile) throw new Problem(lockfile.code === 'unusual_layout' ? 'unexpected_type' : lockfile.code, OTHER_FIELDS, 0)
    return { lockfile: { ...lockfile, warnings: unplaced(body, lockfile.warnings) }, text: plain }
  } catch (error) {
    return first.code === 'truncated' && error instanceof Problem ? first : failure(body, row, error)
  }
}

function isYaml(format: Lockfile['format'] | null): boolean {
  return format === 'pnpm-lock' || format === 'yarn-berry'
}

const OTHER_FIELDS = 'expected the fields that the format has, found others in their place'

/** Places in the text that was read say nothing of places in the file. */
function unplaced(text: string, warnings: readonly LockfileWarning[]): LockfileWarning[] {
  const notes = notesFor(text)
  notes.add('fallback_parser_used', 0)
  return [...notes.list(), ...warnings.map((warning) => ({ ...warning, line: 1, column: 1 }))].sort((a, b) => (a.code < b.code ? -1 : 1))
}

function opened(text: string, { path }: Hint): { body: string; row: FormatRow | undefined } {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const row = recognise(body.slice(0, HEAD), path)
  // JSON has a meaning for a carriage return; elsewhere it is a line end of Windows, or an odd character.
  return { body: row?.name.endsWith('.json') || !body.includes('\r') ? body : body.replaceAll('\r\n', '\n'), row }
}

function read(text: string, row: FormatRow | undefined, { path }: Hint): Lockfile {
  if (!/\S/.test(text)) throw new Problem('empty', 'expected a lockfile, found an empty file', 0)
  if (!row) throw new Problem('unknown_format', `expected a lockfile: ${[...new Set(FORMATS.map(({ name }) => name))].join(', ')}`, 0)
  if (!row.read) throw new Problem('unsupported', `recognised as ${row.format}, a format that is not read`, 0)
  const folderDepth = path === undefined ? Number.POSITIVE_INFINITY : path.split('/').length - 1
  return row.read({ text, format: row.format, folderDepth })
}

function recognise(head: string, path: string | undefined): FormatRow | undefined {
  const name = path?.slice(path.lastIndexOf('/') + 1)
  const named = FORMATS.filter((row) => row.name === name)
  if (named.length === 1) return named[0]
  return (named.length > 0 ? named : FORMATS).find((row) => row.head.test(head))
}

/** A line that starts with a marker as git writes it. No format allows such a line, and every reader looks at the start of each. */
function conflictIn(text: string): Problem | undefined {
  for (const marker of ['<<<<<<<', '>>>>>>>']) {
    for (let i = text.indexOf(marker); i !== -1; i = text.indexOf(marker, i + marker.length)) {
      if ((i === 0 || text[i - 1] === '\n') && ' \r\n'.includes(text[i + marker.length] ?? '\n'))
        return new Problem('conflict_markers', 'expected a lockfile, found the markers of an unresolved merge conflict', i)
    }
  }
  return undefined
}

function failure(text: string, row: FormatRow | undefined, error: unknown): LockfileError {
  if (!(error instanceof Problem)) throw error
  const { code, message, offset } = conflictIn(text) ?? error
  const { line, column } = position(text, offset)
  return {
    code,
    message: `${message} (line ${line}, column ${column})`,
    format: row?.format ?? null,
    version: row?.version.exec(text.slice(0, HEAD))?.[1] ?? null,
    line,
    column,
  }
}
