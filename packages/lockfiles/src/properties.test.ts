import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Lockfile } from './lockfile.ts'
import { parse } from './parse.ts'

const names = fc.constantFrom('a', 'b', '@s/c', 'd.js', 'E', '__proto__', 'constructor', 'é')
const versions = fc.constantFrom('1.0.0', '2.0.0-rc.1', '10.2.3')
const places = fc.array(names, { minLength: 1, maxLength: 3 }).map((path) => path.map((name) => `node_modules/${name}`).join('/'))
const ranges = fc.dictionary(names, fc.constantFrom('^1.0.0', '*', 'npm:a@1'), { maxKeys: 4 })
const entries = fc.oneof(
  fc.record(
    {
      version: versions,
      name: names,
      resolved: fc.constantFrom('https://registry.npmjs.org/a/-/a-1.0.0.tgz', 'git+ssh://x#1'),
      integrity: fc.constant('sha512-"\\{x=='),
      dev: fc.constant(true),
      devOptional: fc.constant(true),
      os: fc.constant(['linux', '!win32']),
      dependencies: ranges,
      funding: fc.constant([{ url: 'https://example.com/{[' }]),
    },
    { requiredKeys: ['version'] },
  ),
  fc.record({ resolved: fc.constantFrom('packages/x', 'y', '../z'), link: fc.constant(true) }),
)
const folders = fc.record(
  { name: names, version: versions, dependencies: ranges, devDependencies: ranges, peerDependencies: ranges },
  { requiredKeys: [] },
)
const locks = fc
  .tuple(
    fc.constantFrom(2, 3),
    fc.array(fc.tuple(places, entries), { maxLength: 12 }),
    fc.array(fc.tuple(fc.constantFrom('', 'packages/x', 'y', 'packages/x/deep'), folders), { maxLength: 4 }),
  )
  .map(([lockfileVersion, packages, members]) => ({
    name: 'root',
    lockfileVersion,
    requires: true,
    packages: Object.fromEntries([...members, ...packages]),
    ...(lockfileVersion === 2 ? { dependencies: { a: { version: '1.0.0', requires: { b: '1' } } } } : {}),
  }))

const npm = (text: string) => parse(text, { path: 'package-lock.json' })

/** The same value with the keys of every object in another order. */
function reordered(value: unknown, seed: number): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).map(([key, inner]) => [key, reordered(inner, seed)] as const)
  const turn = pairs.length === 0 ? 0 : seed % pairs.length
  const turned = [...pairs.slice(turn), ...pairs.slice(0, turn)]
  return Object.fromEntries(seed % 2 === 0 ? turned : turned.reverse())
}

it('gives the same for any order of keys and any layout', () => {
  fc.assert(
    fc.property(
      locks,
      fc.nat(100),
      fc.constantFrom('', ' ', '  ', '\t', '        '),
      fc.constantFrom('\n', '\r\n'),
      (lock, seed, indent, newline) => {
        const canonical = npm(`${JSON.stringify(lock, null, 2)}\n`)
        const text = JSON.stringify(reordered(lock, seed), null, indent).replaceAll('\n', newline) + newline
        expect(canonical).not.toHaveProperty('code')
        expect(withoutPositions(npm(text))).toEqual(withoutPositions(canonical))
      },
    ),
  )
})

function withoutPositions(result: ReturnType<typeof parse>): unknown {
  return 'code' in result ? result : { ...result, warnings: result.warnings.map(({ code, count }) => ({ code, count })) }
}

it('gives what a plain reading of JSON.parse gives', () => {
  fc.assert(
    fc.property(locks, (lock) => {
      const text = JSON.stringify(lock, null, 2)
      const packages = Object.entries((JSON.parse(text) as typeof lock).packages as Record<string, Record<string, unknown>>)
      const expected = packages
        .filter(([path, entry]) => path.includes('node_modules/') && entry['link'] !== true)
        .map(([path, { name, version }]) => `${path} ${name ?? path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`)
      const result = npm(text) as Lockfile
      expect(result.packages.map(({ path, name, version }) => `${path} ${name}@${version}`).sort()).toEqual(expected.sort())
      expect(result.links.map(({ path }) => path).sort()).toEqual(
        packages.flatMap(([path, { link }]) => (link === true ? [path] : [])).sort(),
      )
      expect(result.packages.map(({ path }) => path)).toEqual([...result.packages].map(({ path }) => path).sort(bytewise))
    }),
  )
})

function bytewise(a: string | null, b: string | null): number {
  return Buffer.compare(Buffer.from(a ?? ''), Buffer.from(b ?? ''))
}

it('calls every proper beginning of a lockfile truncated', () => {
  fc.assert(
    fc.property(locks, fc.constantFrom('', '  '), fc.nat(), (lock, indent, seed) => {
      const text = JSON.stringify(lock, null, indent)
      expect(npm(text.slice(0, 1 + (seed % (text.length - 1))))).toMatchObject({ code: 'truncated' })
    }),
  )
})

it('answers any damage with a lockfile or an error that has a place, and refuses exactly what is not JSON', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(locks, fc.constantFrom('', '  ', '\t'), damage, (lock, indent, flips) => {
      const bytes = Buffer.from(JSON.stringify(lock, null, indent))
      for (const [at, value] of flips) bytes[at % bytes.length] = value
      const text = bytes.toString()
      const result = npm(text)
      if ('code' in result) expect([result.line >= 1, result.column >= 1, result.message === '']).toEqual([true, true, false])
      expect('code' in result && ['parse_error', 'truncated'].includes(result.code)).toBe(!isJson(text))
    }),
    { numRuns: 1000 },
  )
})

it('answers any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(undefined, 'package-lock.json', 'yarn.lock', 'x'), (text, path) => {
      const result = parse(text, path === undefined ? {} : { path })
      expect('code' in result && result.code).toMatch(/^(?:empty|parse_error|truncated|unexpected_type|unknown_format|unknown_version)$/)
    }),
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
    return true
  } catch {
    return false
  }
}
