import { describe, expect, it } from 'vitest'
import { type Registered, selectProbes } from './probes.ts'

const registered = (name: string, ...needs: string[]) =>
  ({ probe: { name, needs }, packageName: name, isBundled: true }) as unknown as Registered
const all = [registered('a'), registered('b', 'a'), registered('c', 'b'), registered('d')]
const names = (list: string) => selectProbes(all, list).map(({ probe }) => probe.name)

describe('selectProbes', () => {
  it('adds what is needed, in registration order', () => {
    expect(names('d, c')).toEqual(['a', 'b', 'c', 'd'])
    expect(names('b')).toEqual(['a', 'b'])
    expect(names('d,d')).toEqual(['d'])
  })

  it.each([
    ['a,e', '--probes: there is no probe "e"; codegenie probes lists them'],
    ['', '--probes: there is no probe ""; codegenie probes lists them'],
  ])('refuses %j', (list, message) => {
    expect(() => names(list)).toThrow(expect.objectContaining({ code: 'config', message }))
  })
})
