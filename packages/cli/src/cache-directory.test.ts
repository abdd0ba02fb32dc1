import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cachePlace, defaultDirectory } from './cache-directory.ts'

describe('defaultDirectory', () => {
  it.each([
    ['linux', {}, '/home/ada', '/home/ada/.cache/codegenie'],
    ['linux', { XDG_CACHE_HOME: '/fast/cache' }, '/home/ada', '/fast/cache/codegenie'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/ada', '/home/ada/.cache/codegenie'],
    ['linux', { XDG_CACHE_HOME: '' }, '', undefined],
    ['linux', {}, 'relative', undefined],
    ['darwin', {}, '/Users/ada', '/Users/ada/Library/Caches/codegenie'],
    ['darwin', { XDG_CACHE_HOME: '/fast' }, '/Users/ada', '/fast/codegenie'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'C:\\Users\\ada', 'D:\\Local\\codegenie\\Cache'],
    ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Local\\codegenie\\Cache'],
  ] as const)('%s %j %s', (platform, env, home, expected) => {
    expect(defaultDirectory({ platform, env }, home)).toBe(expected)
  })
})

describe('cachePlace', () => {
  let top: string
  beforeEach(() => {
    top = realpathSync(mkdtempSync(join(tmpdir(), 'codegenie-cache-')))
    mkdirSync(join(top, 'repo'))
  })
  afterEach(() => rmSync(top, { recursive: true }))

  const place = (flag?: string, config = {}, env: Record<string, string> = {}) => {
    const terminal = { cwd: top, env, platform: 'linux' as const, isTty: { stdout: false, stderr: false }, print: () => {}, say: () => {} }
    return cachePlace(flag, { config, directory: join(top, 'ops') }, join(top, 'repo'), terminal)
  }

  it('starts the flag at the working directory and the setting at its file', () => {
    expect(place('c', { cache_dir: 'd' })).toEqual({ directory: join(top, 'c') })
    expect(place(undefined, { cache_dir: 'd' })).toEqual({ directory: join(top, 'ops', 'd') })
  })

  it('refuses a named place in the repository, also behind a link', () => {
    symlinkSync('repo', join(top, 'link'))
    for (const flag of ['repo', 'repo/.cache', 'link/.cache']) {
      expect(() => place(flag)).toThrow(expect.objectContaining({ code: 'config', message: expect.stringContaining('could ship entries') }))
    }
  })

  it('does without when the default is in the repository', () => {
    expect(place(undefined, {}, { XDG_CACHE_HOME: join(top, 'repo', '.cache') })).toEqual({
      directory: undefined,
      reason: expect.stringContaining('could ship entries'),
    })
  })
})
