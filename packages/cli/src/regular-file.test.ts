import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readRegularFile } from './regular-file.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'codegenie-regular-'))
  writeFileSync(join(directory, 'plain'), 'text')
})
afterEach(() => rmSync(directory, { recursive: true }))

it('gives the bytes of a file', () => {
  expect(readRegularFile(join(directory, 'plain')).toString()).toBe('text')
})

it.each([
  ['is not there', 'ENOENT', () => {}],
  ['is a directory', 'EINVAL', (path: string) => mkdirSync(path)],
  ['is a link', 'ELOOP', (path: string) => symlinkSync('plain', path)],
  ['is a named pipe', 'EINVAL', (path: string) => execFileSync('mkfifo', [path])],
  [
    'is larger than any of ours',
    'EINVAL',
    (path: string) => {
      writeFileSync(path, '')
      truncateSync(path, 1 << 30)
    },
  ],
])('throws for what %s', (_, code, make) => {
  const path = join(directory, 'other')
  make(path)
  expect(() => readRegularFile(path)).toThrow(code)
})
