import { readlinkSync } from 'node:fs'
import { RootError, TooManyFilesError } from './errors.ts'
import { close, type Directory, openChild, readRegular, type Seen, stamp, stampNow, stampOfDirectory } from './files.ts'
import { addRules, enterDirectory, type IgnoreBudget, type IgnoreScope, ignoreBudget, isIgnored, parseIgnoreFile } from './gitignore.ts'
import type { Rule } from './gitignore-pattern.ts'
import { type Listing, listDirectory } from './list-directory.ts'
import { type OpenTrail, openTrail } from './open-trail.ts'
import type { PathIndexParts } from './path-index.ts'
import { type ProblemList, problemList } from './problem-list.ts'
import type { TreeMemory } from './tree-memory.ts'

/** The parts of a `PathIndex`, paths in byte order. */
export interface Walked extends PathIndexParts {
  /** Directories that were read, the root included. */
  readonly directories: number
  /** Directories that were not entered: ignored, dependencies, stores, noise. */
  readonly pruned: number
  /** Every directory that was listed; for the next walk. */
  readonly listings: TreeMemory['directories']
  /** Other paths that the walk looked at -> their stamps, or `undefined` where there was nothing. */
  readonly looked: ReadonlyMap<string, string | undefined>
}

export interface WalkOptions {
  /** Most regular files and links; also most directories. */
  readonly maxFiles: number
  /** Names of directories that hold generated output: not entered in a tree without ignore rules at its root. */
  readonly noise?: readonly string[]
  /** Directories that need not be listed again while they have the same stamp. */
  readonly remembered?: TreeMemory['directories'] | undefined
  /** See `stampNow`. */
  readonly seen?: Seen | undefined
  readonly signal?: AbortSignal | undefined
}

/** A tree this deep has paths that hardly anything can open. */
const MAX_DEPTH = 512
/** An ignore file this large is not looked into; of a smaller one the part that counts is read. */
const MAX_IGNORE_FILE = 16 << 20
const SLASH = 47
const NOT_REGULAR = 'expected a file, directory or link; found a FIFO, socket or device'

/** A directory that has been listed, and how far its names have been dealt with. */
interface Frame {
  /** '' or repo-relative with a slash at its end. */
  readonly prefix: string
  /** See `Listing`. */
  readonly names: readonly string[]
  next: number
  readonly scope: IgnoreScope
}

/** All that one walk knows. */
interface State {
  readonly options: WalkOptions
  readonly root: Directory
  readonly listings: Map<string, { stamp: string; listing: Listing }>
  readonly looked: Map<string, string | undefined>
  readonly trail: OpenTrail
  readonly paths: string[]
  readonly links: Map<string, string>
  readonly problems: ProblemList
  readonly budget: IgnoreBudget
  noise: ReadonlySet<string>
  /** Rules read so far that are not about our own output directory. */
  foreignRules: number
  directories: number
  pruned: number
}

/**
 * Lists what there is below a directory: the only traversal there is. Nothing is opened but directories and ignore files, no link is
 * followed, and entries that ignore rules exclude are left out as git leaves them out. Throws `TooManyFilesError`, and the signal's reason.
 */
export function walk(root: Directory, options: WalkOptions): Walked {
  const state: State = {
    options,
    root,
    listings: new Map(),
    looked: new Map(),
    trail: openTrail(root),
    paths: [],
    links: new Map(),
    problems: problemList(),
    budget: ignoreBudget(),
    noise: new Set(),
    foreignRules: 0,
    directories: 0,
    pruned: 0,
  }
  try {
    const scope = addRules([], readExcludeFile(state, root), state.budget)
    let frame = readFrame(state, '', scope)
    if (!frame) throw new RootError('the directory cannot be listed')
    if (state.foreignRules === 0) state.noise = new Set(options.noise)
    const above: Frame[] = []
    while (frame) {
      const below = advance(state, frame, above.length)
      if (below) above.push(frame)
      else state.trail.leave()
      frame = below ?? above.pop()
    }
  } finally {
    state.trail.close()
  }
  if (state.budget.steps < 0)
    state.problems.add('gitignore.rule_cap_exceeded', 'the wildcard rules take too long; not all were applied', '.')
  const { paths, links, problems, directories, pruned, listings, looked } = state
  return { paths, links, problems: problems.all(), directories, pruned, listings, looked }
}

/** Takes the files of a directory up to the next directory to enter, which it lists; `undefined` when all is done. */
function advance(state: State, frame: Frame, depth: number): Frame | undefined {
  while (frame.next < frame.names.length) {
    const name = frame.names[frame.next++]!
    if (name.charCodeAt(name.length - 1) === SLASH) {
      const below = descend(state, frame, name.slice(0, -1), depth + 1)
      if (below) return below
    } else if (!isIgnored(frame.scope, name, false)) {
      const text = decode(state, frame.prefix, name)
      if (text !== undefined) {
        countFile(state)
        state.paths.push(frame.prefix + text)
      }
    }
  }
  return undefined
}

function descend(state: State, frame: Frame, name: string, depth: number): Frame | undefined {
  if (state.noise.has(name) || isYarnStore(frame.prefix, name) || isIgnored(frame.scope, name, true)) {
    state.pruned++
    return undefined
  }
  const text = decode(state, frame.prefix, name)
  if (text === undefined) return undefined
  if (depth > MAX_DEPTH) {
    const message = `expected at most ${MAX_DEPTH} nested directories; this one was not entered`
    state.problems.add('walk.depth_cap_exceeded', message, frame.prefix + text)
    return undefined
  }
  state.trail.pass(text)
  const below = readFrame(state, `${frame.prefix}${text}/`, enterDirectory(frame.scope, name))
  if (!below) state.trail.leave()
  return below
}

