import { compileGlob } from '@codegenie/core'
import { describe, expect, it } from 'vitest'
import { exampleOf, SIMPLE_GLOB } from './glob.ts'
import { packageFiles } from './package-files.ts'
import { planOf } from './wish.ts'

describe('planOf', () => {
  it('takes all from the command line', async () => {
    expect(await planOf(['dir', '--name', 'go-modules', '--reads', '**/go.mod', '--description', 'Go modules'], undefined)).toEqual({
      directory: 'dir',
      wish: { name: 'go-modules', reads: '**/go.mod', description: 'Go modules' },
    })
  })

  it('asks for what is not given, and takes the default for an empty answer', async () => {
    const asked: string[] = []
    const ask = async (question: string) => {
      asked.push(question)
      return question.startsWith('Name') ? 'helm' : ''
    }
    expect(await planOf(['--reads', 'Chart.yaml'], ask)).toEqual({
      directory: 'codegenie-probe-helm',
      wish: { name: 'helm', reads: 'Chart.yaml', description: 'its files and their lines' },
    })
    expect(asked).toEqual(['Name in kebab-case, as go-modules: ', 'What it finds out, in one line (its files and their lines): '])
  })

  it('takes the name from the directory', async () => {
    expect(await planOf(['../x/codegenie-probe-nix'], undefined)).toMatchObject({ wish: { name: 'nix', reads: 'README.md' } })
  })

  it.each([
    [[], /it needs a name/],
    [['--name', 'Go'], /"Go" is no name in kebab-case/],
    [['a', 'b', '--name', 'go'], /expected one directory, found a b/],
    [['--name', 'go', '--reads', '../x'], /is no simple glob/],
    [['--name', 'go', '--reads', "a'b"], /is no simple glob/],
    [['--name', 'go', '--description', 'a\nb'], /one line of plain text/],
    [['--name', 'go', '--description', 'ends a comment */'], /one line of plain text/],
    [['--nmae', 'go'], /Unknown option '--nmae'/],
  ])('refuses %j', async (argv, message) => {
    await expect(planOf(argv, undefined)).rejects.toThrow(message)
  })
})

it.each(['go.mod', '**/go.mod', '**/*.tf', 'charts/*/Chart.{yaml,yml}', '.github/CODEOWNERS'])('makes an example of %s', (glob) => {
  expect([SIMPLE_GLOB.test(glob), compileGlob(glob)(exampleOf(glob))]).toEqual([true, true])
})

it('writes every file of a package', () => {
  expect(Object.keys(packageFiles({ name: 'go', reads: '**/go.mod', description: 'x' })).sort()).toEqual([
    '.changeset/config.json',
    '.github/workflows/ci.yml',
    '.gitignore',
    'README.md',
    'fixtures/example/repo/go.mod',
    'package.json',
    'src/index.test.ts',
    'src/index.ts',
    'tsconfig.json',
  ])
})
