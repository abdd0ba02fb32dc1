/**
 * package-lock.json and npm-shrinkwrap.json, lockfileVersion 1, 2 and 3.
 * https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
import { type Entries, indexOfKey, inKeyOrder } from './entries.ts'
import type { Source } from './formats.ts'
import { type Cursor, cursor, eachMember, expectEnd, isObject, readValue } from './json.ts'
import { jsonProblem } from './json-problem.ts'
import type { LockedPackage, Lockfile } from './lockfile.ts'
import { addDependency, addEntry } from './npm-entry.ts'
import { distinctAliases, emptyTree, importersOf, type NpmTree } from './npm-tree.ts'
import { addUsual, pastPlain, usualEntries } from './npm-usual.ts'
import { byBytes } from './order.ts'
import { Problem } from './problem.ts'

interface Section {
  readonly tree: NpmTree
  readonly entries: Entries<LockedPackage>
}

/** Everything that may stand at the top of the file, whatever its order. */
interface Top {
  version: unknown
  versionAt: number
  /** `packages` of version 2 and 3; where it is, npm does not look at `dependencies`. */
  packages: Section | undefined
  /** `dependencies` of version 1. */
  dependencies: Section | undefined
  /** Thrown once the rest is known to be JSON. */
  problem: Problem | undefined
}

export function readPackageLock({ text, format, folderDepth }: Source): Lockfile {
  const top: Top = { version: undefined, versionAt: 0, packages: undefined, dependencies: undefined, problem: undefined }
  try {
    readTop(cursor(text), top, folderDepth)
  } catch (error) {
    throw error instanceof SyntaxError ? jsonProblem(text) : error
  }
  if (top.problem) throw top.problem
  if (top.version !== 1 && top.version !== 2 && top.version !== 3)
    throw new Problem('unknown_version', 'expected lockfileVersion 1, 2 or 3, found another or none', top.versionAt)
  const { tree, entries } = top.packages ?? top.dependencies ?? { tree: emptyTree(text, folderDepth), entries: { keys: [], items: [] } }
  return {
    format,
    version: String(top.version),
    packages: entries.items,
    links: [...tree.links.values()].sort((a, b) => byBytes(a.path ?? '', b.path ?? '')),
    importers: importersOf(tree, (path) => entries.items[indexOfKey(entries.keys, path)]),
    aliases: distinctAliases(tree.aliases),
    overrides: [],
    catalogs: [],
    patched: [],
    environment: null,
    warnings: tree.notes.list(),
  }
}

function readTop(json: Cursor, top: Top, folderDepth: number): void {
  if (isObject(json))
    eachMember(json, (key) => {
      if (key === 'packages') top.packages = readEntries(json, key, folderDepth, top, addEntry)
      else if (key === 'dependencies') top.dependencies = readEntries(json, key, folderDepth, top, top.packages ? undefined : addDependency)
      else readField(json, key, top)
    })
  else skipWrong(json, 0, 'the lockfile', top)
  expectEnd(json)
}

/** Reads past a value that should have been an object. */
function skipWrong(json: Cursor, depth: number, what: string, top: Top): void {
  top.problem ??= new Problem('unexpected_type', `expected an object as ${what}, found another JSON value`, json.at)
  readValue(json, depth)
}

function readField(json: Cursor, key: string, top: Top): void {
  const at = json.key
  const value = readValue(json, 1)
  if (key !== 'lockfileVersion') return
  top.version = value
  top.versionAt = at
}

/** Without `add` the section only has to be JSON: version 2 repeats all packages for npm 6 in `dependencies`. */
function readEntries(json: Cursor, section: string, folderDepth: number, top: Top, add: typeof addEntry | undefined): Section | undefined {
  if (!isObject(json)) return void skipWrong(json, 1, section, top)
  const tree = emptyTree(json.text, folderDepth)
  const start = json.at
  const skip = skipping(tree, json, add)
  const visit = (key: string) => {
    const offset = json.key
    const value = readValue(json, 2)
    if (add) add(tree, key, value, offset)
  }
  eachMember(json, visit, skip)
  if (!add) return undefined
  const entries = installed(tree)
  const isRepeated = entries.items.length < tree.packages.length || tree.links.size + tree.folders.size < tree.added
  if (!isRepeated) return { tree, entries }
  const again = readAgain({ ...json, at: start }, emptyTree(json.text, folderDepth), add)
  return { tree: again, entries: installed(again) }
}

/** How entries as npm writes nearly all of them are read many at a time; those of version 1 only where nothing is to be known of them. */
function skipping(tree: NpmTree, { text, at }: Cursor, add: typeof addEntry | undefined): ((at: number) => number) | undefined {
  const usual = add === addDependency ? undefined : usualEntries(text, at)
  if (!usual) return undefined
  return add ? (key) => addUsual(tree, usual.entry, text, key) : (key) => pastPlain(usual.plain, text, key)
}

function installed({ packages }: NpmTree): Entries<LockedPackage> {
  return inKeyOrder(
    packages.map(({ path }) => path!),
    packages,
    () => {},
  )
}

/** Something was put in one place twice: the last of equal keys counts, and nothing of the first may remain. */
function readAgain(json: Cursor, tree: NpmTree, add: typeof addEntry): NpmTree {
  const last = new Map<string, { value: unknown; offset: number }>()
  eachMember(json, (key) => {
    if (last.has(key)) tree.notes.add('duplicate_key', json.key)
    last.set(key, { offset: json.key, value: readValue(json, 2) })
  })
  for (const [key, { value, offset }] of last) add(tree, key, value, offset)
  return tree
}
