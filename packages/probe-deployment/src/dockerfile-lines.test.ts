import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { readDockerfile, splitWords } from './dockerfile-lines.ts'

const instructions = (text: string) => readDockerfile(text).instructions.map(({ keyword, args, line }) => `${line} ${keyword} ${args}`)

// The examples are those of https://docs.docker.com/reference/dockerfile/
describe('format', () => {
  it('takes keywords of any case, leaves out comments and empty lines', () => {
    expect(instructions('# Comment\n\nfrom scratch\n  # indented comment\n  RUN echo hello\n')).toEqual([
      '3 FROM scratch',
      '5 RUN echo hello',
    ])
  })

  it('removes comments before it runs a command over several lines', () => {
    expect(instructions('FROM a\nRUN echo hello \\\n# comment\nworld\n')).toEqual(['1 FROM a', '2 RUN echo hello world'])
  })

  it('ends a continuation at an escaped escape character', () => {
    expect(instructions('FROM a\nRUN echo \\\\\nUSER x\n')).toEqual(['1 FROM a', '2 RUN echo \\\\', '3 USER x'])
  })

  it('continues over spaces behind the escape character, and over Windows line ends', () => {
    expect(instructions('FROM a\r\nRUN x \\  \r\n  y\r\n')).toEqual(['1 FROM a', '2 RUN x   y'])
  })

  it('names lines that are no instructions', () => {
    expect(readDockerfile('FROM a\nRUNN x\nINCLUDE y\n').brokenAt).toEqual([2, 3])
  })

  it('reads the flags before the arguments', () => {
    expect(readDockerfile('COPY --from=build --chown=1:1 --link /a /b --c\n').instructions[0]).toEqual({
      keyword: 'COPY',
      flags: [
        ['from', 'build'],
        ['chown', '1:1'],
        ['link', ''],
      ],
      args: '/a /b --c',
      line: 1,
      heredocs: [],
    })
  })
})

describe('directives', () => {
  it('reads syntax and escape at the very top, in any case', () => {
    const text = '# Syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN dir `\n c:\\\n'
    expect(readDockerfile(text).syntax).toBe('docker/dockerfile:1')
    expect(instructions(text)).toEqual(['3 FROM a', '4 RUN dir  c:\\'])
  })

  it.each([
    ['after a comment', '# About\n# escape=`\nFROM a\nRUN x `\n'],
    ['after an empty line', '\n# escape=`\nFROM a\nRUN x `\n'],
    ['after an instruction', 'FROM a\n# escape=`\nRUN x `\n'],
  ])('takes one for a comment %s', (_, text) => {
    expect(instructions(text).at(-1)).toMatch(/RUN x `$/)
  })
})

describe('here-documents', () => {
  it('takes the lines up to the end word for the body', () => {
    const { instructions: found } = readDockerfile('FROM a\nRUN <<EOF\nmkdir -p foo\nFROM nothing\nEOF\nUSER b\n')
    expect(found.map(({ keyword, line, heredocs }) => [keyword, line, heredocs])).toEqual([
      ['FROM', 1, []],
      ['RUN', 2, ['mkdir -p foo\nFROM nothing']],
      ['USER', 6, []],
    ])
  })

  it('reads several, quoted ones, and those whose tabs are stripped', () => {
    const { instructions: found } = readDockerfile('COPY <<-ONE <<"TWO" /dest/\n\ta\n\tONE\n\tb\nTWO\n')
    expect(found[0]?.heredocs).toEqual(['a', '\tb'])
  })

  it('knows them only where the builder does', () => {
    expect(instructions('FROM a\nENV x="<<EOF"\nCMD echo <<EOF\nUSER b\n')).toHaveLength(4)
    expect(readDockerfile('RUN echo "<<EOF"\nUSER b\n').instructions).toHaveLength(2)
  })

  it('says so when one is not closed', () => {
    expect(readDockerfile('FROM a\nRUN <<EOF\necho\n').brokenAt).toEqual([2])
  })
})

test('words are split as a shell splits them', () => {
  expect(splitWords(`a "b c" d\\ e 'f\\g'h`)).toEqual([
    { raw: 'a', text: 'a' },
    { raw: '"b c"', text: 'b c' },
    { raw: 'd\\ e', text: 'd e' },
    { raw: "'f\\g'h", text: 'f\\gh' },
  ])
})

const LINE = fc.constantFrom(
  'FROM a',
  'FROM a AS b',
  'RUN x \\',
  'RUN <<E',
  'E',
  '# c',
  '',
  '  y',
  'COPY --from=b c d',
  'ENV a=b',
  '\t',
  '\\',
  'CMD ["a"]',
  'nonsense',
)

test('every text gives instructions in the order of their lines, and every line belongs to one at most', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(LINE, fc.string())), (lines) => {
      const text = lines.join('\n')
      const { instructions: found, brokenAt } = readDockerfile(text)
      const starts = [...found.map(({ line }) => line), ...brokenAt.filter((line) => !found.some((each) => each.line === line))].sort(
        (a, b) => a - b,
      )
      expect(new Set(starts).size).toBe(starts.length)
      for (const { line, keyword } of found) {
        const written = text.split('\n')[line - 1]!
        if (!written.trimEnd().endsWith('\\')) expect(written.trim().toUpperCase().startsWith(keyword)).toBe(true)
      }
    }),
  )
})
