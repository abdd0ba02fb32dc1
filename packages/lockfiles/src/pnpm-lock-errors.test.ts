import { describe, expect, it } from 'vitest'
import { parse } from './parse.ts'
import { entry, locked } from './pnpm-lock.testing.ts'

describe('what is wrong with it', () => {
  const error = (text: string, path = 'pnpm-lock.yaml') => {
    const result = parse(text, { path })
    return 'code' in result ? [result.code, result.line] : result.warnings.map(({ code, line, count }) => [code, line, count])
  }
  const small = `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-A==}\n\nsnapshots:\n\n  a@1.0.0: {}\n`

  it.each([
    ['cut before the packages', small.slice(0, small.indexOf('\npackages:')), ['truncated', 10]],
    ['cut before the snapshots', small.slice(0, small.indexOf('\nsnapshots:')), ['truncated', 15]],
    ['cut before the last snapshot', small.slice(0, small.indexOf('\n  a@1.0.0: {}')), ['truncated', 17]],
    ['nothing behind the importers', "lockfileVersion: '9.0'\nimporters:\n", []],
    ['cut in a checksum', small.slice(0, small.indexOf('12-A==}')), ['truncated', 14]],
    ['a conflict in a part that is not read', small.replace('  a@1.0.0: {}', '<<<<<<< HEAD\n  a@1.0.0: {}'), ['conflict_markers', 18]],
    ['an unknown version', small.replace('9.0', '10.0'), ['unknown_version', 1]],
    ['no version', small.replace('lockfileVersion', 'version'), ['unknown_version', 1]],
    ['a list as packages', "lockfileVersion: '9.0'\npackages: [a]\n", ['unusual_layout', 2]],
    ['an anchor', small.replace('  a@1.0.0:\n', '  a@1.0.0: &x\n'), ['unusual_layout', 13]],
    ['another indentation', small.replaceAll('  ', '   '), ['unusual_layout', 7]],
  ])('%s', (_, text, expected) => {
    expect(error(text)).toEqual(expected)
  })

  it('the same key twice: the last one counts', () => {
    const twice = small.replace('\nsnapshots:', '\n  a@1.0.0:\n    resolution: {integrity: sha512-B==}\n\nsnapshots:')
    expect(locked(twice).packages).toEqual([entry({ name: 'a', version: '1.0.0', integrity: 'sha512-B==' })])
    expect(error(twice)).toEqual([['duplicate_key', 16, 1]])
  })

  it('paths that lead out of the repository', () => {
    const out = small.replace('version: 1.0.0\n', 'version: link:../../x\n').replace('  .:\n', '  ../y: {}\n\n  .:\n')
    expect(error(out, 'web/pnpm-lock.yaml')).toEqual([['path_outside_repo', 1, 1]])
    expect(locked(out, 'web/pnpm-lock.yaml').importers).toMatchObject([
      { path: '.', dependencies: [{ name: 'a', link: null, resolved: null }] },
      { path: '../y', dependencies: [] },
    ])
    expect(locked(out).importers.map(({ path }) => path)).toEqual(['.'])
  })
})
