import fc from 'fast-check'
import { expect, it } from 'vitest'
import { diffArtifacts } from './diff.ts'

const artifact = (slices: Record<string, unknown>) =>
  ({ schema_version: '1', gather_id: 'a', repo: { name: 'shop', git_commit: null }, ...slices }) as never

it('matches items of lists by what they are called', () => {
  const manifest = (path: string, version: string, dependencies: Record<string, string>) => ({ path, version, dependencies })
  const before = artifact({ manifests: [manifest('a/package.json', '1', { x: '^1' }), manifest('b/package.json', '1', {})] })
  const after = artifact({ manifests: [manifest('_/package.json', '1', {}), manifest('a/package.json', '2', { x: '^1', y: '^2' })] })
  expect(diffArtifacts(before, after)).toEqual([
    { fact: 'manifests[a/package.json].version', kind: 'changed', before: '1', after: '2' },
    { fact: 'manifests[a/package.json].dependencies.y', kind: 'added', after: '^2' },
    { fact: 'manifests[b/package.json]', kind: 'removed', before: manifest('b/package.json', '1', {}) },
    { fact: 'manifests[_/package.json]', kind: 'added', after: manifest('_/package.json', '1', {}) },
  ])
})

it('lists of texts are sets with repetitions', () => {
  expect(diffArtifacts(artifact({ ci: { triggers: ['push', 'push'] } }), artifact({ ci: { triggers: ['push', 'tag'] } }))).toEqual([
    { fact: 'ci.triggers[push #2]', kind: 'removed', before: 'push' },
    { fact: 'ci.triggers[tag]', kind: 'added', after: 'tag' },
  ])
})

it('who gathered, the commit and where facts stand make no difference', () => {
  const of = (gather_id: string, line: number) =>
    ({
      ...(artifact({}) as object),
      gather_id,
      repo: { name: 'shop', git_commit: gather_id },
      probes: { ci: { status: 'ok', evidence: { x: `a:${line}` } } },
    }) as never
  expect(diffArtifacts(of('a', 1), of('b', 2))).toEqual([])
})

it('nothing differs from itself, and what differs is found from both sides', () => {
  const json = fc.jsonValue({ maxDepth: 4 })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), json), fc.dictionary(fc.string(), json), (a, b) => {
      const [before, after] = [artifact({ x: a }), artifact({ x: b })]
      expect(diffArtifacts(before, before)).toEqual([])
      expect(diffArtifacts(before, after).length).toBe(diffArtifacts(after, before).length)
    }),
  )
})
