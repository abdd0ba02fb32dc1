/**
 * bun.lock: JSON with trailing commas, one line for each package.
 * https://bun.com/docs/pm/lockfile
 */
import { type BunPackages, scanBunPackages, unusual } from './bun-packages.ts'
import { aliasesOf, importersOf, linksOf, readSettings } from './bun-workspaces.ts'
import { fields } from './fields.ts'
import type { Source } from './formats.ts'
import { jsonProblem } from './json-problem.ts'
import { withoutComments } from './jsonc.ts'
import type { Lockfile } from './lockfile.ts'
import { notesFor, Problem } from './problem.ts'

const OPEN = '\n  "packages": {'

/** The packages are scanned line by line, the little around them is parsed. */
export function readBunLock({ text, format, folderDepth }: Source): Lockfile {
  const notes = notesFor(text)
  const at = text.indexOf(OPEN)
  if (at === -1) throw unusual(0)
  const isEmpty = text.charCodeAt(at + OPEN.length) === 125
  const start = at + OPEN.length + 1
  const section = isEmpty ? { ...NO_PACKAGES, end: start } : scanBunPackages(text, start, notes)
  const top = fields(parseJson(withoutComments(`${text.slice(0, at)}${OPEN}}${text.slice(section.end)}`)))
  const version = top['lockfileVersion']
  if (version !== 0 && version !== 1)
    throw new Problem(
      'unknown_version',
      'expected lockfileVersion 0 or 1, found another or none',
      Math.max(0, text.indexOf('"lockfileVersion"')),
    )
  return {
    format,
    version: String(version),
    packages: section.items,
    links: linksOf(section, folderDepth, () => notes.add('path_outside_repo', 0)),
    importers: importersOf(top, section, folderDepth),
    aliases: aliasesOf(section),
    ...readSettings(top),
    environment: null,
    warnings: notes.list(),
  }
}

const NO_PACKAGES: BunPackages = { keys: [], items: [], links: new Map(), odd: [], end: 0 }

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw jsonProblem(text)
  }
}
