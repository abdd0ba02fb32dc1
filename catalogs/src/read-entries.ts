import { isMap, isNode, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { z } from 'zod'
import type { Catalog } from './catalogs.ts'

/** A catalog that says something wrong; one `file:line: what` in each line of the message. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError'
}

type Path = readonly PropertyKey[]
interface Problem {
  readonly path: Path
  readonly message: string
}

/** The entries of a catalog's YAML, defaults filled in. Throws `CatalogError` with every problem of the file. */
export function readEntries(catalog: Catalog, text: string): { readonly name: string }[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    message: error.message,
  }))
  if (broken.length > 0) throw failure(catalog, broken)

  const parsed = z.array(catalog.entry).safeParse(document.toJS())
  const problems = parsed.success ? conflicts(catalog, parsed.data) : parsed.error.issues.flatMap(explain)
  const line = (path: Path) => lines.linePos(offsetOf(document.contents, path)).line
  if (problems.length > 0)
    throw failure(
      catalog,
      problems.map(({ path, message }) => ({ line: line(path), message })),
    )
  return parsed.data!
}

function failure(catalog: Catalog, problems: readonly { line: number; message: string }[]): CatalogError {
  const sorted = problems.toSorted((a, b) => a.line - b.line)
  return new CatalogError(sorted.map(({ line, message }) => `${catalog.name}.yaml:${line}: ${message}`).join('\n'))
}

function explain(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...issue.path, key], message: `unknown key "${key}"` }))
  const field = issue.path.slice(1).join('.')
  return [{ path: issue.path, message: field ? `${field}: ${issue.message}` : issue.message }]
}

/** What a schema of one entry cannot see: order and uniqueness of names, and things that two entries claim. */
function conflicts(catalog: Catalog, entries: readonly { readonly name: string }[]): Problem[] {
  const problems: Problem[] = []
  for (const [i, { name }] of entries.entries()) {
    const before = entries[i - 1]?.name
    if (before === undefined || name > before) continue
    problems.push({ path: [i, 'name'], message: name === before ? `"${name}" is there twice` : `"${name}" belongs before "${before}"` })
  }
  for (const field of catalog.claims) {
    const owner = new Map<string, string>()
    for (const [i, entry] of entries.entries()) {
      const items = (entry as unknown as Record<string, string[]>)[field] ?? []
      for (const [j, item] of items.entries()) {
        const first = owner.get(item)
        if (first === undefined) owner.set(item, entry.name)
        else problems.push({ path: [i, field, j], message: `${field}: "${item}" is claimed by "${first}" already` })
      }
    }
  }
  return problems
}

/** Where the deepest part of a path that exists stands in the text: an entry of a mapping stands where its key does. */
function offsetOf(root: ParsedNode | null, path: Path): number {
  let node: unknown = root
  let offset = 0
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined
    const child = isSeq(node) ? node.items[key as number] : pair?.value
    const place = pair ? pair.key : child
    if (!isNode(place)) break
    offset = place.range?.[0] ?? offset
    node = child
  }
  return offset
}
