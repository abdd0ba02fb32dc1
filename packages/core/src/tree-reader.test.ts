import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { close, openRoot } from './files.ts'
import { treeReader } from './tree-reader.ts'

function tree(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'codegenie-reader-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const directory = openRoot(root)
  const reader = treeReader(directory, () => 1000)
  const stop = () => {
    reader.close()
    close(directory)
  }
  onTestFinished(() => rmSync(root, { recursive: true }))
  const read = (path: string) => {
    const found = reader.open(path)
    return found && ('bytes' in found ? found.bytes.toString() : found.problem)
  }
  return { root, read, stop }
}

const deep = 'd/'.repeat(20)

it('reads in any order what is there', () => {
  const files: Record<string, string> = {
    a: '1',
    'b/a': '2',
    'b/c/a': '3',
    'b/c/b': '4',
    'c/c/a': '5',
    [`${deep}x`]: '6',
    [`${deep}e/y`]: '7',
  }
  const { read, stop } = tree(files)
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.keys(files), 'b/x', 'x/y', 'a/b', 'b/c'), { maxLength: 20 }), (paths) => {
      const special: Record<string, string> = { 'a/b': 'not_regular_file', 'b/c': 'not_regular_file' }
      expect(paths.map(read)).toEqual(paths.map((path) => files[path] ?? special[path]))
    }),
  )
  stop()
})

it('follows no link, also not one that takes the place of a directory between two reads', () => {
  const { root, read, stop } = tree({ 'a/x': '1', 'b/y': '2', 'other/x': 'secret' })
  expect(read('a/x')).toBe('1')
  expect(read('b/y')).toBe('2')
  renameSync(join(root, 'a'), join(root, 'gone'))
  symlinkSync('other', join(root, 'a'))
  expect(read('a/x')).toBe('not_regular_file')
  stop()
})

it.runIf(process.platform === 'linux')('leaves no descriptor open', () => {
  const open = () => readdirSync('/proc/self/fd').length
  const before = open()
  const { read, stop } = tree({ [`${deep}x`]: '1', 'a/b/c': '2' })
  expect([read(`${deep}x`), read('a/b/c'), read('a/b/d/e')]).toEqual(['1', '2', undefined])
  stop()
  expect(open()).toBe(before)
})
