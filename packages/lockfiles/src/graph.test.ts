import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGraph } from './graph.ts'
import { parse } from './parse.ts'

/** `name@version` -> what it depends on, `?` in front of what may fail to install. */
function graphOf(text: string, path: string): Record<string, string[]> {
  const lockfile = parse(text, { path })
  if ('code' in lockfile) throw new Error(lockfile.message)
  const { packages, dependencies, optional } = readGraph(text, lockfile)
  const id = (index: number) => `${packages[index]!.name}@${packages[index]!.version}`
  return Object.fromEntries(
    packages.map((_, from) => [id(from), dependencies(from).map((to) => (optional(from).includes(to) ? '?' : '') + id(to))]),
  )
}

const bunLock = (entries: readonly string[]) =>
  `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "sample",\n    },\n  },\n  "packages": {\n${entries.map((entry) => `    ${entry},\n`).join('\n')}  }\n}\n`

describe('bun.lock', () => {
  it('finds what a package asks for below itself, else below those above it, else at the top', () => {
    const text = bunLock([
      '"@s/b": ["@s/b@1.0.0", "", { "dependencies": { "c": "^1" } }, "sha512-aa=="]',
      '"a": ["a@1.0.0", "", { "dependencies": { "b": "^2", "@s/b": "*" }, "peerDependencies": { "c": "*" } }, "sha512-aa=="]',
      '"b": ["b@1.0.0", "", {}, "sha512-aa=="]',
      '"c": ["c@1.0.0", "", { "optionalDependencies": { "b": "*", "gone": "*" } }, "sha512-aa=="]',
      '"other": ["named@1.0.0", "", { "dependencies": { "deep": "*" } }, "sha512-aa=="]',
      '"a/@s/b": ["@s/b@2.0.0", "", { "dependencies": { "c": "^2", "other": "*" } }, "sha512-aa=="]',
      '"a/b": ["b@2.0.0", "", { "dependencies": { "c": "*" } }, "sha512-aa=="]',
      '"a/@s/b/c": ["c@2.0.0", "", { "bin": { "dependencies": "x.js" } }, "sha512-aa=="]',
      '"a/deep": ["deep@1.0.0", "", {}, "sha512-aa=="]',
    ])
    expect(graphOf(text, 'bun.lock')).toEqual({
      '@s/b@1.0.0': ['c@1.0.0'],
      'a@1.0.0': ['b@2.0.0', '@s/b@2.0.0', 'c@1.0.0'],
      'b@1.0.0': [],
      'c@1.0.0': ['?b@1.0.0'],
      'named@1.0.0': [], // `deep` lies below another package alone
      '@s/b@2.0.0': ['c@2.0.0', 'named@1.0.0'],
      'b@2.0.0': ['c@1.0.0'],
      'c@2.0.0': [],
      'deep@1.0.0': [],
    })
  })

  it('reads what JSON allows and bun does not write, or seldom', () => {
    const text = bunLock([
      '"a": ["a@1.0.0", "", { "optionalPeers": ["x", "y"], "dependencies": { "2b": "1", "1b": "1" }, "os": ["linux"] }, "sha512-aa=="]',
      '"1b": ["1b@1.0.0", "", {"dependencies":{"a":"1"}}, "sha512-aa=="]',
      String.raw`"2b": ["2b@1.0.0", "", { "dependencies": { "\u0061": "\"" }, "note": "\"dependencies\": { \"1b\": 1 }" }, "sha512-aa=="]`,
      '"git": ["git@git+https://example.com/x.git#1234567", { "dependencies": { "a": "1" }, "n": 1, "t": true }, "1234567"]',
    ])
    expect(graphOf(text, 'bun.lock')).toEqual({
      'a@1.0.0': ['2b@1.0.0', '1b@1.0.0'],
      '1b@1.0.0': ['a@1.0.0'],
      '2b@1.0.0': ['a@1.0.0'],
      'git@null': ['a@1.0.0'],
    })
  })

  it('finds what a plain search of the places finds', () => {
    const names = fc.constantFrom('a', 'b', '@s/a', 'c.d')
    const places = fc.uniqueArray(
      fc.record({
        key: fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
        name: fc.option(names),
        version: fc.constantFrom('1.0.0', '2.0.0'),
        asked: fc.dictionary(fc.constantFrom('dependencies', 'optionalDependencies', 'peerDependencies'), fc.uniqueArray(names)),
      }),
      { selector: ({ key }) => key, maxLength: 12 },
    )
    fc.assert(
      fc.property(places, fc.boolean(), (found, isSpaced) => {
        const own = ({ key, name }: (typeof found)[number]) => name ?? /(?:@s\/)?[^/]+$/.exec(key)![0]
        const sorted = found.toSorted((a, b) => (a.key < b.key ? -1 : 1))
        const lines = sorted.map((each) => {
          const info = Object.fromEntries(
            Object.entries(each.asked).map(([group, list]) => [group, Object.fromEntries(list.map((name) => [name, '*']))]),
          )
          const text = JSON.stringify(info, null, 1).replace(/\n */g, ' ')
          return `"${each.key}": ["${own(each)}@${each.version}", "", ${isSpaced ? text : JSON.stringify(info)}, "sha512-aa=="]`
        })
        const byKey = new Map(found.map((each) => [each.key, `${own(each)}@${each.version}`]))
        const expected = new Map(sorted.map((each) => [byKey.get(each.key)!, new Set<string>()]))
        for (const { key, asked } of sorted)
          for (const name of Object.values(asked).flat()) {
            const parts = key.match(/(?:@s\/)?[^/]+/g)!
            const above = parts.map((_, i) => [...parts.slice(0, parts.length - i), name].join('/'))
            const to = [...above, name].map((place) => byKey.get(place)).find((each) => each !== undefined)
            if (to !== undefined) expected.get(byKey.get(key)!)!.add(to)
          }
        const graph = graphOf(bunLock(lines), 'bun.lock')
        const plain = Object.entries(graph).map(([id, list]) => [id, list.map((each) => each.replace('?', '')).sort()])
        expect(Object.fromEntries(plain)).toEqual(Object.fromEntries([...expected].map(([id, set]) => [id, [...set].sort()])))
      }),
    )
  })
})
