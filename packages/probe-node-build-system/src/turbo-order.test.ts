import { expect, test } from 'vitest'
import { PackageJson } from './package-json.ts'
import type { Package, Project } from './projects.ts'
import { turboOrder } from './turbo-order.ts'

const by = { name: 'npm', version: null, kind: 'default', source: 'package.json' } as const
const manager = { name: 'npm', version: null, by, lockfile: null, evidence: [], isAmbiguous: false } as const

/** Each member depends on the one before it. */
function row(members: number, rules: Record<string, string[]>): Project {
  const packages = Array.from({ length: members }, (_, i): Package => {
    const manifest = PackageJson.parse({ name: `p${i}`, dependencies: i === 0 ? {} : { [`p${i - 1}`]: '*' } })
    return { directory: `p/${i}`, path: `p/${i}/package.json`, manifest, member: { name: `p${i}`, directory: `p/${i}` } }
  })
  const tasks = Object.entries(rules).map(([name, depends_on]) => ({
    task: { runner: 'turbo' as const, name, where: '.', depends_on },
    source: 'turbo.json:1',
  }))
  return { root: '.', manager, isRush: false, main: undefined, members: packages, tasks }
}

const names = (steps: readonly { of: Package; task: string }[]) => steps.map(({ of, task }) => `${of.manifest.name}#${task}`).sort()

test('each step once: those of the same package, and of those that it depends on', () => {
  const order = turboOrder(row(3, { test: ['^build', 'gen'], build: ['^build'], 'p1#gen': [], gen: ['p2#build'] }))
  const { asked, before, isCut } = order('test')
  expect([names(asked), isCut]).toEqual([['p0#test', 'p1#test', 'p2#test'], false])
  expect(names(before)).toEqual(['p0#build', 'p0#gen', 'p1#build', 'p1#gen', 'p2#build', 'p2#gen'])
  expect(names(order('p1#build').before)).toEqual(['p0#build'])
  expect(names(order('//#gen').asked)).toEqual([])
})

test('a row of packages is not walked again and again, and what has no end is cut', () => {
  expect(turboOrder(row(2000, { build: ['^build'] }))('build').before).toEqual([])
  const all = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`t${i}`, [`t${i + 1}`, '^t0']]))
  const { before, isCut } = turboOrder(row(400, all))('t0')
  expect([before.length, isCut]).toEqual([99_600, true])
})
