/** BLAKE3 (https://github.com/BLAKE3-team/BLAKE3-specs) of bytes or of a string's UTF-8, as 64 hexadecimal digits. */
export type Hash = (data: Uint8Array | string) => string

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
  const { hash } = await import('blake3')
  hash('') // instantiates the module: fails here or never
  return { implementation: 'wasm', hash: (data) => hash(asBuffer(data)).toString('hex') }
}

/** @internal */
export async function loadJavaScript(): Promise<Blake3> {
  const { blake3 } = await import('@noble/hashes/blake3.js')
  return { implementation: 'javascript', hash: (data) => Buffer.from(blake3(asBuffer(data))).toString('hex') }
}

function asBuffer(data: Uint8Array | string): Buffer {
  return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}
