import { compareBytes, decodeEntry, type Hash } from '@codegenie/core'
import { MismatchError } from './errors.ts'

/** First bytes of a file of entries, before the number of its format. */
const MAGIC = 'codegenie-cache '
const FORMAT = 1

const INDEX_LINE = /^([0-9a-f]{64}):([0-9]{1,10})$/

/**
 * Cache entries as one file that checks itself: a header line with a digest over all the rest and the key and length of each entry; then the
 * entries. The same entries give the same bytes.
 */
export function packEntries(entries: ReadonlyMap<string, Uint8Array>, hash: Hash): Buffer {
  const sorted = [...entries].sort(([a], [b]) => compareBytes(a, b))
  const index = sorted.map(([key, { length }]) => `${key}:${length}`).join(',')
  const body = Buffer.concat(sorted.map(([, entry]) => entry))
  return Buffer.concat([Buffer.from(`${MAGIC}${FORMAT} ${digest(index, body, hash)} ${index}\n`), body])
}

/**
 * The entries of such a file, each of them whole. That shows damage, not lies: whoever writes a file can write digests. Throws
 * `MismatchError`; `shown` names the file in it.
 */
export function unpackEntries(file: Buffer, shown: string, hash: Hash): ReadonlyMap<string, Uint8Array> {
  const end = file.indexOf(10)
  const [format, found, index = ''] = end === -1 ? [] : file.toString('latin1', MAGIC.length, end).split(' ')
  if (file.toString('latin1', 0, MAGIC.length) !== MAGIC || found === undefined)
    throw new MismatchError(`${shown}: expected a file that codegenie cache export wrote, found something else`)
  if (format !== String(FORMAT)) throw new MismatchError(`${shown}: expected a file of format ${FORMAT}, found another; export it again`)
  const body = file.subarray(end + 1)
  if (found !== digest(index, body, hash)) throw new MismatchError(`${shown}: the file is damaged; nothing was imported`)

  const entries = new Map<string, Uint8Array>()
  let at = 0
  for (const line of index === '' ? [] : index.split(',')) {
    const [, key = '', length] = INDEX_LINE.exec(line) ?? []
    const entry = body.subarray(at, (at += Number(length)))
    if (!decodeEntry(key, entry, hash))
      throw new MismatchError(`${shown}: an entry is damaged, or of another version of codegenie; nothing was imported`)
    entries.set(key, entry)
  }
  if (at !== body.length) throw new MismatchError(`${shown}: the file is damaged; nothing was imported`)
  return entries
}

function digest(index: string, body: Buffer, hash: Hash): string {
  return hash(Buffer.concat([Buffer.from(`${index}\n`), body]))
}
