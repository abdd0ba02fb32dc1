import { expect, test } from 'vitest'
import { intersection, nodeVersions } from './node-versions.ts'
import type { NodeSource } from './schema.ts'

const source = (role: NodeSource['role'], value: string, place = value): NodeSource => ({ role, kind: 'engines', value, source: place })

test('what one range is, or all allow, or none does', () => {
  expect(intersection([])).toBeNull()
  expect(intersection(['>= 18'])).toBe('>= 18')
  expect(intersection(['>=18.0.0', '^14.13.1 || >=16.0.0'])).toBe('>=18.0.0')
  expect(intersection(['>=18', '<22'])).toBe('>=18.0.0 <22.0.0')
  expect(intersection(['^18 || ^20 || ^22', '>=20.1'])).toBe('>=20.1.0 <21.0.0 || >=22.0.0 <23.0.0')
  expect(intersection(['^18', '^20'])).toBeNull()
  expect(intersection(['>=18', 'whatever'])).toBeNull()
  expect(intersection(['>=18', `>=${'1'.repeat(1000)}`])).toBeNull()
})

test('the first development version is pinned; contradictions are said, names contradict nothing', () => {
  const sources = [source('dev', '22.1.0', '.nvmrc:1'), source('dev', '20', 'mise.toml:2'), source('supports', '>=24', 'package.json:5')]
  expect(nodeVersions([...sources, source('dev', 'lts/*')])).toEqual({
    constraint: '>=24',
    pinned: '22.1.0',
    sources: [...sources, source('dev', 'lts/*')],
    conflicts: [
      { kind: 'dev', message: 'different versions of Node to develop with', sources: ['.nvmrc:1', 'mise.toml:2'] },
      {
        kind: 'supports_dev',
        message: 'a version to develop with that >=24 does not allow',
        sources: ['.nvmrc:1', 'mise.toml:2', 'package.json:5'],
      },
    ],
  })
  expect(nodeVersions([source('dev', '24'), source('dev', '24.11.0'), source('supports', '>=24.5')]).conflicts).toEqual([])
  expect(nodeVersions([source('supports', '^18', 'a:1'), source('supports', '^20', 'b:1')])).toMatchObject({
    constraint: null,
    conflicts: [{ kind: 'supports', sources: ['a:1', 'b:1'] }],
  })
  expect(nodeVersions([])).toEqual({ constraint: null, pinned: null, sources: [], conflicts: [] })
})
