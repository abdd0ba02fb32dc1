import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadBlake3, loadJavaScript } from './hash.ts'

it('gives the digest of the specification', async () => {
  // https://github.com/BLAKE3-team/BLAKE3/blob/master/test_vectors/test_vectors.json, input_len 0 and 1
  for (const { hash } of [await loadBlake3(), await loadJavaScript()]) {
    expect(hash('')).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262')
    expect(hash(new Uint8Array([0]))).toBe('2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213')
  }
})

it('is the same in WebAssembly and in JavaScript', async () => {
  const [wasm, javascript] = [await loadBlake3(), await loadJavaScript()]
  expect([wasm.implementation, javascript.implementation]).toEqual(['wasm', 'javascript'])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(wasm.hash(bytes)).toBe(javascript.hash(bytes))
    }),
  )
})

it('is the same for a whole and for its pieces, however long', async () => {
  for (const { hash } of [await loadBlake3(), await loadJavaScript()])
    for (const length of [0, 1, 2 ** 18, 2 ** 18 + 1, 2 ** 20 + 7]) {
      const bytes = Buffer.alloc(length, 'pieces')
      const [end, half] = [length, length >> 1]
      expect(hash([bytes.subarray(0, half), 'ä', bytes.subarray(half, end)])).toBe(
        hash(Buffer.concat([bytes.subarray(0, half), Buffer.from('ä'), bytes.subarray(half)])),
      )
    }
})
