import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { check } from './check.ts'

const Manifest = z.object({
  name: z.string().optional(),
  scripts: z.record(z.string(), z.string()).default({}),
  files: z.array(z.string()).default([]),
})

describe('check', () => {
  it('passes what fits', () => {
    expect(check({ name: 'a', scripts: { b: 'c' }, other: 1 }, Manifest)).toEqual({
      value: { name: 'a', scripts: { b: 'c' }, files: [] },
      malformed: [],
    })
  })

  it('leaves out malformed fields, one by one, and names them without their values', () => {
    expect(check({ name: 5, scripts: { a: 's3cret', b: null, c: ['s3cret'] }, files: ['x', 1, 'y', {}] }, Manifest)).toEqual({
      value: { scripts: { a: 's3cret' }, files: ['x', 'y'] },
      malformed: [
        'name: expected string, found number',
        'scripts.b: expected string, found null',
        'scripts.c: expected string, found array',
        'files.1: expected string, found number',
        'files.3: expected string, found object',
      ],
    })
  })

  it('gives nothing when the whole is of another type, or a required field is malformed', () => {
    expect(check([], Manifest)).toEqual({ value: undefined, malformed: ['the whole file: expected object, found array'] })
    expect(check({ id: 'x' }, z.object({ id: z.number() })).value).toBeUndefined()
  })

  it('names ten at most', () => {
    const scripts = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`s${i}`, i]))
    const { value, malformed } = check({ scripts }, Manifest)
    expect(value).toEqual({ scripts: {}, files: [] })
    expect(malformed).toHaveLength(11)
    expect(malformed.at(-1)).toBe('15 more')
  })

  it('leaves out any number of malformed fields', () => {
    const scripts = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`s${i}`, i]))
    const { value, malformed } = check({ scripts }, Manifest)
    expect(value).toEqual({ scripts: {}, files: [] })
    expect(malformed.at(-1)).toBe('99990 more')
  })
})
