import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileGlob, GlobError } from './glob.ts'
import { compareBytes, createPathIndex, type Resolution } from './path-index.ts'

const index = (paths: readonly string[], links: Record<string, string> = {}) =>
  createPathIndex({ paths, links: new Map(Object.entries(links)), problems: [] })

describe('order', () => {
  const tricky = ['a', 'a-b', 'a/b', 'a0', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{1f600}']

  it('is that of the UTF-8 bytes', () => {
    expect([...tricky].reverse().sort(compareBytes)).toEqual(tricky)
    expect(compareBytes('a', 'a')).toBe(0)
  })

  it('agrees with Buffer.compare on any two strings', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('a', '/', '\ue000', '\u{10000}', '\u{10ffff}'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
      { numRuns: 2000 },
    )
  })

  it('holds for paths, links and problems, however they come', () => {
    const problem = (path: string, code: string) => ({ path, code, message: '' })
    const { paths, links, problems } = createPathIndex({
      paths: ['b', 'a/b', 'a-b'],
      links: new Map([
        ['z', '1'],
        ['a/l', '2'],
      ]),
      problems: [problem('b', 'x.x'), problem('a', 'y.y'), problem('a', 'x.x')],
    })
    expect([paths, [...links], problems.map(({ path, code }) => path + code)]).toEqual([
      ['a-b', 'a/b', 'b'],
      [
        ['a/l', '2'],
        ['z', '1'],
      ],
      ['ax.x', 'ay.y', 'bx.x'],
    ])
  })
})

describe('has', () => {
  it('knows files, not directories and not links', () => {
    const { has } = index(['a/b', 'c'], { l: 'c' })
    expect(['a/b', 'c', 'a', 'l', 'd', ''].filter(has)).toEqual(['a/b', 'c'])
  })
})

describe('match', () => {
  const paths = ['.github/workflows/ci.yml', 'a', 'a/b/package.json', 'package.json', 'packages/x/package.json', 'x.yml']

  it('finds in order, without links', () => {
    const { match } = index(paths, { 'l/package.json': 'x' })
    expect(match('**/package.json')).toEqual(['a/b/package.json', 'package.json', 'packages/x/package.json'])
    expect(match('**/*.{yml,json}')).toEqual([
      '.github/workflows/ci.yml',
      'a/b/package.json',
      'package.json',
      'packages/x/package.json',
      'x.yml',
    ])
    expect(match('packages/*/package.json')).toEqual(['packages/x/package.json'])
    expect(match('{package.json,**/package.json,nowhere}')).toEqual(['a/b/package.json', 'package.json', 'packages/x/package.json'])
    expect(match('a/**')).toEqual(['a', 'a/b/package.json'])
    expect(match('nowhere/**')).toEqual([])
  })

  it('answers the same glob with the same list', () => {
    const { match } = index(paths)
    expect(match('**/*')).toBe(match('**/*'))
    expect(() => match('!a')).toThrow(GlobError)
  })

  it('finds what testing every path finds', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'c.ts', 'd.ts', 'x', '\u{1f600}', 'é.ts')
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
    const part = fc.constantFrom('**', '*', 'a', 'b', '*.ts', 'c.ts', '?', '{a,b}', 'a*', '{c,d}.ts', '*b', '{,a}b')
    const glob = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    // A large index looks up by ends, a small one does not.
    const many = Array.from({ length: 600 }, (_, i) => `a/${i % 7}/f${i}${i % 2 ? '.ts' : 'b'}`)
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 30 }), glob, fc.boolean(), (some, pattern, isLarge) => {
        const all = [...new Set(isLarge ? [...some, ...many] : some)].sort(compareBytes)
        expect([pattern, index(all).match(pattern)]).toEqual([pattern, all.filter(compileGlob(pattern))])
      }),
      { numRuns: 500 },
    )
  })
})

