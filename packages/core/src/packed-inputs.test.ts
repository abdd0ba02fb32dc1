import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadBlake3 } from './hash.ts'
import { buffersOf, packInputs, unpackInputs } from './packed-inputs.ts'
import { openWorkingTree } from './source.ts'

let root = ''
const large = 'ä line\n'.repeat(1_300_000)
const files = { 'large.txt': large, 'small.txt': 'ö\n', 'utf16.txt': Buffer.from('\ufeffx'.repeat(2_200_000), 'utf16le') }

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'codegenie-packed-'))
  for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('hands over large files, which are read on the other side as often as one likes', async () => {
  const source = openWorkingTree(root, (await loadBlake3()).hash, { maxFiles: 10, noise: [] })
  const reads = new Map(Object.keys(files).map((path) => [path, source.read(path)]))
  const packed = packInputs({ globs: { reads: ['*'], lists: [] }, reads, lists: [], problems: [] }, source)
  const buffers = buffersOf(packed)
  const { declared } = unpackInputs(structuredClone(packed, { transfer: buffers }))
  const texts = () => [...declared.reads].map(([path, content]) => [path, content.text()])
  const expected = [
    ['large.txt', { text: large, invalid: false }],
    ['small.txt', { text: 'ö\n', invalid: false }],
    ['utf16.txt', undefined],
  ]
  expect([buffers.length, buffers.every(({ byteLength }) => byteLength === 0)]).toEqual([2, true])
  expect(texts()).toEqual(expected)
  expect(texts()).toEqual(expected)
  expect([...reads].map(([path, content]) => [path, content.text()])).toEqual(expected)
  source.close()
})
