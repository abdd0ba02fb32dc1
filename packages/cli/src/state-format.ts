/** What a path looked like when its content was last known: the fields of a stamp, or `undefined` where there was nothing. */
export interface Snapshot {
  /** Says which command line this is the state of, and of which program. */
  readonly key: string
  /** Directory of the artifact, as it is shown. */
  readonly directory: string
  /** Absolute path of the tree; `paths` that are not absolute start there. */
  readonly root: string
  readonly paths: readonly string[]
  /** `COLUMNS` numbers for each path: those of its stamp; NaN where there was nothing. */
  readonly numbers: Float64Array
}

/** dev, ino, size, mtimeMs, ctimeMs. */
export const COLUMNS = 5

const MAGIC = 0x43475331 // CGS1
const HEAD = 16

/**
 * A snapshot as bytes: a head of four words (magic, checksum of the rest, length of the text, number of paths), the numbers, and the text,
 * separated by NUL, which no path contains. Read back it costs no parsing.
 */
export function encodeSnapshot({ key, directory, root, paths, numbers }: Snapshot): Buffer {
  const text = Buffer.from([key, directory, root, ...paths].join('\0'))
  const bytes = Buffer.alloc(HEAD + numbers.byteLength + text.length)
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), HEAD)
  bytes.set(text, HEAD + numbers.byteLength)
  new Uint32Array(bytes.buffer, bytes.byteOffset, 4).set([MAGIC, checksum(bytes.subarray(HEAD)), text.length, paths.length])
  return bytes
}

/** `undefined` for anything but a whole snapshot. */
export function decodeSnapshot(bytes: Buffer): Snapshot | undefined {
  if (bytes.length < HEAD) return undefined
  const [magic, sum, textLength = 0, count = 0] = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + HEAD))
  const numbersLength = count * COLUMNS * Float64Array.BYTES_PER_ELEMENT
  if (magic !== MAGIC || bytes.length !== HEAD + numbersLength + textLength || sum !== checksum(bytes.subarray(HEAD))) return undefined
  const at = bytes.byteOffset + HEAD
  const [key = '', directory = '', root = '', ...paths] = bytes.toString('utf8', HEAD + numbersLength).split('\0')
  if (paths.length !== count) return undefined
  return { key, directory, root, paths, numbers: new Float64Array(bytes.buffer.slice(at, at + numbersLength)) }
}

/** Finds damage, not malice: the file is the user's own. FNV-1a over words, then over the bytes that are left. */
function checksum(bytes: Uint8Array): number {
  const copy = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Uint32Array(copy.buffer, copy.byteOffset, copy.length >> 2)
  let sum = 0x811c9dc5
  for (let i = 0; i < words.length; i++) sum = Math.imul(sum ^ words[i]!, 0x01000193) ^ (sum >>> 15)
  for (let i = words.length * 4; i < copy.length; i++) sum = Math.imul(sum ^ copy[i]!, 0x01000193)
  return sum >>> 0
}

/** Name of the state of a key: 16 hex digits. The file says the key itself, so two of one name cost work and nothing else. */
export function stateName(key: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  for (let i = 0; i < key.length; i++) {
    a = Math.imul(a ^ key.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ key.charCodeAt(i), 0x85ebca6b) ^ (b >>> 13)
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
