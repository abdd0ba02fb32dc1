import type { Hash } from './hash.ts'

/** First bytes of every entry, before the number of its format. */
const MAGIC = 'codegenie-entry '
/** Raised when the format changes; an entry of another one is a miss. */
const FORMAT = 2
/** Bytes of a header that are read at most. */
const MAX_HEADER = 4096
const NO_BYTES = Buffer.alloc(0)
/** As the contract has it; another one is not written, and not shown. */
const PROBE_NAME = /^[a-z][a-z0-9_]{0,99}$/

/**
 * A cache entry that checks itself: a header line with the key, a digest over all the rest, the name of the probe and the lengths of the
 * parts; then the parts, each a text, whole or in pieces, which may be its UTF-8.
 */
export function encodeEntry(key: string, probe: string, parts: readonly (string | readonly (string | Uint8Array)[])[], hash: Hash): Buffer {
  const pieces = parts.map((part) => (typeof part === 'string' ? [part] : part))
  const lengths = pieces.map((part) => part.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0))
  const about = `${PROBE_NAME.test(probe) ? probe : 'unknown'} ${lengths.join(',')}`
  // An entry may be large: it is made in place, behind a header of the length that it will have, as all digests have one length.
  const start = header(key, about, NO_BYTES, hash).length + 1
  const entry = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length, start))
  let at = start
  for (const piece of pieces.flat()) {
    if (typeof piece === 'string') at += entry.write(piece, at)
    else {
      entry.set(piece, at)
      at += piece.length
    }
  }
  entry.write(`${header(key, about, entry.subarray(start), hash)}\n`)
  return entry
}

/** The parts, or `undefined` when anything about the entry is not as it was written: truncated, altered, moved, or of another format. */
export function decodeEntry(key: string, entry: Uint8Array, hash: Hash): string[] | undefined {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength)
  const end = bytes.subarray(0, MAX_HEADER).indexOf(10)
  if (end === -1) return undefined
  const found = bytes.toString('utf8', 0, end)
  const [probe = '', lengths = ''] = found.split(' ').slice(-2)
  const body = bytes.subarray(end + 1)
  if (found !== header(key, `${probe} ${lengths}`, body, hash)) return undefined
  let at = 0
  return lengths.split(',').map((length) => body.toString('utf8', at, (at += Number(length))))
}

/**
 * What the beginning of an entry says of itself, unverified: which probe it is of, and that it is of another format, which is no damage.
 * `undefined` when it is no header.
 */
export function entryHeader(beginning: Uint8Array): { readonly probe: string } | 'another format' | undefined {
  const line = Buffer.from(beginning).toString('latin1', 0, MAX_HEADER).split('\n', 1)[0] ?? ''
  if (!line.startsWith(MAGIC)) return undefined
  const [format = '', , , probe = ''] = line.slice(MAGIC.length).split(' ')
  if (format !== String(FORMAT)) return /^[1-9][0-9]{0,8}$/.test(format) ? 'another format' : undefined
  return PROBE_NAME.test(probe) ? { probe } : undefined
}

function header(key: string, about: string, body: Buffer, hash: Hash): string {
  return `${MAGIC}${FORMAT} ${key} ${hash([`${key} ${about}\n`, body])} ${about}`
}