/** Lists the directory that the trail has come to, and takes what is neither file nor directory; `undefined` when it cannot be listed. */
function readFrame(state: State, prefix: string, above: IgnoreScope): Frame | undefined {
  state.options.signal?.throwIfAborted()
  const listing = remember(state, prefix) ?? list(state, prefix)
  if (!listing) return undefined
  if (++state.directories > state.options.maxFiles) throw new TooManyFilesError(state.options.maxFiles)
  state.pruned += listing.pruned
  const directory = listing.hasIgnoreFile || listing.links.length > 0 ? open(state, prefix) : undefined
  const rules = directory && listing.hasIgnoreFile ? readRules(state, directory, '.gitignore', `${prefix}.gitignore`) : []
  const scope = addRules(above, rules, state.budget)
  for (const name of directory ? listing.links : []) {
    const text = isIgnored(scope, name, false) ? undefined : decode(state, prefix, name)
    if (text !== undefined) readLink(state, directory!, prefix, text)
  }
  for (const name of listing.specials) {
    const text = isIgnored(scope, name, false) ? undefined : decode(state, prefix, name)
    if (text !== undefined) state.problems.add('walk.not_regular_file', NOT_REGULAR, prefix + text)
  }
  return { prefix, names: listing.names, next: 0, scope }
}

/** What was listed before, while the directory is the same; then it is not even opened. */
function remember(state: State, prefix: string): Listing | undefined {
  const known = state.options.remembered?.get(prefix)
  if (!known || stampNow(state.root, prefix.slice(0, -1), state.options.seen) !== known.stamp) return undefined
  state.listings.set(prefix, known)
  return known.listing
}

function open(state: State, prefix: string): Directory | undefined {
  try {
    return state.trail.current()
  } catch (error) {
    reportUnreadable(state, prefix.slice(0, -1) || '.', error)
    return undefined
  }
}

function list(state: State, prefix: string): Listing | undefined {
  const directory = open(state, prefix)
  if (!directory) return undefined
  try {
    const seen = { stamp: stampOfDirectory(directory), listing: listDirectory(directory.path) }
    state.listings.set(prefix, seen)
    return seen.listing
  } catch (error) {
    reportUnreadable(state, prefix.slice(0, -1) || '.', error)
    return undefined
  }
}

function readLink(state: State, directory: Directory, prefix: string, name: string): void {
  let target: string
  try {
    target = readlinkSync(`${directory.path}/${name}`)
  } catch (error) {
    if (codeOf(error) !== 'EINVAL') reportUnreadable(state, prefix + name, error)
    return
  }
  countFile(state)
  state.links.set(prefix + name, target)
}

function readRules(state: State, directory: Directory, name: string, path: string): readonly Rule[] {
  const read = readRegular(directory, name, MAX_IGNORE_FILE)
  state.looked.set(path, read && 'stamp' in read ? read.stamp : stamp(directory, name))
  if (!read) return []
  if ('problem' in read) {
    state.problems.add(`gitignore.${read.problem}`, read.message, path)
    return []
  }
  const { rules, problems } = parseIgnoreFile(read.bytes, state.budget)
  for (const { code, message } of problems) state.problems.add(code, message, path)
  state.foreignRules += rules.filter(
    ({ parts }) => parts.length > 1 || parts[0]?.kind !== 'literal' || parts[0].tail !== '.codegenie',
  ).length
  return rules
}

/** `.git/info/exclude`, where `.git` is a directory; where it is the file of a worktree, the rules are elsewhere and are left alone. */
function readExcludeFile(state: State, root: Directory): readonly Rule[] {
  const opened: Directory[] = []
  try {
    opened.push(openChild(root, '.git'))
    opened.push(openChild(opened[0]!, 'info'))
    return readRules(state, opened[1]!, 'exclude', '.git/info/exclude')
  } catch (error) {
    state.looked.set('.git/info/exclude', undefined)
    if (!isGone(error)) state.problems.add('gitignore.unreadable', `cannot be opened (${codeOf(error)})`, '.git/info/exclude')
    return []
  } finally {
    for (const directory of opened) close(directory)
  }
}

/** Yarn keeps packages in these; the rest of `.yarn` is configuration. */
function isYarnStore(prefix: string, name: string): boolean {
  return (name === 'cache' || name === 'unplugged') && (prefix === '.yarn/' || prefix.endsWith('/.yarn/'))
}

function countFile(state: State): void {
  if (state.paths.length + state.links.size >= state.options.maxFiles) throw new TooManyFilesError(state.options.maxFiles)
}

function isAscii(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 127) return false
  return true
}

/** The name as a string; `undefined`, and a problem, where it is not UTF-8: no string could name the entry. */
function decode(state: State, prefix: string, name: string): string | undefined {
  if (isAscii(name)) return name
  const text = Buffer.from(name, 'latin1').toString()
  if (Buffer.from(text).toString('latin1') === name) return text
  state.problems.add('walk.path_not_utf8', 'expected a name in UTF-8; the entry was left out', prefix + text)
  return undefined
}

/** What is gone, or has become something else since it was listed, is not there: nothing to report. */
function reportUnreadable(state: State, path: string, error: unknown): void {
  state.looked.set(path, stamp(state.root, path))
  if (!isGone(error)) state.problems.add('walk.unreadable', `cannot be read (${codeOf(error)})`, path)
}

function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))
}

/** Throws on what is no error of the system. */
function codeOf(error: unknown): string {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) throw error
  return code
}
