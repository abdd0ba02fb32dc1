import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { addRules, enterDirectory, type IgnoreScope, ignoreBudget, isIgnored, parseIgnoreFile } from './gitignore.ts'

const bytes = (text: string) => Buffer.from(text).toString('latin1')

/** The paths that survive `files`, ignore files by their path; a path that ends with a slash is an empty directory. */
function kept(files: Readonly<Record<string, string | Buffer>>, paths: readonly string[], budget = ignoreBudget()): string[] {
  const scopes = new Map<string, IgnoreScope | undefined>()
  const withFile = (directory: string, scope: IgnoreScope) => {
    const text = files[`${directory}.gitignore`]
    return text === undefined ? scope : addRules(scope, parseIgnoreFile(Buffer.from(text as string), budget).rules, budget)
  }
  /** `undefined` for an ignored directory. */
  const scopeOf = (directory: string): IgnoreScope | undefined => {
    if (!scopes.has(directory)) {
      const cut = directory.lastIndexOf('/', directory.length - 2) + 1
      const name = bytes(directory.slice(cut, -1))
      const above = scopeOf(directory.slice(0, cut))
      const isPruned = !above || isIgnored(above, name, true)
      scopes.set(directory, isPruned ? undefined : withFile(directory, enterDirectory(above, name)))
    }
    return scopes.get(directory)
  }
  scopes.set('', withFile('', []))
  return paths.filter((path) => {
    const cut = path.lastIndexOf('/') + 1
    const scope = scopeOf(path.slice(0, cut))
    return scope && (cut === path.length || !isIgnored(scope, bytes(path.slice(cut)), false))
  })
}

const rules = (text: string, ...paths: string[]) => kept({ '.gitignore': text }, paths)

describe('rules', () => {
  it('takes names without a slash at any depth, and others from the directory of the file', () => {
    expect(rules('a\n/b\nc/d\n', 'a', 'x/a', 'b', 'x/b', 'c/d', 'x/c/d')).toEqual(['x/b', 'x/c/d'])
  })

  it('lets the last rule that matches decide', () => {
    expect(rules('*.log\n!keep.log\nkeep.log\n!*.log\nx.log', 'a.log', 'keep.log', 'x.log')).toEqual(['a.log', 'keep.log'])
  })

  it('never re-includes below an ignored directory', () => {
    expect(rules('d/\n!d/a\n', 'd/a')).toEqual([])
    expect(rules('d/*\n!d/a\n', 'd/a', 'd/b')).toEqual(['d/a'])
  })

  it('tells directories from files', () => {
    expect(rules('a/\n', 'a', 'b/a', 'a/x', 'b/a/x')).toEqual(['a', 'b/a'])
  })

  it('reads ** at the start, in the middle and at the end', () => {
    expect(rules('**/a', 'a', 'x/y/a', 'b')).toEqual(['b'])
    expect(rules('a/**/b', 'a/b', 'a/x/y/b', 'b', 'x/a/b')).toEqual(['b', 'x/a/b'])
    expect(rules('a/**\n!a/keep/\n!a/keep/**', 'a/x', 'a/keep/x', 'a/keep/y/z')).toEqual(['a/keep/x', 'a/keep/y/z'])
    expect(rules('**/a/**/b/c', 'a/b/c', 'x/a/b/b/c', 'a/c', 'a/b/x/c')).toEqual(['a/c', 'a/b/x/c'])
    expect(rules('a/x**/b', 'a/xy/b', 'a/xy/z/b')).toEqual(['a/xy/z/b'])
  })

  it('reads comments, escapes and spaces at the end', () => {
    expect(rules('#a\n\\#b\n\\!c\nd  \ne\\ \nf\\*', '#a', '#b', '!c', 'd', 'e ', 'e', 'f*', 'fx')).toEqual(['#a', 'e', 'fx'])
  })

  it('reads a byte order mark, CRLF, a missing last newline and bytes after NUL', () => {
    expect(rules('\ufeffa\r\nb\r\n\r\nc\0d', 'a', 'b', 'c', 'cd', '\r')).toEqual(['cd', '\r'])
  })

  it('reads classes as wildmatch does', () => {
    expect(rules('[a-c]', 'a', 'c', 'd')).toEqual(['d'])
    expect(rules('[!a]', 'a', 'b')).toEqual(['a'])
    expect(rules('[[:alpha:]_]', 'a', '_', '1')).toEqual(['1'])
    expect(rules('[]-]', ']', '-', 'a')).toEqual(['a'])
    expect(rules('[a-]', '-', 'a', 'b')).toEqual(['b'])
    expect(rules('[z-a]', 'a', 'c', 'z')).toEqual(['a', 'c'])
    expect(rules('[\\]x]', ']', 'x', '\\')).toEqual(['\\'])
  })

  it('matches byte by byte: ? is not a whole character', () => {
    expect(rules('?\n', 'é', 'e')).toEqual(['é'])
    expect(rules('??\n', 'é')).toEqual([])
    expect(rules('é*\n', 'éa', 'e')).toEqual(['e'])
  })

  it('ignores nothing for rules that can never match', () => {
    expect(rules('/\n!\n//a\na//b\n[\n[a\n[[:nope:]]\na\\\n   \n', 'a', 'z', '[', 'x/a')).toEqual(['a', 'z', '[', 'x/a'])
  })

  it('lets deeper files win and keeps their rules to themselves', () => {
    const files = { '.gitignore': '*.log\n/a/x\n', 'a/.gitignore': '!b.log\n/c\n', 'a/d/.gitignore': 'b.log\n' }
    expect(kept(files, ['b.log', 'a/b.log', 'a/d/b.log', 'a/c', 'c', 'a/d/c', 'a/x', 'a/d/x'])).toEqual(['a/b.log', 'c', 'a/d/c', 'a/d/x'])
  })
})

