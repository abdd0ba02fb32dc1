import { isAbsolute, relative } from 'node:path'

/** Relative to the working directory where that is in it. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short
}
