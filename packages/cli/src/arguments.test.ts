import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'
import { commands } from './commands.ts'

const gather = (...argv: string[]) => parseArguments('gather', commands.gather, argv)

describe('parseArguments', () => {
  it('reads operands, switches and values in any order', () => {
    expect(gather('--json', '../shop', '--out', 'facts', '--max-files=7')).toEqual({
      operands: ['../shop'],
      flags: { json: true, out: 'facts', 'max-files': '7' },
    })
  })

  it('takes the last of an option that is given twice', () => {
    expect(gather('--out', 'a', '--out=b')).toEqual({ operands: [], flags: { out: 'b' } })
  })

  it('takes everything behind -- as operands', () => {
    expect(gather('--', '--json')).toEqual({ operands: ['--json'], flags: {} })
  })

  it('knows --no-cache, which negates nothing', () => {
    expect(gather('--no-cache')).toEqual({ operands: [], flags: { 'no-cache': true } })
  })

  it.each([['--help'], ['-h'], ['x', '--json', '--help']])('asks for help with %s', (...argv) => {
    expect(gather(...argv)).toBe('help')
  })

  it.each([
    [['--jsno'], '--jsno is no option of codegenie gather (did you mean --json?); codegenie help gather lists them'],
    [
      ['--repo', 'x'],
      '--repo is no option of codegenie gather, it takes the path alone: codegenie gather <path>; codegenie help gather lists them',
    ],
    [['-x'], '-x is no option of codegenie gather; codegenie help gather lists them'],
    [['--constructor'], '--constructor is no option of codegenie gather; codegenie help gather lists them'],
    [['--json=1'], '--json is a switch and takes no value, found "1"'],
    [['--out'], '--out needs a value: --out <dir>'],
    [['--out='], '--out needs a value: --out <dir>'],
    [['--out', '--json'], '--out needs a value: --out <dir>; for one that starts with a dash write --out=--json'],
    [['a', 'b'], 'codegenie gather takes one [path], found "a" "b"'],
  ])('refuses %j', (argv, message) => {
    expect(() => gather(...argv)).toThrow(expect.objectContaining({ code: 'usage', message }))
  })
})
