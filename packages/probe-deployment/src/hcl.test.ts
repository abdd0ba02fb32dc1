// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of HCL are what is tested
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHcl } from './hcl.ts'

/** Without prototypes, which tell nothing here. */
const read = (text: string) => JSON.parse(JSON.stringify(parseHcl(text).value))

describe('parseHcl', () => {
  it('reads blocks by type and label, and attributes', () => {
    expect(
      read(`# a comment
terraform {
  required_version = ">= 1.5" // why
  backend "s3" {}
}
/* two
   lines */
resource "aws_lambda_function" "web" {
  runtime     = "nodejs22.x"
  memory_size = 512
  publish     = true
  environment {
    variables = {
      A   = "x"
      "B" : var.b,
      (var.c) = 1
    }
  }
}
resource aws_lambda_function api { handler = null }
`),
    ).toEqual({
      terraform: [{ required_version: '>= 1.5', backend: { s3: [{}] } }],
      resource: {
        aws_lambda_function: {
          web: [{ runtime: 'nodejs22.x', memory_size: 512, publish: true, environment: [{ variables: { A: 'x', B: '${var.b}' } }] }],
          api: [{ handler: null }],
        },
      },
    })
  })

  it.each([
    ['"a\\"b\\n"', 'a"b\n'],
    ['"${var.repo}:v1"', '${var.repo}:v1'],
    ['"a-${lower("x}")}-b"', 'a-${…}-b'],
    ['"$${x} %%{y}"', '$${x} %%{y}'],
    ['"%{ if a }b%{ endif }"', '${…}b${endif}'],
    ['<<EOF\n{"a": 1}\nEOF', '{"a": 1}\n'],
    ['<<-EOF\n   a\n   EOF\n', '   a\n'],
    ['var.image', '${var.image}'],
    ['aws_ecr_repository.web[0].repository_url', '${aws_ecr_repository.web[0].repository_url}'],
    ['[1, "a",\n  true, # yes\n]', [1, 'a', true]],
    ['[for x in y : x]', null],
    ['{ for k, v in y : k => v }', null],
    ['var.a ? "x" : "y"', null],
    ['"a" == "b"', null],
    ['1 + 2', null],
    ['6 / 2', null],
    ['-1', -1],
    ['1.5', 1.5],
    ['1e3', null],
    ['(1)', null],
    ['file("x")', null],
    ['jsonencode([{ name = "web", port = 80 }])', [{ name: 'web', port: 80 }]],
    ['merge({ A = 1 }, local.env, { B = 2 })', { A: 1, B: 2 }],
    ['{ a = foo({ b = 1 }), c = 2 }', { a: null, c: 2 }],
  ])('reads %j', (expression, value) => {
    expect(read(`a = ${expression}\nb = 1\n`)).toEqual({ a: value, b: 1 })
  })

  it('knows the lines', () => {
    const file = parseHcl('a = 1\r\n\r\nb "x" "y" {\n  c = [\n    1 + 1,\n    2,\n  ]\n}\nb "x" "y" {}\n')
    expect(file.brokenAt).toBeNull()
    const paths = [['a'], ['b', 'x', 'y', 0], ['b', 'x', 'y', 0, 'c'], ['b', 'x', 'y', 0, 'c', 1], ['b', 'x', 'y', 1], ['z']]
    expect(paths.map((keys) => file.line(keys))).toEqual([1, 3, 4, 6, 9, undefined])
  })

  it.each([
    ['a = 1\n}\nb = 2\n', { a: 1, b: 2 }, 2],
    ['a = = 1\nb = 2\n', { a: null, b: 2 }, null],
    ['???\nb = 2\n', { b: 2 }, 1],
    ['a "x" {\n  b = 1\n', { a: { x: [{ b: 1 }] } }, 1],
    ['a = "never closed\nb = 2\n', { a: null, b: 2 }, 1],
    ['a = <<EOF\nb = 2\n', { a: '' }, 1],
    ['a = [1, 2\nb = 2\n', { a: null }, 1],
  ])('goes on behind what is broken: %j', (text, value, line) => {
    expect(read(text)).toEqual(value)
    expect(parseHcl(text).brokenAt).toBe(line)
  })

  it('takes names of prototypes for what they are', () => {
    expect(Object.keys(parseHcl('__proto__ "constructor" {}\nhasOwnProperty = 1\n').value)).toEqual(['__proto__', 'hasOwnProperty'])
  })

  it('ends on any text, without a throw', () => {
    const piece = fc.constantFrom(
      'a',
      ' = ',
      '"',
      '${',
      '}',
      '{',
      '[',
      ']',
      '(',
      ')',
      '<<A\n',
      'A\n',
      '\n',
      '#',
      '/*',
      '*/',
      ',',
      '\\',
      '%{',
      'x "y" {\n',
    )
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void parseHcl(pieces.join(''))))
  })

  it.each(['a = [\n', '<<A\n', 'a = "${\n', 'a {\n', '}\n', 'a = (\n', 'a = {{{{\n', '"', '${', 'a = "${"${"${', '/*', 'x '])(
    'is done with a long row of %j',
    (piece) => {
      expect(parseHcl(piece.repeat(200_000 / piece.length)).value).toBeTypeOf('object')
    },
  )
})
