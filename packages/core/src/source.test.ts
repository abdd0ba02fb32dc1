import { expect, it } from 'vitest'
import type { FileRead } from './files.ts'
import { loadBlake3 } from './hash.ts'
import { createPathIndex, type Problem } from './path-index.ts'
import { createSource } from './source.ts'

const LONG_AGO = '1:2:3:4.5:4.5'

async function dependenciesOf(read: FileRead, problems: readonly Problem[] = []) {
  const { hash } = await loadBlake3()
  const tree = { startedAt: Date.now(), walked: { listings: new Map(), looked: new Map() } }
  const store = { open: () => read, stamp: () => LONG_AGO, close: () => {} }
  const source = createSource(createPathIndex({ paths: ['a'], links: new Map(), problems }), hash, 1, tree, store)
  source.read('a')
  const { stamps, absent, unsettled } = source.dependencies()
  return { stamps: [...stamps], absent, unsettled }
}

it('depends on the stamp of what was read, and of what is too large', async () => {
  const known = { stamps: [['a', LONG_AGO]], absent: [], unsettled: false }
  expect(await dependenciesOf({ bytes: Buffer.from('x'), changed: false, stamp: LONG_AGO })).toEqual(known)
  expect(await dependenciesOf({ problem: 'size_cap_exceeded', message: '' })).toEqual(known)
})

it('depends on no stamp of what the system refused: the next gather has to try again', async () => {
  expect(await dependenciesOf({ problem: 'unreadable', message: '' })).toEqual({ stamps: [], absent: ['a'], unsettled: false })
  const problem = { code: 'walk.unreadable', message: '', path: 'b' }
  expect(await dependenciesOf({ bytes: Buffer.from('x'), changed: false, stamp: LONG_AGO }, [problem])).toMatchObject({ unsettled: true })
})
