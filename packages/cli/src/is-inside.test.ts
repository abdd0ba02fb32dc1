import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isInside, realPath, repositoryOf } from './is-inside.ts'

let top: string
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'codegenie-inside-')))
})
afterEach(() => rmSync(top, { recursive: true }))

describe('isInside', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b/c', '/a/b', true],
    ['/a/bc', '/a/b', false],
    ['/a', '/a/b', false],
    ['/a', '/', true],
  ])('%s in %s: %s', (path, directory, expected) => {
    expect(isInside(path, directory)).toBe(expected)
  })
})

describe('realPath', () => {
  it('resolves links on the way to what does not exist yet', () => {
    mkdirSync(join(top, 'there'))
    symlinkSync('there', join(top, 'link'))
    expect(realPath(join(top, 'link', 'cache', 'v1'))).toBe(join(top, 'there', 'cache', 'v1'))
  })
})

describe('repositoryOf', () => {
  it('is the checkout around a part of it', () => {
    mkdirSync(join(top, 'shop', '.git'), { recursive: true })
    mkdirSync(join(top, 'shop', 'packages', 'cart'), { recursive: true })
    expect(repositoryOf(join(top, 'shop', 'packages', 'cart'))).toBe(join(top, 'shop'))
  })

  it('is the nearest checkout', () => {
    mkdirSync(join(top, '.git'))
    mkdirSync(join(top, 'checkouts', 'shop', '.git'), { recursive: true })
    expect(repositoryOf(join(top, 'checkouts', 'shop'))).toBe(join(top, 'checkouts', 'shop'))
  })

  it('is the directory itself without git, also through a link', () => {
    mkdirSync(join(top, 'plain'))
    symlinkSync('plain', join(top, 'link'))
    expect(repositoryOf(join(top, 'link'))).toBe(join(top, 'plain'))
  })
})
