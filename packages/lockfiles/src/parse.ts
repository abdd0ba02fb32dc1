import { FORMATS, type FormatRow } from './formats.ts'
import type { Lockfile, LockfileError } from './lockfile.ts'
import { Problem, position } from './problem.ts'

/** Characters in which a format is recognised: lockfiles say what they are in their first lines. */
const HEAD = 4096

export interface Hint {
  /** Relative to the root of the repository, POSIX. Its last part names the format; the rest tells what leads out of the repository. */
  readonly path?: string
}

/**
 * Reads a lockfile. Total: any text gives a lockfile, or an error with code, line and column; it never throws for what the text holds.
 * Without a path, the head of the text names the format (npm-shrinkwrap.json looks like package-lock.json), and only absolute paths count
 * as outside of the repository.
 */
export function parse(text: string, hint: Hint = {}): Lockfile | LockfileError {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const row = recognise(body.slice(0, HEAD), hint.path)
  try {
    return read(body, row, hint.path)
  } catch (error) {
    if (error instanceof Problem) return failure(body, row, conflictIn(body) ?? error)
    throw error
  }
}

function read(text: string, row: FormatRow | undefined, path: string | undefined): Lockfile {
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

/** A line that starts with a marker as git writes it: looked for only when a text cannot be read, as no format allows such a line. */
function conflictIn(text: string): Problem | undefined {
  for (const marker of ['<<<<<<<', '>>>>>>>']) {
    for (let i = text.indexOf(marker); i !== -1; i = text.indexOf(marker, i + marker.length)) {
      if ((i === 0 || text[i - 1] === '\n') && ' \r\n'.includes(text[i + marker.length] ?? '\n'))
        return new Problem('conflict_markers', 'expected a lockfile, found the markers of an unresolved merge conflict', i)
    }
  }
  return undefined
}

function failure(text: string, row: FormatRow | undefined, { code, message, offset }: Problem): LockfileError {
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