describe('caps', () => {
  const problems = (text: string) => parseIgnoreFile(Buffer.from(text), ignoreBudget()).problems.map(({ code }) => code)

  it('reports rules beyond the 20,000th, and applies those before', () => {
    const text = Array.from({ length: 20_001 }, (_, i) => `f${i}\n`).join('')
    expect(problems(text)).toEqual(['gitignore.rule_cap_exceeded'])
    expect(rules(text, 'f19999', 'f20000')).toEqual(['f20000'])
    expect(problems('#\n'.repeat(30_000))).toEqual([])
  })

  it('reports what is beyond the first MiB and does not apply half a line', () => {
    const text = `a\n${'#'.repeat((1 << 20) - 4)}\nbcd\n`
    expect(problems(text)).toEqual(['gitignore.rule_cap_exceeded'])
    expect(rules(text, 'a', 'b', 'bcd')).toEqual(['b', 'bcd'])
  })

  it('reports a pattern over 4096 bytes, unless no name is that long', () => {
    expect(problems(`a\n${'*a'.repeat(3000)}\n`)).toEqual(['gitignore.pattern_cap_exceeded'])
    expect(problems(`a\n${'x'.repeat(1_000_000)}[`)).toEqual([])
  })

  it('stops comparing wildcards once the budget is spent; names and extensions still count', () => {
    const budget = { steps: 100, rules: 100 }
    const paths = Array.from({ length: 100 }, (_, i) => `a${i}b`)
    const left = kept({ '.gitignore': 'a*\nplain\n*.log\n' }, [...paths, 'plain', 'x.log'], budget)
    expect(left.length).toBeGreaterThan(0)
    expect(left.filter((path) => path === 'plain' || path === 'x.log')).toEqual([])
    expect(budget.steps).toBeLessThan(0)
  })

  it('reads no more rules than the budget has', () => {
    const budget = { steps: 1000, rules: 3 }
    expect(parseIgnoreFile(Buffer.from('a\nb\n'), budget).rules).toHaveLength(2)
    const second = parseIgnoreFile(Buffer.from('c\nd\n'), budget)
    expect([second.rules.length, second.problems.length, budget.rules]).toEqual([1, 1, 0])
  })

  it('returns on patterns that make backtracking matchers explode', () => {
    const name = 'a'.repeat(255)
    expect(rules(`${'*a'.repeat(40)}b\n${'**/'.repeat(40)}z\n${'?'.repeat(120)}${'*'.repeat(20)}b\n`, `${name}/${name}`)).toHaveLength(1)
    expect(rules(`${'**/*a*a/'.repeat(400)}b\n`, `${`${name}/`.repeat(16)}c`)).toHaveLength(1)
  })
})

