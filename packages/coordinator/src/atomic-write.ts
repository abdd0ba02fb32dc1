import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { type Directory, openChild, randomName, readRegular, UnsafeOutputError, WriteError } from '@codegenie/core'

/** One file to write: its directory, its name there, its content in pieces; `shown` names it in errors. */
export interface OutputFile {
  readonly directory: Directory
  readonly name: string
  readonly pieces: readonly (string | Uint8Array)[]
  readonly shown: string
  /** Not worth waiting for the disk: after a power cut it may be empty. */
  readonly isDisposable?: boolean
}

const TEMP = /^\..+\.[0-9a-f]{16}\.tmp$/
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

/** Makes and opens a directory inside an open one. Throws `UnsafeOutputError` when something else is in the way: it is never followed. */
export function openOutput(parent: Directory, name: string, shown: string): Directory {
  try {
    mkdirSync(`${parent.path}/${name}`)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw writeError(shown, error)
  }
  try {
    return openChild(parent, name)
  } catch (error) {
    if (['ELOOP', 'ENOTDIR'].includes(codeOf(error)))
      throw new UnsafeOutputError(
        `${shown}: expected a directory, found a link or a file; nothing was written; remove it or choose another --out`,
      )
    throw writeError(shown, error)
  }
}

/**
 * Writes files whole or not at all: each into a temporary file beside its target, synced; then renamed in the given order, so that the
 * last one is the commit point; then the directories are synced. Files that hold these bytes already are left alone. Returns how many were
 * written. Throws `WriteError` or `UnsafeOutputError`; then no temporary file is left, and before the first rename nothing has changed.
 */
export function writeFiles(files: readonly OutputFile[]): number {
  const changed = files.filter((file) => !holds(file))
  for (const file of changed) refuseDirectory(file)
  const temps: { file: (typeof changed)[number]; temp: string }[] = []
  try {
    for (const file of changed) {
      const temp = `.${file.name}.${randomName()}.tmp`
      temps.push({ file, temp })
      attempt(file.shown, () => writeWhole(`${file.directory.path}/${temp}`, file))
    }
    for (const { file, temp } of temps) replace(file, temp)
    for (const directory of new Set(changed.map((file) => file.directory))) syncDirectory(directory)
  } finally {
    for (const { file, temp } of temps) rmSync(`${file.directory.path}/${temp}`, { force: true })
  }
  return changed.length
}

/** Removes temporary files that a killed run left more than an hour ago; at most 2,000 at once. */
export function removeStaleTemps(directory: Directory, now = Date.now()): void {
  for (const name of readdirSync(directory.path)
    .filter((entry) => TEMP.test(entry))
    .slice(0, 2000)) {
    const path = `${directory.path}/${name}`
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat && !stat.isDirectory() && now - stat.mtimeMs > 3_600_000) rmSync(path, { force: true })
  }
}

/** Removes the files of a directory whose names `isStale` picks; links themselves, never what they lead to. */
export function removeFiles(directory: Directory, isStale: (name: string) => boolean): void {
  for (const name of readdirSync(directory.path).filter(isStale)) {
    try {
      unlinkSync(`${directory.path}/${name}`)
    } catch {
      // a directory, or gone meanwhile: not ours
    }
  }
}

/** A hard link may be somebody else's file, too: it is replaced, and not even read. */
function holds({ directory, name, pieces }: OutputFile): boolean {
  if (lstatSync(`${directory.path}/${name}`, { throwIfNoEntry: false })?.nlink !== 1) return false
  const length = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  const read = readRegular(directory, name, length)
  if (read === undefined || !('bytes' in read) || read.bytes.length !== length) return false
  let at = 0
  return pieces.every((piece) => {
    const bytes = bytesOf(piece)
    return read.bytes.subarray(at, (at += bytes.length)).equals(bytes)
  })
}

function bytesOf(piece: string | Uint8Array): Uint8Array {
  return typeof piece === 'string' ? Buffer.from(piece) : piece
}

function writeWhole(path: string, { pieces, isDisposable }: OutputFile): void {
  const fd = openSync(path, CREATE, 0o644)
  try {
    for (const piece of pieces) {
      // A text is written without a copy of it that would wait for the collector; what is left of it, if anything, as bytes.
      const written = typeof piece === 'string' ? writeSync(fd, piece) : writeSync(fd, piece)
      if (written === Buffer.byteLength(piece)) continue
      const bytes = bytesOf(piece)
      for (let at = written; at < bytes.length; ) at += writeSync(fd, bytes, at)
    }
    if (!isDisposable) fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Before anything is written, so that a place that is taken does not leave half of the files replaced. */
function refuseDirectory({ directory, name, shown }: OutputFile): void {
  if (lstatSync(`${directory.path}/${name}`, { throwIfNoEntry: false })?.isDirectory())
    throw new UnsafeOutputError(`${shown}: expected a file, found a directory; remove it or choose another --out`)
}

/** Replaces the name: a link or a hard link at the target is replaced itself, what it leads to is not touched. */
function replace({ directory, name, shown }: OutputFile, temp: string): void {
  attempt(shown, () => renameSync(`${directory.path}/${temp}`, `${directory.path}/${name}`))
}

/** Without this a rename may not survive a power cut. Some systems cannot sync a directory: then there is nothing to do. */
function syncDirectory(directory: Directory): void {
  try {
    fsyncSync(directory.fd)
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'EISDIR', 'ENOTSUP'].includes(codeOf(error))) throw writeError(directory.path, error)
  }
}

function attempt<T>(shown: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    throw writeError(shown, error)
  }
}

function writeError(shown: string, error: unknown): WriteError {
  const reason = REASONS[codeOf(error)] ?? `the system says ${codeOf(error)}`
  return new WriteError(`${shown}: cannot be written: ${reason}; what was there before is untouched`, { cause: error })
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; choose another --out',
  EPERM: 'not permitted; choose another --out',
  EROFS: 'the file system is read-only; choose another --out',
  ENOSPC: 'no space or inode is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than the limit',
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error'
}
