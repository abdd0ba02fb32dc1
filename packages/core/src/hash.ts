/** BLAKE3 (https://github.com/BLAKE3-team/BLAKE3-specs) of bytes or of a string's UTF-8, or of several in turn, as 64 hexadecimal digits. */
export type Hash = (data: Data | readonly Data[]) => string
type Data = Uint8Array | string

/** WebAssembly gets a copy of what it hashes, and never gives the memory back: more than this goes there in pieces of this length. */
const PIECE = 1 << 18

export interface Blake3 {
  readonly hash: Hash
  /** `javascript` where WebAssembly could not start, as under an address-space limit: same digests, about 13 times slower. */
  readonly implementation: 'wasm' | 'javascript'
}

let loaded: Promise<Blake3> | undefined

/** Loads BLAKE3 once per process. */
export function loadBlake3(): Promise<Blake3> {
  loaded ??= loadWasm().catch(loadJavaScript)
  return loaded
}

async function loadWasm(): Promise<Blake3> {
  const { createHash, hash } = await import('blake3')
  hash('') // instantiates the module: fails here or never
  return {
    implementation: 'wasm',
    hash: (data) => {
      const all = buffers(data)
      if (all.length === 1 && all[0]!.length <= PIECE) return hash(all[0]!).toString('hex')
      const whole = createHash()
      for (const each of all) for (let at = 0; at < each.length; at += PIECE) whole.update(each.subarray(at, at + PIECE))
      return whole.digest('hex')
    },
  }
}

/** @internal */
export async function loadJavaScript(): Promise<Blake3> {
  const { blake3 } = await import('@noble/hashes/blake3.js')
  return {
    implementation: 'javascript',
    hash: (data) => {
      const whole = blake3.create()
      for (const each of buffers(data)) whole.update(each)
      return Buffer.from(whole.digest()).toString('hex')
    },
  }
}

function buffers(data: Data | readonly Data[]): Buffer[] {
  const all = typeof data === 'string' || data instanceof Uint8Array ? [data] : data
  return all.map((each) => (typeof each === 'string' ? Buffer.from(each) : Buffer.from(each.buffer, each.byteOffset, each.byteLength)))
}
