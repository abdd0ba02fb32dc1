import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TooManyFilesError } from './errors.ts'
import { close, openRoot } from './files.ts'
import { compareBytes } from './path-index.ts'
import { type WalkOptions, walk } from './walk.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codegenie-walk-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

function walked(options: Partial<WalkOptions> = {}) {
  const directory = openRoot(root)
  try {
    return walk(directory, { maxFiles: 1000, ...options })
  } finally {
    close(directory)
  }
}

/** Random trees that git is asked about; 5,000 take some minutes. */
const trees = Number(process.env['CODEGENIE_TREES'] ?? 60)

describe('walk', () => {
  it('gives regular files in byte order', () => {
    put({ 'a/x': '', 'a-b': '', 'a.b/c': '', a0: '', 'ä/z': '', '\u{1f600}': '', '\uff5e': '', B: '' })
    const { paths } = walked()
    expect(paths).toEqual(['B', 'a-b', 'a.b/c', 'a/x', 'a0', 'ä/z', '\uff5e', '\u{1f600}'])
    expect(paths).toEqual([...paths].sort(compareBytes))
  })

  it('never enters dependencies, version control and stores, whatever the rules say', () => {
    put({
      'node_modules/ipaddr.js/index.js': '',
      '.git/HEAD': '',
      '.codegenie/x': '',
      'p/.yarn/cache/a.zip': '',
      'p/.yarn/releases/y.cjs': '',
      'p/cache/kept': '',
    })
    put({ '.gitignore': '!node_modules/\n!.git/\n' })
    expect(walked().paths).toEqual(['.gitignore', 'p/.yarn/releases/y.cjs', 'p/cache/kept'])
  })

  it('prunes generated directories by name only where the root has no ignore rules', () => {
    put({ 'dist/a.js': '', 'src/dist/b.js': '', 'src/c.js': '' })
    expect(walked({ noise: ['dist'] }).paths).toEqual(['src/c.js'])
    put({ '.gitignore': '# nothing\n' })
    expect(walked({ noise: ['dist'] }).paths).toEqual(['.gitignore', 'src/c.js'])
    put({ '.git/info/exclude': '*.log\n', 'x.log': '' })
    expect(walked({ noise: ['dist'] }).paths).toEqual(['.gitignore', 'dist/a.js', 'src/c.js', 'src/dist/b.js'])
  })

  it('records links, follows none, and names what is no file', () => {
    put({ 'real/file': '' })
    symlinkSync('real', join(root, 'directory-link'))
    symlinkSync('../elsewhere', join(root, 'out'))
    symlinkSync('..', join(root, 'real', 'loop'))
    execFileSync('mkfifo', [join(root, 'fifo')])
    const { paths, links, problems } = walked()
    expect(paths).toEqual(['real/file'])
    expect([...links]).toEqual([
      ['directory-link', 'real'],
      ['out', '../elsewhere'],
      ['real/loop', '..'],
    ])
    expect(problems).toEqual([
      { code: 'walk.not_regular_file', path: 'fifo', message: 'expected a file, directory or link; found a FIFO, socket or device' },
    ])
  })

  it('reports a name that is not UTF-8, and an ignore file that is none', () => {
    put({ 'sub/x': '' })
    writeFileSync(Buffer.concat([Buffer.from(`${root}/sub/`), Buffer.from([0xff, 0x61])]), '')
    symlinkSync('x', join(root, 'sub', '.gitignore'))
    const { paths, problems } = walked()
    expect(paths).toEqual(['sub/x'])
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['gitignore.not_regular_file', 'sub/.gitignore'],
      ['walk.path_not_utf8', 'sub/\ufffda'],
    ])
  })

  it('counts problems of a kind beyond a hundred', () => {
    mkdirSync(join(root, 'd'))
    execFileSync(
      'mkfifo',
      Array.from({ length: 130 }, (_, i) => join(root, 'd', `f${i}`)),
    )
    const { problems } = walked()
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)).toEqual({ code: 'walk.not_regular_file', path: '.', message: '30 more of these' })
  })

  it('refuses more files than it may list, and stops when it is told to', () => {
    put({ a: '', b: '', c: '' })
    expect(walked({ maxFiles: 3 }).paths).toHaveLength(3)
    expect(() => walked({ maxFiles: 2 })).toThrow(TooManyFilesError)
    expect(() => walked({ signal: AbortSignal.abort(new Error('stopped')) })).toThrow('stopped')
  })

  it('goes deep with few descriptors, and no deeper than it may', () => {
    const deep = Array(600).fill('d').join('/')
    put({ [`${deep}/file`]: '', 'e/f/g/h/i/j/k/l/m/n/o/file': '', 'e/f/z': '', 'e/zz': '' })
    const { paths, problems } = walked()
    expect(paths).toEqual(['e/f/g/h/i/j/k/l/m/n/o/file', 'e/f/z', 'e/zz'])
    expect(problems.map(({ code }) => code)).toEqual(['walk.depth_cap_exceeded'])
  })

  it('lists what git lists, whatever the ignore rules are', { timeout: trees * 1000 }, () => {
    const name = fc.constantFrom('a', 'b', 'c.log', 'd.log', 'build', 'lib')
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const rule = fc
      .tuple(
        fc.constantFrom('', '!', '/', '!/'),
        fc.constantFrom('a', 'b/', '*.log', 'build', '**/a', 'a/**', 'lib/*', '*', '[ab]', 'a/b', '?'),
      )
      .map((parts) => parts.join(''))
    const rules = fc.array(rule, { maxLength: 4 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(
        fc.array(path, { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.constantFrom('', 'a/', 'build/', 'lib/'), rules), { maxLength: 3 }),
        (files, ignores) => {
          rmSync(root, { recursive: true, force: true })
          mkdirSync(root)
          execFileSync('git', ['init', '-q', root])
          const all = [
            ...files.map((file) => [file, ''] as const),
            ...ignores.map(([prefix, text]) => [`${prefix}.gitignore`, text] as const),
          ]
          for (const [file, text] of all) {
            try {
              put({ [file]: text })
            } catch {
              // a file stands where a directory should be
            }
          }
          const git = execFileSync('git', ['-C', root, '-c', 'core.quotePath=false', 'ls-files', '-co', '--exclude-standard'], {
            encoding: 'utf8',
          })
          expect(walked().paths).toEqual(git.split('\n').filter(Boolean).sort(compareBytes))
        },
      ),
      { numRuns: trees },
    )
  })
})
