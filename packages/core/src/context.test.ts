import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createContext } from './context.ts'
import { resolveInputs } from './inputs.ts'
import { defineProbe, type Json, type ProbeContext } from './probe.ts'
import { memorySource } from './testing.ts'

const needed = defineProbe({
  name: 'needed',
  slice: 'n',
  version: '1.0.0',
  schema: z.string(),
  inputs: {},
  run: () => ({ slice: '', evidence: {} }),
})
const probe = defineProbe({
  name: 'asking',
  slice: 'asked',
  version: '1.0.0',
  schema: z.strictObject({}),
  inputs: { reads: ['**/package.json', '*.yaml', '*.txt'], lists: ['src/**'], data: { a: 1 } },
  needs: [needed],
  run: () => ({ slice: {}, evidence: {} }),
})

async function contextOf(files: Record<string, string | Uint8Array>) {
  const source = await memorySource(files)
  const inputs = resolveInputs({ reads: probe.inputs.reads!, lists: probe.inputs.lists! }, source)
  const { ctx, warnings } = createContext(probe, inputs, source, new Map([['needed', 'value']]), new AbortController().signal)
  return { ctx: ctx as ProbeContext<Json | undefined, typeof needed>, warnings }
}

const Any = z.record(z.string(), z.unknown())

describe('the context', () => {
  it('shows the declared paths and nothing else', async () => {
    const { ctx, warnings } = await contextOf({ 'b/package.json': '{}', 'package.json': '{}', 'src/x.ts': '', 'other.md': '' })
    expect(ctx.paths).toEqual(['b/package.json', 'package.json', 'src/x.ts'])
    expect(ctx.match('**/package.json')).toEqual(['b/package.json', 'package.json'])
    expect(ctx.match('b/*')).toEqual(['b/package.json'])
    expect([ctx.has('package.json'), ctx.has('c/package.json'), ctx.has('src/none')]).toEqual([true, false, false])
    expect(() => ctx.has('other.md')).toThrow('asked for whether other.md exists')
    expect(() => ctx.match('*.md')).toThrow('asked for other.md, which *.md matches,')
    expect(ctx.data).toEqual({ a: 1 })
    expect(ctx.slice(needed)).toBe('value')
    expect(warnings).toEqual([])
  })

  it('keeps what is made of a file, but for what has to be warned of', async () => {
    const { ctx, warnings } = await contextOf({ 'a.txt': 'text', 'b.txt': Uint8Array.of(0x66, 0xff) })
    const made: string[] = []
    const make = (text: string) => made.push(text)
    expect([await ctx.extract('a.txt', 'count', make), await ctx.extract('a.txt', 'count', make)]).toEqual([1, 1])
    expect(await ctx.extract('a.txt', 'other', make)).toBe(2)
    expect([await ctx.extract('b.txt', 'count', make), await ctx.extract('b.txt', 'count', make)]).toEqual([3, 4])
    expect(await ctx.extract('none.txt', 'count', make)).toBeUndefined()
    await expect(ctx.extract('src/x.ts', 'count', make)).rejects.toThrow('asked for the content of src/x.ts')
    expect(made).toEqual(['text', 'text', 'f\ufffd', 'f\ufffd'])
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([['file.invalid_utf8', 'b.txt']])
  })

  it('tells absent from broken', async () => {
    const { ctx, warnings } = await contextOf({ 'package.json': '{"a": ', 'b/package.json': '' })
    expect(await ctx.json('c/package.json', Any)).toBeUndefined()
    expect(warnings).toEqual([])
    expect(await ctx.json('package.json', Any)).toBeUndefined()
    expect(await ctx.json('package.json', Any)).toBeUndefined()
    expect(await ctx.json('b/package.json', Any)).toBeUndefined()
    expect(warnings).toEqual([
      { code: 'file.parse_error', path: 'package.json', message: 'expected JSON, found a syntax error at line 1, column 7' },
      { code: 'file.parse_error', path: 'b/package.json', message: 'expected JSON, found an empty file' },
    ])
  })

  it('reads UTF-8 with and without a byte order mark, names what is not UTF-8', async () => {
    const utf16 = Buffer.from('\ufeff{"a":1}', 'utf16le')
    const { ctx, warnings } = await contextOf({
      'package.json': '\ufeff{"a": "ä"}',
      'a/package.json': utf16,
      'b/package.json': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      'c/package.json': utf16.subarray(2),
      'x.txt': Buffer.from('\ufefftext'),
    })
    expect(await ctx.json('package.json', Any)).toEqual({ a: 'ä' })
    expect(await ctx.text('x.txt')).toBe('text')
    expect(await ctx.json('a/package.json', Any)).toBeUndefined()
    expect(await ctx.json('b/package.json', Any)).toEqual({ '\ufffd': 1 })
    expect(await ctx.json('c/package.json', Any)).toBeUndefined()
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([
      ['file.encoding_unsupported', 'a/package.json'],
      ['file.invalid_utf8', 'b/package.json'],
      ['file.encoding_unsupported', 'c/package.json'],
    ])
  })

  it('keeps what is well-formed of a file and names the rest', async () => {
    const { ctx, warnings } = await contextOf({ 'package.json': '{"name": 5, "private": true, "__proto__": {"x": 1}}' })
    expect(await ctx.json('package.json', z.object({ name: z.string().optional(), private: z.boolean().optional() }))).toEqual({
      private: true,
    })
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['file.forbidden_key', 'the key __proto__ was left out, first at line 1'],
      ['file.unexpected_type', 'name: expected string, found number'],
    ])
  })

  it('says where a key stands, in JSON and in YAML', async () => {
    const { ctx } = await contextOf({ 'package.json': '{\n"scripts": {\n"build": "tsc"}}', 'w.yaml': 'a: 1\npackages:\n  - x\n' })
    expect(await ctx.yaml('w.yaml', Any)).toEqual({ a: 1, packages: ['x'] })
    expect([ctx.at('package.json', 'scripts', 'build'), ctx.at('package.json', 'nothing'), ctx.at('w.yaml', 'packages', 0)]).toEqual([
      'package.json:3',
      'package.json',
      'w.yaml:3',
    ])
  })
})
