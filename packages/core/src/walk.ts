import { readlinkSync } from 'node:fs'
import { RootError, TooManyFilesError } from './errors.ts'
import { close, type Directory, openChild, openRoot, readRegular } from './files.ts'
import { addRules, enterDirectory, type IgnoreScope, ignoreBudget, isIgnored, parseIgnoreFile } from './gitignore.ts'
import type { Rule } from './gitignore-pattern.ts'
import { type Listing, listDirectory } from './list-directory.ts'
import { openTrail } from './open-trail.ts'
import type { PathIndexParts, Problem } from './path-index.ts'

/** The parts of a `PathIndex`, paths in byte order. */
export interface Walked extends PathIndexParts {
  /** Directories that were read, the root included. */
  readonly directories: number
  /** Directories that were not entered: ignored, dependencies, stores, noise. */
  readonly pruned: number
}

export interface WalkOptions {
  /** Most regular files and links; also most directories. */
  readonly maxFiles: number
  /** Names of directories that hold generated output: not entered in a tree without ignore rules at its root. */
  readonly noise?: readonly string[]
  readonly signal?: AbortSignal
}

/** A tree this deep has paths that hardly anything can open. */
const MAX_DEPTH = 512
/** An ignore file this large is not looked into; of a smaller one the part that counts is read. */
const MAX_IGNORE_FILE = 16 << 20

/** A directory that has been listed, and how far its names have been dealt with. */
interface Frame {
  /** '' or repo-relative with a slash at its end. */
  readonly prefix: string
  readonly names: readonly string[]
  next: number
  readonly scope: IgnoreScope
}

/**
 * Lists what there is below a directory: the only traversal there is. Nothing is opened but directories and ignore files, no link is
 * followed, and entries that ignore rules exclude are left out as git leaves them out.
 *
 * Throws `RootError` when the root cannot be opened, `TooManyFilesError`, and the signal's reason.
 */
export function walk(root: Directory | string, options: WalkOptions): Walked {
  if (typeof root !== 'string') return walkDirectory(root, options)
  const directory = openRootDirectory(root)
  try {
    return walkDirectory(directory, options)
  } finally {
    close(directory)
  }
}

function openRootDirectory(path: string): Directory {
  try {
    return openRoot(path)
  } catch (error) {
    throw new RootError(`${path}: the directory cannot be opened (${codeOf(error)})`, { cause: error })
  }
}
