import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RawDocument, splitDocuments } from './documents.ts'

/** Line by line, as the specification says it. */
function slow(text: string): RawDocument[] {
  const documents: RawDocument[] = []
  const lines = text.split('\n')
  let from = 0
  const push = (to: number) => {
    const body = lines.slice(from, to)
    if (!body.every((line) => /^\s*([#%]|$)/.test(line))) documents.push({ text: body.join('\n'), offset: from })
  }
  for (const [index, line] of lines.entries()) {
    if (!/^(---|\.\.\.)(\s|$)/.test(line)) continue
    push(index)
    lines[index] = line.slice(3).replace(/^[ \t\r]+/, '')
    from = index
  }
  push(lines.length)
  return documents
}

describe('splitDocuments', () => {
  it('cuts at markers alone, and knows the lines', () => {
    expect(splitDocuments('a: 1\n---\n# c\n--- b: 2\n----\n...\n---x\n')).toEqual([
      { text: 'a: 1', offset: 0 },
      { text: 'b: 2\n----', offset: 3 },
      { text: '\n---x\n', offset: 5 },
    ])
    expect(splitDocuments('%YAML 1.2\n---\n\n')).toEqual([])
  })

  it('agrees with the slow way', () => {
    const piece = fc.constantFrom('---', '...', '\n', ' ', 'a: 1', '#', '\r', '%', '-', '.', '\n--- ', '\n---\n')
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        (pieces) => void expect(splitDocuments(pieces.join(''))).toEqual(slow(pieces.join(''))),
      ),
    )
  })
})
