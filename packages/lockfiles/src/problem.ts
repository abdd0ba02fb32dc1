import type { ErrorCode, LockfileWarning, WarningCode } from './lockfile.ts'
import { byBytes } from './order.ts'

/** Thrown by readers where a text cannot be read; `parse` turns it into a `LockfileError`. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly offset: number
  constructor(code: ErrorCode, message: string, offset: number) {
    super(message)
    this.code = code
    this.offset = offset
  }
}

/** 1-based line and column of an offset. */
export function position(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', start)) {
    line++
    start = i + 1
  }
  return { line, column: offset - start + 1 }
}

const MEANING: Record<WarningCode, string> = {
  duplicate_key: 'the same key is given twice; the last one was read, as npm does',
  fallback_parser_used: 'the layout is not that of a package manager; a general parser has read it, and places are not known',
  invalid_entry: 'an entry is not what the format has there; it was left out, or the field was',
  path_outside_repo: 'an entry leads out of the repository; it was left out, or its target was',
}

/** Collects warnings, one per code: a hostile file must not turn into as many warnings as it has lines. */
export interface Notes {
  add(code: WarningCode, offset: number): void
  list(): LockfileWarning[]
}

export function notesFor(text: string): Notes {
  const found = new Map<WarningCode, { count: number; offset: number }>()
  return {
    add(code, offset) {
      const seen = found.get(code)
      if (seen) seen.count++
      else found.set(code, { count: 1, offset })
    },
    list: () =>
      [...found]
        .sort(([a], [b]) => byBytes(a, b))
        .map(([code, { count, offset }]) => ({ code, message: MEANING[code], count, ...position(text, offset) })),
  }
}
