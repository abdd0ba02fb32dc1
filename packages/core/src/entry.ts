import type { Hash } from './hash.ts'

/** First bytes of every entry; another number is another format, and a miss. */
const MAGIC = 'codegenie-entry 1'

/**
 * A cache entry that checks itself: a header line with the key, a digest over key and body, and the lengths of the parts; then the parts.
 */
export function encodeEntry(key: string, parts: readonly string[], hash: Hash): Buffer {
  const body = parts.map((part) => Buffer.from(part))
  const lengths = body.map((part) => part.length).join(',')
  const all = Buffer.concat(body)
  return Buffer.concat([Buffer.from(`${MAGIC} ${key} ${digest(key, lengths, all, hash)} ${lengths}\n`), all])
}

/** The parts, or `undefined` when anything about the entry is not as it was written: truncated, altered, moved, or of another version. */
export function decodeEntry(key: string, entry: Uint8Array, hash: Hash): string[] | undefined {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength)
  const end = bytes.subarray(0, 4096).indexOf(10)
  if (end === -1) return undefined
  const header = bytes.toString('latin1', 0, end)
  const body = bytes.subarray(end + 1)
  const lengths = header.slice(header.lastIndexOf(' ') + 1)
  if (header !== `${MAGIC} ${key} ${digest(key, lengths, body, hash)} ${lengths}`) return undefined
  let at = 0
  return lengths.split(',').map((length) => body.toString('utf8', at, (at += Number(length))))
}

function digest(key: string, lengths: string, body: Buffer, hash: Hash): string {
  return hash(Buffer.concat([Buffer.from(`${key} ${lengths}\n`), body]))
}
