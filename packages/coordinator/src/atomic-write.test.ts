import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { close, type Directory, openRoot, UnsafeOutputError, WriteError } from '@codegenie/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OutputFile, openOutput, removeFiles, removeStaleTemps, writeFiles } from './atomic-write.ts'

let root: string
let opened: Directory[]

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'atomic-write-')))
  opened = []
})

afterEach(() => {
  for (const directory of opened) close(directory)
  rmSync(root, { recursive: true, force: true })
})

function open(path = root): Directory {
  const directory = openRoot(path)
  opened.push(directory)
  return directory
}

function file(name: string, text: string, directory = open()): OutputFile {
  return { directory, name, pieces: [text.slice(0, 2), text.slice(2)], shown: `out/${name}` }
}

function thrown(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}

const systemCode = (error: unknown) => ((error as WriteError).cause as NodeJS.ErrnoException).code

describe('openOutput', () => {
  it('makes what is missing and opens what is there', () => {
    const first = openOutput(open(), '.codegenie', '.codegenie')
    opened.push(first, openOutput(first, 'context', '.codegenie/context'), openOutput(first, 'context', '.codegenie/context'))
    writeFiles([file('x', 'text', opened.at(-1)!)])
    expect(readFileSync(join(root, '.codegenie/context/x'), 'utf8')).toBe('text')
  })

  it.each<[string, (path: string) => void]>([
    ['a link to a directory', (path) => symlinkSync(join(root, 'victim'), path)],
    ['a link that leads nowhere', (path) => symlinkSync(join(root, 'nowhere'), path)],
    ['a file', (path) => writeFileSync(path, 'keep')],
    ['a FIFO', (path) => execFileSync('mkfifo', [path])],
  ])('refuses %s and leaves it alone', (_, make) => {
    mkdirSync(join(root, 'victim'))
    make(join(root, 'out'))
    const before = lstatSync(join(root, 'out')).ino
    const error = thrown(() => openOutput(open(), 'out', '.codegenie/out'))
    expect(error).toBeInstanceOf(UnsafeOutputError)
    expect((error as Error).message).toContain('.codegenie/out')
    expect([lstatSync(join(root, 'out')).ino, readdirSync(join(root, 'victim')), existsSync(join(root, 'nowhere'))]).toEqual([
      before,
      [],
      false,
    ])
  })

  it.runIf(process.platform === 'linux')('keeps writing to the directory that it opened when a link takes its place', () => {
    const out = openOutput(open(), 'out', 'out')
    opened.push(out)
    mkdirSync(join(root, 'victim'))
    execFileSync('mv', [join(root, 'out'), join(root, 'moved')])
    symlinkSync(join(root, 'victim'), join(root, 'out'))
    writeFiles([file('x', 'text', out)])
    expect([readdirSync(join(root, 'victim')), readdirSync(join(root, 'moved'))]).toEqual([[], ['x']])
  })
})

