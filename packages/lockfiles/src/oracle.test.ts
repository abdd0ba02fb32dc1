import fc from 'fast-check'
import { dump, FAILSAFE_SCHEMA, load, loadAll } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { withoutComments } from './jsonc.ts'
import type { Format, Lockfile, LockfileError } from './lockfile.ts'
import { samples, text } from './oracle.testing.ts'
import { parse, parseAnyLayout } from './parse.ts'

/** What a general parser finds in a lockfile, read in the plainest way: every package as `name@version`, with its checksum. */
type Oracle = (text: string) => string[]
type Entries = Record<string, Record<string, unknown>>

const failsafe = (text: string) => (loadAll(text, { schema: FAILSAFE_SCHEMA }).at(-1) ?? {}) as Record<string, Entries>

const pnpm: Oracle = (text) =>
  Object.entries(failsafe(text)['packages'] ?? {}).map(([key, { version, resolution }]) => {
    const at = key.indexOf('@', 1)
    const own = key.slice(at + 1)
    return `${key.slice(0, at)}@${/^\d/.test(own) ? own : version} ${(resolution as Record<string, string>)['integrity'] ?? null}`
  })

const olderPnpm =
  (separator: '@' | '/'): Oracle =>
  (text) =>
    Object.entries(failsafe(text)['packages'] ?? {}).map(([key, { resolution }]) => {
      const plain = key.slice(1).replace(/(?:\(|_x@).*$/, '')
      const at = plain.lastIndexOf(separator)
      return `${plain.slice(0, at)}@${plain.slice(at + 1)} ${(resolution as Record<string, string>)['integrity'] ?? null}`
    })

const berry: Oracle = (text) =>
  Object.entries(failsafe(text) as unknown as Record<string, Record<string, string>>)
    .filter(([key, { resolution }]) => key !== '__metadata' && resolution !== undefined && !resolution.includes('@workspace:'))
    .map(
      ([, { resolution = '', version, checksum }]) => `${resolution.slice(0, resolution.indexOf('@', 1))}@${version} ${checksum ?? null}`,
    )

/**
 * https://github.com/yarnpkg/yarn/blob/master/src/lockfile/parse.js, for files without nesting of their own. Of entries with the same first
 * descriptor the last one counts.
 */
const classic: Oracle = (text) => {
  const blocks = text
    .replaceAll('\r\n', '\n')
    .replaceAll(/^ *#.*\n/gm, '')
    .split(/\n+(?=\S)/)
    .filter((block) => /^\S.*:\n/.test(block))
  const entries = blocks.map((block): [first: string, found: string] => {
    const field = (name: string) =>
      [...block.matchAll(new RegExp(`^  "?${name}"? (.*)$`, 'gm'))].at(-1)?.[1]?.replace(/^"(.*)"$/, '$1') ?? null
    const first = /^"?([^",]*)/.exec(block)?.[1] ?? ''
    return [first, `${first.slice(0, first.indexOf('@', 1))}@${field('version')} ${field('integrity')}`]
  })
  return [...new Map(entries).values()]
}

const bun: Oracle = (text) =>
  Object.values((JSON.parse(withoutComments(text)) as { packages: Record<string, unknown[]> }).packages)
    .filter(([id]) => !String(id).includes('@workspace:'))
    .map((items) => `${items[0]} ${items.findLast((item, i) => i > 0 && /^sha\d+-/.test(String(item))) ?? null}`)

const found = ({ packages }: Lockfile) => packages.map(({ name, version, integrity }) => `${name}@${version} ${integrity}`)
const isError = (result: Lockfile | LockfileError): result is LockfileError => 'code' in result

const oracles: Record<string, Oracle> = {
  'pnpm-lock.yaml': pnpm,
  'pnpm-lock.yaml of version 6': olderPnpm('@'),
  'pnpm-lock.yaml of version 5': olderPnpm('/'),
  'yarn.lock of Yarn 2': berry,
  'yarn.lock of Yarn 1': classic,
  'bun.lock': bun,
}
const formats: Record<string, Format> = {
  'pnpm-lock.yaml': 'pnpm-lock',
  'pnpm-lock.yaml of version 6': 'pnpm-lock',
  'pnpm-lock.yaml of version 5': 'pnpm-lock',
  'yarn.lock of Yarn 2': 'yarn-berry',
  'yarn.lock of Yarn 1': 'yarn-classic',
  'bun.lock': 'bun-lock',
}