describe('resolve', () => {
  const { resolve } = index(['a/x', 'b/c/d', 'b/c/x', 'file'], {
    link: 'file',
    'a/dir': '../b/c',
    'a/up': '..',
    abs: '/etc/passwd',
    out: '../file',
    'a/out': 'dir/../../../x',
    gone: 'nothing',
    'one-way': 'two-way',
    'two-way': 'one-way',
    self: 'self/x',
    slash: 'file/',
    chain: 'a/up/link',
    'linked-only/l': '../file',
  })
  const at = (path: string): Resolution => ({ path })
  const problem = (kind: Extract<Resolution, { problem: string }>['problem']): Resolution => ({ problem: kind })

  it.each<[string, Resolution]>([
    ['file', at('file')],
    ['link', at('file')],
    ['a/dir/d', at('b/c/d')],
    // As the kernel reads it, not as text: a/dir/.. is b, not a.
    ['a/dir/../c/x', at('b/c/x')],
    ['a/dir/../x', problem('dangling_symlink')],
    ['chain', at('file')],
    ['a/./x', at('a/x')],
    ['linked-only/l', at('file')],
    ['a', problem('not_regular_file')],
    ['', problem('not_regular_file')],
    ['a/dir', problem('not_regular_file')],
    ['nothing', problem('absent')],
    ['file/x', problem('absent')],
    ['nothing/../file', problem('absent')],
    ['gone', problem('dangling_symlink')],
    ['slash', problem('dangling_symlink')],
    ['abs', problem('symlink_escape')],
    ['out', problem('symlink_escape')],
    ['a/out', problem('symlink_escape')],
    ['../file', problem('symlink_escape')],
    ['/file', problem('symlink_escape')],
    ['one-way', problem('symlink_loop')],
    ['self', problem('symlink_loop')],
  ])('%s', (path, expected) => {
    expect(resolve(path)).toEqual(expected)
  })

  it('follows 40 links and not 41', () => {
    const chain = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [`l${i}`, i + 1 < length ? `l${i + 1}` : 'file']))
    expect(index(['file'], chain(40)).resolve('l0')).toEqual({ path: 'file' })
    expect(index(['file'], chain(41)).resolve('l0')).toEqual({ problem: 'symlink_loop' })
  })

  it('ends where the kernel ends', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
    const target = fc.array(fc.oneof(name, fc.constantFrom('..', '.')), { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'resolve-')))
    let tree = 0
    fc.assert(
      fc.property(
        fc.dictionary(path, fc.option(target), { minKeys: 2, maxKeys: 8 }),
        fc.array(target, { maxLength: 8 }),
        (entries, asked) => {
          const all = Object.entries(entries).filter(([one]) => !Object.keys(entries).some((other) => other.startsWith(`${one}/`)))
          // Two levels down, so that `../..` out of the tree finds nothing.
          const base = join(root, `t${tree++}`, 'x', 'y')
          mkdirSync(base, { recursive: true })
          for (const [one, link] of all) {
            mkdirSync(join(base, dirname(one)), { recursive: true })
            if (link === null) writeFileSync(join(base, one), '')
            else symlinkSync(link, join(base, one))
          }
          const links = Object.fromEntries(all.filter(([, link]) => link !== null)) as Record<string, string>
          const built = index(
            all.filter(([, link]) => link === null).map(([one]) => one),
            links,
          )
          for (const one of [...asked, ...Object.keys(links)]) {
            const actual = built.resolve(one)
            expect([one, links, actual]).toEqual([one, links, kernel(base, one, actual)])
          }
        },
      ),
      { numRuns: 150 },
    )
    rmSync(root, { recursive: true })
  })
})

describe('matches', () => {
  it('are the same in an index that is told of those of another one', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'))
      .chain((at) => fc.constantFrom(`${at}.ts`, `${at}.js`))
    const globs = fc.uniqueArray(fc.constantFrom('**/*', '**/*.ts', 'a/**', 'b/*.js', 'a.ts', '{a,c}/**/*.ts', 'none'))
    fc.assert(
      fc.property(fc.uniqueArray(path), fc.array(globs), (paths, asked) => {
        const first = index(paths)
        const found = asked.map((some) => first.matchAny(some))
        expect(found).toEqual(asked.map((some) => first.paths.filter((one) => some.some((glob) => compileGlob(glob)(one)))))
        const second = createPathIndex({ paths, links: new Map(), problems: [], matches: first.matches })
        expect(asked.map((some) => second.matchAny(some))).toEqual(found)
        expect(second.matches).toEqual(first.matches)
      }),
    )
    expect(index(['a', 'b']).match('a\0b')).toEqual([])
  })
})

/** What the kernel says; where it fails, or leaves the tree, `actual` must be a problem, whichever. */
function kernel(base: string, path: string, actual: Resolution): unknown {
  try {
    const real = realpathSync.native(`${base}/${path}`)
    if (real === base) return { problem: 'not_regular_file' }
    if (!real.startsWith(`${base}/`)) return { problem: 'symlink_escape' }
    const inside = real.slice(base.length + 1)
    return 'path' in actual ? { path: inside } : actual.problem === 'symlink_escape' ? actual : { problem: 'not_regular_file' }
  } catch {
    return 'path' in actual ? 'a problem' : actual
  }
}
