import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tokenize } from './groovy.ts'

const values = (text: string) => tokenize(text).tokens.map(({ value }) => value)

it('finds words, texts and marks with their lines, and no comments', () => {
  const { tokens, isWhole } = tokenize("#!groovy\nstage('It\\'s') { // don't\n  sh '''a\n  b'''\n} /* x\n' */ bat \"c\\\"\"")
  expect(tokens.map(({ kind, value, line }) => [kind, value, line])).toEqual([
    ['word', 'stage', 2],
    ['mark', '(', 2],
    ['text', "It's", 2],
    ['mark', ')', 2],
    ['mark', '{', 2],
    ['word', 'sh', 3],
    ['text', 'a\n  b', 3],
    ['mark', '}', 5],
    ['word', 'bat', 6],
    ['text', 'c"', 6],
  ])
  expect(isWhole).toBe(true)
})

it('says when a text or a comment does not end', () => {
  for (const text of ["sh 'a\nb'", 'sh """a', '/* a', "sh 'a\\'"]) expect(tokenize(text).isWhole).toBe(false)
  expect(values("sh 'a\nb")).toEqual(['sh', 'a\nb'])
})

it('is total, and takes time that grows with the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'a\'"\\/*{}\n$(') }), (text) => {
      expect(tokenize(text).tokens.length).toBeLessThanOrEqual(text.length)
    }),
  )
  for (const bait of ["'", '"', '/*', "\\'", '{', "stage('", '"""', '//'])
    expect(tokenize(bait.repeat(100_000)).tokens.length).toBeLessThanOrEqual(200_000)
})