/** The same in a layout that has no short cut: a comment behind each header, a space in front of each list. */
const slowly: Record<string, (text: string) => string> = {
  'pnpm-lock.yaml': (text) => text.replaceAll(/\n\n {2}\S.*:$/gm, '$&\n    # by hand'),
  'yarn.lock': (text) => text.replaceAll(/^["\w@].*:$/gm, '$&\n  # by hand'),
  'bun.lock': (text) => text.replaceAll('": ["', '": [ "'),
}

describe.each(Object.keys(text))('%s', (kind) => {
  const path = kind.split(' ')[0]!
  const write = text[kind]!
  const oracle = oracles[kind]!

  it('has the packages that a general parser finds', () => {
    fc.assert(
      fc.property(samples, (packages) => {
        const written = write(packages)
        const result = parse(written, { path })
        if (isError(result)) throw new Error(`${result.code} ${result.message}\n${written}`)
        expect(result.format).toBe(formats[kind])
        expect(found(result).toSorted()).toEqual(oracle(written).toSorted())
        expect(result.packages.map(({ os, cpu }) => [...os, ...cpu].join('-')).filter(Boolean).length).toBe(
          kind.endsWith('1') ? 0 : packages.filter(({ linux }) => linux).length,
        )
      }),
    )
  })

  it('reads what is usual as it reads anything else', () => {
    fc.assert(
      fc.property(samples, (packages) => {
        const written = write(packages)
        const result = parse(written, { path })
        expect(result).not.toHaveProperty('code')
        expect(parse(slowly[path]!(written), { path })).toEqual(result)
      }),
    )
  })

  it('reads damaged text as the general parser does, where both can read it, and never throws', async () => {
    const edits = fc.array(
      fc.record({
        at: fc.nat(),
        length: fc.nat(3),
        insert: fc.constantFrom(
          '',
          '\n',
          ' ',
          '  ',
          '\t',
          '#',
          ': ',
          ':',
          '"',
          "'",
          '{',
          '}',
          ',',
          '- ',
          '&a ',
          '*a',
          '|',
          '>',
          'a',
          '0',
          'é',
          '\0',
        ),
      }),
      { minLength: 1, maxLength: 2 },
    )
    await fc.assert(
      fc.asyncProperty(samples, edits, async (packages, damage) => {
        const damaged = damage.reduce((whole, { at, length, insert }) => {
          const from = at % (whole.length + 1)
          return whole.slice(0, from) + insert + whole.slice(from + length)
        }, write(packages))
        const result = parse(damaged, { path })
        if (isError(result)) expect([result.line >= 1, result.column >= 1, result.message === '']).toEqual([true, true, false])
        const any = await parseAnyLayout(damaged, { path })
        if ('lockfile' in any && !any.lockfile.warnings.some(({ code }) => code === 'invalid_entry'))
          expect({ damaged, found: checksums(found(any.lockfile)) }).toEqual({
            damaged,
            found: checksumsOf(oracle, damaged) ?? checksums(found(any.lockfile)),
          })
      }),
      { numRuns: 400, endOnFailure: true },
    )
  })

  it('takes no proper beginning that ends within an entry for the whole', async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.nat(), async (packages, seed) => {
        const written = write(packages)
        const cut = written.slice(0, seed % written.length)
        const result = await parseAnyLayout(cut, { path })
        if ('lockfile' in result) expect(found(result.lockfile).length).toBeLessThanOrEqual(packages.length)
        else expect(result.code).toMatch(/^(?:empty|truncated|unknown_version|unknown_format|parse_error|unexpected_type)$/)
      }),
    )
  })
})

/** Damaged names are anybody's guess; what else an entry has shows that it was found. */
function checksums(packages: readonly string[]): string[] {
  return packages.map((each) => each.slice(each.lastIndexOf(' ') + 1)).toSorted()
}

/** `undefined` where the general parser refuses the text, or finds things of another kind. */
function checksumsOf(oracle: Oracle, text: string): string[] | undefined {
  try {
    return checksums(oracle(text))
  } catch {
    return undefined
  }
}

describe.each(['pnpm-lock.yaml', 'yarn.lock of Yarn 2'])('%s in any layout', (kind) => {
  const path = kind.split(' ')[0]!

  it('reads what a formatter makes of it', async () => {
    const layouts = fc.record({
      indent: fc.constantFrom(1, 2, 3, 4, 8),
      flowLevel: fc.constantFrom(-1, 2, 3),
      lineWidth: fc.constantFrom(-1, 40, 80),
      noArrayIndent: fc.boolean(),
      forceQuotes: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(samples, layouts, fc.boolean(), async (packages, layout, isWindows) => {
        const plain = text[kind]!(packages)
        const formatted = dump(load(plain, { schema: FAILSAFE_SCHEMA }), { ...layout, schema: FAILSAFE_SCHEMA, noRefs: true })
        const result = await parseAnyLayout(isWindows ? formatted.replaceAll('\n', '\r\n') : formatted, { path })
        if (!('lockfile' in result)) throw new Error(`${result.code} ${result.message}\n${formatted}`)
        expect({ ...result.lockfile, warnings: [] }).toEqual({ ...(parse(plain, { path }) as Lockfile), warnings: [] })
      }),
      { numRuns: 200, endOnFailure: true },
    )
  })
})