describe('writeFiles', () => {
  it('writes all pieces, readable by others as the umask allows, and leaves nothing else', () => {
    expect(writeFiles([file('a', 'héllo'), file('b', ''), file('c', 'x'.repeat(3_000_000))])).toBe(3)
    expect(['a', 'b', 'c'].map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(['héllo', '', 'x'.repeat(3_000_000)])
    expect(readdirSync(root).sort()).toEqual(['a', 'b', 'c'])
    expect(statSync(join(root, 'a')).mode & 0o777 & ~process.umask()).toBe(0o644 & ~process.umask())
  })

  it('takes pieces that are bytes for the text that they are the UTF-8 of', () => {
    const bytes = { ...file('a', ''), pieces: ['h', Buffer.from('él'), new TextEncoder().encode('lo')] }
    expect([writeFiles([bytes]), readFileSync(join(root, 'a'), 'utf8')]).toEqual([1, 'héllo'])
    expect([writeFiles([bytes]), writeFiles([file('a', 'héllo')]), writeFiles([file('a', 'hélla')])]).toEqual([0, 0, 1])
  })

  it('leaves a file alone that holds these bytes, and replaces one that is longer, shorter or different', () => {
    const texts = { same: 'text', longer: 'text and more', shorter: 'tex', other: 'tent' }
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(root, name), text)
    const inode = () => Object.keys(texts).map((name) => statSync(join(root, name)).ino)
    const before = inode()
    expect(writeFiles(Object.keys(texts).map((name) => file(name, 'text')))).toBe(3)
    expect(inode().map((ino, index) => ino === before[index])).toEqual([true, false, false, false])
    expect(Object.keys(texts).map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(['text', 'text', 'text', 'text'])
  })

  it('replaces a link, a hard link or a FIFO itself, never what it leads to', () => {
    writeFileSync(join(root, 'victim'), 'keep')
    symlinkSync('victim', join(root, 'link'))
    symlinkSync('nowhere', join(root, 'dangling'))
    linkSync(join(root, 'victim'), join(root, 'hard'))
    execFileSync('mkfifo', [join(root, 'fifo')])
    const names = ['link', 'dangling', 'hard', 'fifo']
    expect(writeFiles(names.map((name) => file(name, 'new')))).toBe(4)
    expect(names.map((name) => [lstatSync(join(root, name)).isFile(), readFileSync(join(root, name), 'utf8')])).toEqual(
      names.map(() => [true, 'new']),
    )
    expect([readFileSync(join(root, 'victim'), 'utf8'), existsSync(join(root, 'nowhere'))]).toEqual(['keep', false])
  })

  it('does not take a hard link with the same bytes for the file', () => {
    writeFileSync(join(root, 'victim'), 'same')
    linkSync(join(root, 'victim'), join(root, 'hard'))
    expect(writeFiles([file('hard', 'same')])).toBe(1)
    expect([lstatSync(join(root, 'victim')).nlink, readFileSync(join(root, 'hard'), 'utf8')]).toEqual([1, 'same'])
  })

  it('does not take a link to the same bytes for the file', () => {
    writeFileSync(join(root, 'victim'), 'text')
    symlinkSync('victim', join(root, 'link'))
    expect([writeFiles([file('link', 'text')]), lstatSync(join(root, 'link')).isSymbolicLink()]).toEqual([1, false])
  })

  it.each([[false], [true]])('refuses a directory in the place of a file (full: %s) and leaves no temporary file', (full) => {
    mkdirSync(join(root, 'taken'))
    if (full) writeFileSync(join(root, 'taken', 'keep'), '')
    const error = thrown(() => writeFiles([file('taken', 'new')]))
    expect(error).toBeInstanceOf(UnsafeOutputError)
    expect((error as Error).message).toContain('out/taken')
    expect([readdirSync(root), readdirSync(join(root, 'taken'))]).toEqual([['taken'], full ? ['keep'] : []])
  })

  it('replaces nothing when one of the files cannot be prepared', () => {
    writeFileSync(join(root, 'a'), 'old')
    const error = thrown(() => writeFiles([file('a', 'new'), file('missing/b', 'new')]))
    expect(error).toBeInstanceOf(WriteError)
    expect([systemCode(error), readdirSync(root), readFileSync(join(root, 'a'), 'utf8')]).toEqual(['ENOENT', ['a'], 'old'])
  })

  it('replaces nothing when one of the places is taken', () => {
    mkdirSync(join(root, 'b'))
    writeFileSync(join(root, 'a'), 'old')
    expect(thrown(() => writeFiles([file('a', 'new'), file('b', 'new')]))).toBeInstanceOf(UnsafeOutputError)
    expect([readFileSync(join(root, 'a'), 'utf8'), readdirSync(root).sort()]).toEqual(['old', ['a', 'b']])
  })
})

describe('refusals of the system', () => {
  const mountable = process.getuid?.() === 0 && tryMount()
  const limitable = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0

  function tryMount(): boolean {
    const path = mkdtempSync(join(tmpdir(), 'atomic-write-mount-'))
    const works = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]).status === 0
    if (works) execFileSync('umount', [path])
    rmSync(path, { recursive: true })
    return works
  }

  function onSmallDisk(use: (path: string, directory: Directory) => void): void {
    const path = join(root, 'mount')
    mkdirSync(path)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path])
    const directory = openRoot(path)
    try {
      use(path, directory)
    } finally {
      close(directory)
      execFileSync('umount', [path])
    }
  }

  it.runIf(mountable)('a full disk: one line, the old files, no temporary file', () => {
    onSmallDisk((path, directory) => {
      writeFiles([file('a', 'old', directory), file('b', 'old', directory)])
      const error = thrown(() => writeFiles([file('a', 'new', directory), file('b', 'x'.repeat(200_000), directory)]))
      expect(error).toBeInstanceOf(WriteError)
      expect([systemCode(error), (error as Error).message.split('\n').length]).toEqual(['ENOSPC', 1])
      expect((error as Error).message).toMatch(/^out\/b: .*space/)
      expect(
        readdirSync(path)
          .sort()
          .map((name) => [name, readFileSync(join(path, name), 'utf8')]),
      ).toEqual([
        ['a', 'old'],
        ['b', 'old'],
      ])
    })
  })

  it.runIf(mountable)('a read-only file system: what is unchanged is no error, what is new is', () => {
    onSmallDisk((path, directory) => {
      writeFiles([file('a', 'old', directory)])
      execFileSync('mount', ['-o', 'remount,ro', path])
      expect(writeFiles([file('a', 'old', directory)])).toBe(0)
      expect(systemCode(thrown(() => writeFiles([file('a', 'new', directory)])))).toBe('EROFS')
      expect(systemCode(thrown(() => openOutput(directory, 'new', 'new')))).toBe('EROFS')
    })
  })

  it.runIf(limitable)('a limit on the size of files, met in the middle of a write', () => {
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
    writeFileSync(join(root, 'a'), 'old')
    limit('100000')
    const error = thrown(() => writeFiles([file('a', 'x'.repeat(300_000))]))
    limit('unlimited')
    expect(error).toBeInstanceOf(WriteError)
    expect([systemCode(error), readdirSync(root), readFileSync(join(root, 'a'), 'utf8')]).toEqual(['EFBIG', ['a'], 'old'])
  })
})

