import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { close, type Directory, isSettled, makeDirectories, openChild, openRoot, readRegular, stamp } from './files.ts'

let path: string
let root: Directory
beforeAll(() => {
  path = mkdtempSync(join(tmpdir(), 'codegenie-files-'))
  writeFileSync(join(path, 'plain'), 'text')
  writeFileSync(join(path, 'empty'), '')
  mkdirSync(join(path, 'directory'))
  symlinkSync('plain', join(path, 'link'))
  symlinkSync('directory', join(path, 'directory-link'))
  execFileSync('mkfifo', [join(path, 'fifo')])
  writeFileSync(join(path, 'giant'), '')
  truncateSync(join(path, 'giant'), 3 * 1024 ** 3)
  root = openRoot(path)
})
afterAll(() => {
  close(root)
  rmSync(path, { recursive: true })
})

describe('readRegular', () => {
  const text = (name: string, cap = 100) => {
    const read = readRegular(root, name, cap)
    return read && ('bytes' in read ? read.bytes.toString() : read.problem)
  }

  it('reads a regular file up to the cap', () => {
    expect(text('plain')).toBe('text')
    expect(text('plain', 4)).toBe('text')
    expect(text('plain', 3)).toBe('size_cap_exceeded')
    expect(text('empty')).toBe('')
    expect(text('giant')).toBe('size_cap_exceeded')
  })

  it('neither blocks nor follows', () => {
    expect(text('nothing')).toBeUndefined()
    expect(text('plain/below')).toBeUndefined()
    for (const name of ['fifo', 'link', 'directory']) expect(text(name)).toBe('not_regular_file')
  })

  it('gives the stamp of what was read', () => {
    const read = readRegular(root, 'plain', 100)
    expect(read).toMatchObject({ changed: false, stamp: stamp(root, 'plain') })
    writeFileSync(join(path, 'plain'), 'txet')
    expect(stamp(root, 'plain')).not.toBe((read as { stamp: string }).stamp)
    writeFileSync(join(path, 'plain'), 'text')
    expect(stamp(root, 'nothing')).toBeUndefined()
  })
})

it('openChild refuses a link', () => {
  expect(() => openChild(root, 'directory-link')).toThrow()
  expect(() => openChild(root, 'plain')).toThrow()
  close(openChild(root, 'directory'))
})

describe('makeDirectories', () => {
  it('makes what is missing and names the first that it made', () => {
    expect(makeDirectories(join(path, 'new/a/b'))).toBe(join(path, 'new'))
    expect(makeDirectories(join(path, 'new/a/c'))).toBe(join(path, 'new/a/c'))
    expect(makeDirectories(join(path, 'new/a/c'))).toBeUndefined()
  })

  it('throws what the system says where none can be', () => {
    expect(() => makeDirectories(join(path, 'plain/a'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  })

  it.runIf(process.platform === 'linux')('returns where the system says that the parent is missing and it is not', () => {
    expect(() => makeDirectories('/proc/none/codegenie')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })
})

describe('isSettled', () => {
  it('waits 20 ms on a device that has given fractions of a millisecond, 2 s on others', () => {
    const device = stamp(root, 'plain')!.split(':')[0]!
    const after = (dev: string, ms: number) => isSettled(`${dev}:1:1:1000:1000`, 1000 + ms)
    expect([after(device, 20), after(device, 21), after('-1', 2000), after('-1', 2001)]).toEqual([false, true, false, true])
  })
})
