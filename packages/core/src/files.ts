import { closeSync, constants, existsSync, fstatSync, lstatSync, mkdirSync, openSync, readSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'

/** Linux addresses a directory by its descriptor, so that a directory swapped for a link between two steps leads nowhere. */
const byDescriptor = process.platform === 'linux' && existsSync('/proc/self/fd')

/** An open directory; its entries are addressed as `${path}/${name}`. */
export interface Directory {
  readonly path: string
  readonly fd: number
}

const DIRECTORY = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0)
const NOFOLLOW = constants.O_NOFOLLOW ?? 0
const FILE = constants.O_RDONLY | NOFOLLOW | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

function hold(fd: number, path: string): Directory {
  return { fd, path: byDescriptor ? `/proc/self/fd/${fd}` : path }
}

/** Opens a directory that the operator named: links are followed. Throws the system's error. */
export function openRoot(path: string): Directory {
  return hold(openSync(path, DIRECTORY), path)
}

/** Opens a directory inside an open one. A link throws ELOOP or ENOTDIR, anything else that is no directory ENOTDIR. */
export function openChild(parent: Directory, name: string): Directory {
  const path = `${parent.path}/${name}`
  return hold(openSync(path, DIRECTORY | NOFOLLOW), path)
}

export function close(directory: Directory): void {
  closeSync(directory.fd)
}

/**
 * Makes a directory and those above it; gives the first that it made. Throws the system's error. Node's own `recursive` never returns where
 * the system says ENOENT below a directory that exists, as /proc does.
 */
export function makeDirectories(path: string, mode = 0o777): string | undefined {
  const made = makeDirectory(path, mode)
  if (made !== 'no parent') return made ? path : undefined
  const first = makeDirectories(dirname(path), mode)
  if (makeDirectory(path, mode) !== 'no parent') return first ?? path
  throw Object.assign(new Error(`ENOENT: no directory can be made at ${path}`), { code: 'ENOENT' })
}

function makeDirectory(path: string, mode: number): boolean | 'no parent' {
  try {
    mkdirSync(path, mode)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code === 'ENOENT' && dirname(path) !== path) return 'no parent'
    throw error
  }
}

/** 16 hexadecimal digits that nobody else draws; of a file that is made where there is none. Loading `node:crypto` would cost more than the rest. */
export function randomName(): string {
  return randomWord() + randomWord()
}

function randomWord(): string {
  const word = Math.floor(Math.random() * 2 ** 32)
  return word.toString(16).padStart(8, '0')
}

/** Why a file that exists was not read; each is the second half of a warning code `file.<problem>`. */
type FileProblem = 'not_regular_file' | 'size_cap_exceeded' | 'unreadable'

export type FileRead =
  | {
      readonly bytes: Buffer
      /** The file was being written while we read it, twice. */
      readonly changed: boolean
      /** What `stamp` said of it. */
      readonly stamp: string
    }
  | { readonly problem: FileProblem; readonly message: string }

/**
 * Reads a regular file inside an open directory: open, judge the descriptor, read at most `cap` bytes from it. Never blocks on a FIFO,
 * never follows a link (a link is ELOOP, reported as not a regular file). `undefined` when there is no such file.
 */
export function readRegular(directory: Directory, name: string, cap: number): FileRead | undefined {
  let read = readOnce(directory, name, cap)
  if (read && 'bytes' in read && read.changed) read = readOnce(directory, name, cap)
  return read
}

function readOnce(directory: Directory, name: string, cap: number): FileRead | undefined {
  let fd: number
  try {
    fd = openSync(`${directory.path}/${name}`, FILE)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR')
      return { problem: 'not_regular_file', message: 'expected a regular file, found something else' }
    return { problem: 'unreadable', message: `cannot be opened (${code})` }
  }
  try {
    const before = fstatSync(fd)
    if (!before.isFile()) return { problem: 'not_regular_file', message: 'expected a regular file, found something else' }
    if (before.size > cap) return { problem: 'size_cap_exceeded', message: tooLarge(cap) }
    const bytes = readAtMost(fd, before.size, cap)
    if (!bytes) return { problem: 'size_cap_exceeded', message: tooLarge(cap) }
    const seen = stampOf(before)
    return { bytes, stamp: seen, changed: bytes.length !== before.size || seen !== stampOf(fstatSync(fd)) }
  } catch (error) {
    return { problem: 'unreadable', message: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` }
  } finally {
    closeSync(fd)
  }
}

/** The whole file, or `undefined` when it holds more than `cap` bytes. */
function readAtMost(fd: number, expected: number, cap: number): Buffer | undefined {
  let buffer = Buffer.allocUnsafe(expected + 1)
  let length = 0
  for (;;) {
    const n = readSync(fd, buffer, length, buffer.length - length, null)
    if (n === 0) return buffer.subarray(0, length)
    length += n
    if (length > cap) return undefined
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(Math.min(length, cap + 1 - length))])
  }
}

/** Identity of a file on this machine: another stamp means that it may have been written to. `undefined` when it is gone. */
export function stamp(directory: Directory, path: string): string | undefined {
  try {
    return stampOf(lstatSync(`${directory.path}/${path}`))
  } catch {
    return undefined
  }
}

/** Stamps that somebody has looked up just now; such a path (`''`: the root) is not looked at again. */
export type Seen = (path: string) => string | undefined

/** As `stamp`, but for what was seen already. */
export function stampNow(root: Directory, path: string, seen: Seen | undefined): string | undefined {
  return seen?.(path) ?? stamp(root, path || '.')
}

/** As `stamp`, of the directory itself. */
export function stampOfDirectory(directory: Directory): string {
  return stampOf(fstatSync(directory.fd))
}

/** Devices that gave a time with a fraction of a millisecond: a whole number on one of them is chance, not a coarse clock. */
const fineClocks = new Set<number>()

/**
 * Was the stamped thing left alone for so long before `readAt` (milliseconds since the epoch) that any write after the reading must give
 * it another stamp? Clocks of file systems tick in steps: of up to 10 ms where times have fractions of a millisecond, of up to 2 s elsewhere.
 */
export function isSettled(stamped: string, readAt: number): boolean {
  const last = stamped.lastIndexOf(':')
  const ctime = Number(stamped.slice(last + 1))
  const mtime = Number(stamped.slice(stamped.lastIndexOf(':', last - 1) + 1, last))
  const step = fineClocks.has(Number(stamped.slice(0, stamped.indexOf(':')))) ? 20 : 2000
  return Math.max(mtime, ctime) + step < readAt
}

function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  if (!Number.isInteger(ctimeMs)) fineClocks.add(dev)
  return `${dev}:${ino}:${size}:${mtimeMs}:${ctimeMs}`
}

function tooLarge(cap: number): string {
  return `expected at most ${cap} bytes, found more`
}
