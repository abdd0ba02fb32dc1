/** What a gather depended on, and what of it was there. */
export interface Snapshot {
  /** Says which command line this is the state of, and of which program. */
  readonly key: string
  /** Directory of the artifact, as it is shown. */
  readonly directory: string
  /** Absolute path of the tree; paths that are not absolute start there. */
  readonly root: string
  /** Where there was nothing. */
  readonly absent: readonly string[]
  readonly paths: readonly string[]
  /** `COLUMNS` numbers for each path: those of its stamp. */
  readonly numbers: Float64Array
}

/** Under this name the state of the last gather that wrote an artifact is kept, whatever its command line was. */
export function artifactKey(root: string, directory: string): string {
  return JSON.stringify(['artifact', root, directory])
}

/** dev, ino, size, mtimeMs, ctimeMs. */
export const COLUMNS = 5

const MAGIC = 0x43475332 // CGS2
const HEAD = 16

/**
 * A snapshot as bytes: a head of four words (magic, checksum, length of the text, number of paths), the numbers, and the text, separated by
 * NUL, which no path contains. Read back it costs no parsing. The checksum covers what looking would not find: a damaged path, or its
 * numbers, is not what is found there, but something absent under another name would be absent, too.
 */
export function encodeSnapshot({ key, directory, root, absent, paths, numbers }: Snapshot): Buffer {
  const about = [key, directory, root, String(absent.length), ...absent]
  const text = Buffer.from([...about, ...paths].join('\0'))
  const bytes = Buffer.alloc(HEAD + numbers.byteLength + text.length)
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), HEAD)
  bytes.set(text, HEAD + numbers.byteLength)
  new Uint32Array(bytes.buffer, bytes.byteOffset, 4).set([MAGIC, checksum(about), text.length, paths.length])
  return bytes
}

/** `undefined` for what is no snapshot, is cut short, or has another checksum. */
export function decodeSnapshot(bytes: Buffer): Snapshot | undefined {
  if (bytes.length < HEAD) return undefined
  const [magic, sum, textLength = 0, count = 0] = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + HEAD))
  const numbersLength = count * COLUMNS * Float64Array.BYTES_PER_ELEMENT
  if (magic !== MAGIC || bytes.length !== HEAD + numbersLength + textLength) return undefined
  const at = bytes.byteOffset + HEAD
  const texts = bytes.toString('utf8', HEAD + numbersLength).split('\0')
  const about = texts.slice(0, 4 + Number(texts[3]))
  const paths = texts.slice(about.length)
  if (sum !== checksum(about) || paths.length !== count) return undefined
  const [key = '', directory = '', root = '', , ...absent] = about
  return { key, directory, root, absent, paths, numbers: new Float64Array(bytes.buffer.slice(at, at + numbersLength)) }
}

/** Finds damage, not malice: the file is the user's own. FNV-1a. */
function checksum(texts: readonly string[]): number {
  const text = texts.join('\0')
  let sum = 0x811c9dc5
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193) ^ (sum >>> 15)
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
