import { expect, it } from 'vitest'
import { loadBlake3 } from './hash.ts'
import { resolveInputs } from './inputs.ts'
import { createPathIndex } from './path-index.ts'
import { createSource } from './source.ts'

async function problems(links: Record<string, string>, reads: readonly string[]) {
  const { hash } = await loadBlake3()
  const index = createPathIndex({ paths: ['config/ci.yml', 'plain'], links: new Map(Object.entries(links)), problems: [] })
  const bytes = Buffer.from('x')
  const source = createSource(
    index,
    hash,
    0,
    { startedAt: 0, walked: { listings: new Map(), looked: new Map() } },
    { open: () => ({ bytes, changed: false, stamp: '' }), stamp: () => '', close: () => {} },
  )
  const inputs = resolveInputs({ reads, lists: [] }, source)
  return { read: [...inputs.reads.keys()], problems: inputs.problems.map(({ code, path }) => `${code} ${path}`) }
}

const READS = ['.github/workflows/*.yml', 'plain']

it('says that a directory which a glob names is a link out of the repository', async () => {
  expect(await problems({ '.github': '../outside' }, READS)).toEqual({ read: ['plain'], problems: ['file.symlink_escape .github'] })
  expect(await problems({ '.github/workflows': '/etc' }, READS)).toEqual({
    read: ['plain'],
    problems: ['file.symlink_escape .github/workflows'],
  })
})

it('leaves links alone that no glob names, and those that lead to a directory inside', async () => {
  expect(await problems({ '.gitlab': '../outside', '.github': 'config' }, READS)).toEqual({ read: ['plain'], problems: [] })
  expect(await problems({ '.github': 'plain' }, READS)).toEqual({ read: ['plain'], problems: [] })
})

it('follows a link that a glob names as a file', async () => {
  expect(await problems({ '.github/workflows/a.yml': '../../config/ci.yml' }, READS)).toEqual({
    read: ['plain', '.github/workflows/a.yml'],
    problems: [],
  })
})