const names = ['a', 'b', 'ab', 'a.b', '.a', 'b.log', 'é', 'a b', ']', '-']
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', '.', 'ab', '.log', 'é', ' ', '-') },
  { weight: 4, arbitrary: fc.constantFrom('*', '?', '**') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '[ab]',
      '[!a]',
      '[^b]',
      '[a-b]',
      '[[:alpha:]]',
      '[[:punct:]]',
      '[]a]',
      '[!]]',
      '[a',
      '[--a]',
      '[\\a]',
      '[x/a]',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('\\a', '\\*', '\\ ', '\\', '!', '#', '\t', '\r', '{a,b}', '+', '$') },
)
const part = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...names, '**', '*') },
  { weight: 2, arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((all) => all.join('')) },
)
const rule = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '!', '#'),
    fc.constantFrom('', '', '/'),
    fc.array(part, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('/', '/', '/', '\\/', '//'),
    fc.constantFrom('', '', '', '/', '/', ' ', '/ ', '\\ '),
  )
  .map(([sign, anchor, parts, slash, end]) => `${sign}${anchor}${parts.join(slash)}${end}`)
  // See readStars: git 2.39 differs from its documentation where stars follow the literal start of an anchored rule.
  .filter((text) => !/^!?[^*?[\\]*[^*?[\\/!]\*\*/.test(text) && !/[\t\r]$/.test(text))
const ignoreFile = fc.array(rule, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'))

/** Directories with their own ignore files, many in one tree, so that git is asked once for all of them. */
const trees = fc.array(
  fc.record({
    root: ignoreFile,
    nested: fc.dictionary(fc.constantFrom('a', 'b', 'a/b', 'ab', 'a/a'), ignoreFile, { maxKeys: 2 }),
    paths: fc.uniqueArray(
      fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).map((all) => all.join('/')),
      { minLength: 5, maxLength: 25 },
    ),
  }),
  { minLength: 1, maxLength: 20 },
)

/** Ignore files and paths, without paths that would have to be a file and a directory at once. */
function layOut(cases: readonly { root: string; nested: Record<string, string>; paths: string[] }[]) {
  const files: Record<string, string> = {}
  const paths = new Set<string>()
  for (const [i, { root, nested, paths: wanted }] of cases.entries()) {
    files[`t${i}/.gitignore`] = root
    for (const [directory, text] of Object.entries(nested)) files[`t${i}/${directory}/.gitignore`] = text
    const all = [...Object.keys(nested).map((directory) => `${directory}/.gitignore`), '.gitignore', ...wanted]
    for (const path of all) if (!all.some((other) => other.startsWith(`${path}/`))) paths.add(`t${i}/${path}`)
  }
  return { files, paths: [...paths].sort() }
}

describe('git', () => {
  const base = mkdtempSync(join(tmpdir(), 'gitignore-'))
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_DIR: join(base, 'git') }
  execFileSync('git', ['init', '-q', '--bare'], { env })
  afterAll(() => rmSync(base, { recursive: true, force: true }))

  const askGit = (files: Record<string, string>, paths: readonly string[]) => {
    const tree = mkdtempSync(join(base, 'tree-'))
    for (const directory of new Set(paths.map(dirname))) mkdirSync(join(tree, directory), { recursive: true })
    for (const path of paths) writeFileSync(join(tree, path), files[path] ?? '')
    const out = execFileSync('git', ['--work-tree', tree, 'ls-files', '-o', '-z', '--exclude-standard'], {
      cwd: tree,
      env,
      encoding: 'utf8',
    })
    rmSync(tree, { recursive: true })
    return out.split('\0').slice(0, -1).sort()
  }

  it('keeps the same files', () => {
    let ignored = 0
    fc.assert(
      fc.property(trees, (cases) => {
        const { files, paths } = layOut(cases)
        const actual = kept(files, paths)
        ignored += paths.length - actual.length
        expect(actual).toEqual(askGit(files, paths))
      }),
      { numRuns: 20 },
    )
    expect(ignored).toBeGreaterThan(0)
  })
})

describe('the ignore package', () => {
  const ignore = createRequire(import.meta.url)('ignore') as (options: { ignorecase: false }) => {
    add(text: string): { ignores(path: string): boolean }
  }
  const plainPart = fc.oneof(
    fc.constantFrom('a', 'b', 'ab', '.a', 'b.log', '*', '*.log', 'a*', '?', '[ab]', '[!a]b', 'a?'),
    fc.constantFrom('**', 'a'),
  )
  const plainRule = fc
    .tuple(
      fc.constantFrom('', '', '!'),
      fc.constantFrom('', '/'),
      fc.array(plainPart, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '/'),
    )
    .map(([sign, anchor, parts, end]) => `${sign}${anchor}${parts.join('/')}${end}`)
    .filter((text) => !text.includes('**/**'))

  it('agrees on single files and everyday rules', () => {
    const paths = fc.array(fc.array(fc.constantFrom('a', 'b', 'ab', '.a', 'b.log'), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(fc.array(plainRule, { minLength: 1, maxLength: 4 }), paths, (lines, all) => {
        const text = lines.join('\n')
        const other = ignore({ ignorecase: false }).add(text)
        const candidates = [...new Set(all.map((parts) => parts.join('/')))]
        expect([text, rules(text, ...candidates)]).toEqual([text, candidates.filter((path) => !other.ignores(path))])
      }),
      { numRuns: 500 },
    )
  })
})
