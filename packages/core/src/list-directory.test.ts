import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { listDirectory, readUntypedEntries } from './list-directory.ts'

let root: string
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'list-directory-'))))
afterEach(() => rmSync(root, { recursive: true }))

const latin1 = (text: string) => Buffer.from(text).toString('latin1')

it('puts files and directories in the order of the paths below them, links and special files apart', () => {
  for (const name of ['a', 'a.b', 'node_modules', '.git']) mkdirSync(join(root, name))
  for (const name of ['a-b', 'a0', 'ä', '.gitignore']) writeFileSync(join(root, name), '')
  symlinkSync('a', join(root, 'link'))
  execFileSync('mkfifo', [join(root, 'fifo')])
  expect(listDirectory(root)).toEqual({
    names: ['.gitignore', 'a-b', 'a.b/', 'a/', 'a0', latin1('ä')],
    links: ['link'],
    specials: ['fifo'],
    hasIgnoreFile: true,
    pruned: 2,
  })
})

it('keeps names that are not UTF-8 as their bytes', () => {
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0x61])]), '')
  expect(listDirectory(root).names).toEqual(['\xffa'])
})

it('gets the same where the file system tells no types', () => {
  mkdirSync(join(root, 'd'))
  writeFileSync(join(root, 'ä'), '')
  symlinkSync('d', join(root, 'l'))
  const untyped = readUntypedEntries(root).map((entry) => [entry.name, entry.isFile(), entry.isDirectory(), entry.isSymbolicLink()])
  expect(untyped.sort()).toEqual([
    ['d', false, true, false],
    ['l', false, false, true],
    [latin1('ä'), true, false, false],
  ])
})

it('fails as the system does for a directory that is gone', () => {
  expect(() => listDirectory(join(root, 'gone'))).toThrow(expect.objectContaining({ code: 'ENOENT' }))
})