describe('removing', () => {
  const temp = (name: string) => `.${name}.0123456789abcdef.tmp`
  const HOUR = 3_600_000

  it('removes old temporary files of ours and nothing else', () => {
    const kept = [
      '.x.tmp',
      'x.0123456789abcdef.tmp',
      '.x.0123456789ABCDEF.tmp',
      '.x.0123456789abcdef.tmp~',
      'repo-context.yaml',
      temp('young'),
    ]
    for (const name of [...kept, temp('a'), temp('repo-context.yaml')]) writeFileSync(join(root, name), '')
    mkdirSync(join(root, temp('directory')))
    const old = Date.now() / 1000 - 2 * 3600
    for (const name of readdirSync(root)) if (name !== temp('young')) utimesSync(join(root, name), old, old)
    removeStaleTemps(open())
    expect(readdirSync(root).sort()).toEqual([...kept, temp('directory')].sort())
  })

  it('never removes what a link leads to', () => {
    writeFileSync(join(root, 'victim'), 'keep')
    symlinkSync('victim', join(root, temp('link')))
    removeStaleTemps(open(), Date.now() + 2 * HOUR)
    expect(readFileSync(join(root, 'victim'), 'utf8')).toBe('keep')
  })

  it('takes at most 2,000 at once', () => {
    for (let n = 0; n < 2100; n++) writeFileSync(join(root, temp(`f${n}`)), '')
    removeStaleTemps(open(), Date.now() + 2 * HOUR)
    expect(readdirSync(root).length).toBe(100)
    removeStaleTemps(open(), Date.now() + 2 * HOUR)
    expect(readdirSync(root)).toEqual([])
  })

  it('removes the files that are picked, links themselves, and passes over directories', () => {
    writeFileSync(join(root, 'old.json'), '')
    writeFileSync(join(root, 'victim'), 'keep')
    symlinkSync('victim', join(root, 'old-link.json'))
    mkdirSync(join(root, 'old-directory.json'))
    removeFiles(open(), (name) => name.startsWith('old'))
    expect(readdirSync(root).sort()).toEqual(['old-directory.json', 'victim'])
  })
})
