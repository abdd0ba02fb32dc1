import { isFields } from './fields.ts'
import { jsonProblem } from './json-problem.ts'
import { withoutComments } from './jsonc.ts'
import type { Format } from './lockfile.ts'
import { Problem } from './problem.ts'

/** Nothing longer is given to a general parser: it takes many times its size in memory, and a second for 30 MB. */
export const MAX_LENGTH = 8 * 1024 * 1024
/** Aliases can make a short text stand for an endless one. */
const MAX_GROWTH = 4
const MAX_DEPTH = 64

/**
 * The content of a lockfile, read by a general parser and written down in the layout of its package manager, which the scanners read.
 * Loads js-yaml for YAML formats. Throws a `Problem`.
 */
export async function rewritten(text: string, format: Format): Promise<string> {
  if (text.length > MAX_LENGTH)
    throw new Problem('unusual_layout', `expected the layout that package managers write in more than ${MAX_LENGTH} characters`, 0)
  return format === 'bun-lock' ? bunLayout(text) : yamlLayout(text)
}

async function yamlLayout(text: string): Promise<string> {
  const { loadAll, FAILSAFE_SCHEMA, YAMLException } = await import('js-yaml')
  try {
    const documents = loadAll(text, { schema: FAILSAFE_SCHEMA, maxDepth: MAX_DEPTH })
    const out: Out = { pieces: [], room: text.length * MAX_GROWTH + 4096 }
    for (const document of documents) {
      if (documents.length > 1) write(out, '---\n')
      if (!isFields(document)) throw new Problem('unexpected_type', 'expected a map as the lockfile, found something else', 0)
      writeMap(out, document, '')
    }
    return out.pieces.join('')
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const offset = error.mark?.position ?? 0
    if (/maxDepth/.test(error.reason))
      throw new Problem('depth_cap_exceeded', `expected at most ${MAX_DEPTH} levels of nesting, found more`, offset)
    if (offset >= text.trimEnd().length) throw new Problem('truncated', 'expected the rest of the YAML text, found its end', offset)
    throw new Problem('parse_error', 'expected YAML without tags, found a syntax error', offset)
  }
}

interface Out {
  readonly pieces: string[]
  /** Characters that may still be written. */
  room: number
}

function write(out: Out, text: string): void {
  out.room -= text.length
  if (out.room < 0) throw new Problem('alias_cap_exceeded', 'expected no aliases, found so many that the text grows without end', 0)
  out.pieces.push(text)
}

function writeMap(out: Out, map: Readonly<Record<string, unknown>>, indent: string): void {
  for (const [key, value] of Object.entries(map)) {
    write(out, `${indent}${written(key)}:`)
    if (isFields(value) && Object.keys(value).length > 0) {
      write(out, '\n')
      writeMap(out, value, `${indent}  `)
    } else if (isFields(value)) write(out, ' {}\n')
    else if (Array.isArray(value)) write(out, ` [${value.map((item) => (typeof item === 'string' ? written(item) : "''")).join(', ')}]\n`)
    else write(out, ` ${written(String(value))}\n`)
  }
}

/** A scalar on one line. */
function written(text: string): string {
  if (/^[\w./^~@][\w./^~@+=-]*$/.test(text) && text[0] !== '@') return text
  return /^[\t\u0020-\u{10ffff}]*$/u.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text)
}

function bunLayout(text: string): string {
  const value = parseJson(withoutComments(text))
  const { packages = {}, ...rest } = isFields(value) ? value : {}
  if (!isFields(value) || !isFields(packages))
    throw new Problem('unexpected_type', 'expected an object as the lockfile and as its packages, found another JSON value', 0)
  try {
    const lines = Object.entries(packages).map(([key, entry]) => `    ${JSON.stringify(key)}: ${onOneLine(entry)},\n`)
    const members = Object.entries(rest).map(([key, member]) => `  ${JSON.stringify(key)}: ${JSON.stringify(member)},\n`)
    return `{\n${members.join('')}\n  "packages": {\n${lines.join('')}  }\n}`
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Problem('depth_cap_exceeded', `expected at most ${MAX_DEPTH} levels of nesting, found more than can be read`, 0)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw jsonProblem(text)
  }
}

function onOneLine(entry: unknown): string {
  const items = Array.isArray(entry) ? entry : [entry]
  return `[${items.map((item) => JSON.stringify(item, null, 1).replace(/\n */g, ' ')).join(', ')}]`
}
