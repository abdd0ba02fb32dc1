import { parseYaml } from '@codegenie/core'
import type { Repo } from './model.ts'
import type { Node } from './node.ts'

/** Documents of one file that are read. */
const MAX_DOCUMENTS = 200

/** All documents of a YAML file that may hold several; a broken one is warned of, and the others are read. */
export async function openDocs(repo: Repo, path: string): Promise<Node[]> {
  const text = repo.has(path) ? await repo.ctx.text(path) : undefined
  if (text === undefined) return []
  const lines = text.split('\n')
  const documents: Node[] = []
  for (const { start, end } of ranges(lines).slice(0, MAX_DOCUMENTS)) {
    const { parsed, line } = await parseYaml(lines.slice(start, end).join('\n'))
    if ('problem' in parsed) {
      const message = `${parsed.message}, in the document that begins at line ${start + 1}`
      repo.warn({ code: `file.${parsed.problem}`, path, message })
      continue
    }
    const lineOf = (keys: readonly (string | number)[]) => {
      const found = line(keys)
      return found === undefined ? undefined : found + start
    }
    documents.push({ doc: { path, lines, lineOf }, keys: [], value: parsed.value })
  }
  return documents
}

/** `---` at the beginning of a line ends a document: https://yaml.org/spec/1.2.2/#914-explicit-documents */
function ranges(lines: readonly string[]): { start: number; end: number }[] {
  const marks = lines.flatMap((line, i) => (/^---(?:\s|$)/.test(line) ? [i] : []))
  const starts = [0, ...marks.map((mark) => mark + 1)]
  return starts
    .map((start, i) => ({ start, end: marks[i] ?? lines.length }))
    .filter(({ start, end }) => lines.slice(start, end).some((line) => /^[^#\s]|^\s+[^#\s]/.test(line)))
}
