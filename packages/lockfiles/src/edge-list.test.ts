import fc from 'fast-check'
import { expect, it } from 'vitest'
import { edgeList } from './edge-list.ts'

it('gives what was added from each node, each once and in that order', () => {
  const edges = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 2000, size: 'max' })
  fc.assert(
    fc.property(edges, (added) => {
      const list = edgeList()
      for (const [from, to] of added) list.add(from, to)
      const targets = list.byNode(9)
      for (let node = 0; node < 9; node++)
        expect(targets(node)).toEqual([...new Set(added.filter(([from]) => from === node).map(([, to]) => to))])
    }),
  )
})
