import { expect, it } from 'vitest'
import { waves } from './waves.ts'

const unit = (name: string, ...needs: string[]) => ({ name, slice: name, needs })

it('puts each probe behind what it needs', () => {
  const order = waves([unit('d', 'b', 'c'), unit('b', 'a'), unit('a'), unit('c', 'a'), unit('e')])
  expect(order.map((group) => group.map(({ name }) => name))).toEqual([['a', 'e'], ['b', 'c'], ['d']])
})

it('refuses a circle and names it', () => {
  expect(() => waves([unit('a', 'b'), unit('b', 'a'), unit('c')])).toThrow('probes need each other in a circle: a, b')
})
