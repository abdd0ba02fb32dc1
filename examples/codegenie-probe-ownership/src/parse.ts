import { GlobError } from '@codegenie/core'
import { matcher } from './pattern.ts'
import type { Platform } from './platforms.ts'

export interface ParsedRule {
  readonly line: number
  readonly section: string | null
  readonly pattern: string
  readonly owners: readonly string[]
  /** GitLab: what it matches has no owner in its section, whatever stands elsewhere in it. */
  readonly isExclusion: boolean
}

export interface Section {
  readonly name: string
  readonly optional: boolean
  readonly approvals: number
  readonly owners: readonly string[]
}

export interface Parsed {
  readonly rules: readonly ParsedRule[]
  readonly sections: readonly Section[]
  /** Lines that the platform does not understand, and what is the matter. */
  readonly problems: readonly { readonly line: number; readonly code: string; readonly message: string }[]
}

const SECTION = /^(\^?)\[([^\]]+)\](?:\[(\d{1,4})\])?(?:\s+(.*))?$/
/** A user, team, group or role, or an address. */
const OWNER = /^(?:@\S+|[^@\s]+@[^@\s]+)$/

/** Reads a CODEOWNERS file as its platform does; it throws for no text. */
export function parseCodeowners(text: string, platform: Platform): Parsed {
  const rules: ParsedRule[] = []
  const sections = new Map<string, Section>()
  const problems: { line: number; code: string; message: string }[] = []
  let section: Section | null = null
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1
    const content = platform === 'gitlab' ? raw.trim() : withoutComment(raw)
    if (content === '' || content.startsWith('#')) continue
    const heading = platform === 'gitlab' ? SECTION.exec(content) : null
    if (heading) {
      const key = heading[2]!.trim().toLowerCase()
      section = sections.get(key) ?? sectionOf(heading) // the first of one name counts; its case does not
      sections.set(key, section)
      continue
    }
    const { pattern, rest } = split(content)
    const owners = rest.filter((word) => OWNER.test(word))
    if (owners.length < rest.length)
      problems.push({ line, code: 'owner_invalid', message: `line ${line} names something that is no user, team or address` })
    const problem = patternProblem(pattern, platform)
    if (problem) problems.push({ line, code: 'pattern_unsupported', message: `line ${line}: ${problem}; ${platform} leaves the line out` })
    else if (rest.length === 0 && pattern.startsWith('@'))
      problems.push({
        line,
        code: 'pattern_missing',
        message: `line ${line} has an owner in the place of a pattern: it matches files of that name`,
      })
    if (problem) continue
    const isExclusion = platform === 'gitlab' && pattern.startsWith('!')
    const named = owners.length > 0 || isExclusion ? owners : (section?.owners ?? [])
    rules.push({ line, section: section?.name ?? null, pattern: isExclusion ? pattern.slice(1) : pattern, owners: named, isExclusion })
  }
  return { rules, sections: [...sections.values()], problems }
}

function sectionOf([, optional, name = '', approvals, owners = '']: RegExpExecArray): Section {
  const named = owners.split(/\s+/).filter((word) => OWNER.test(word))
  return { name: name.trim(), optional: optional === '^', approvals: Number(approvals ?? (optional === '^' ? 0 : 1)), owners: named }
}

/** GitHub and Bitbucket allow a comment behind a rule. */
function withoutComment(line: string): string {
  const at = line.startsWith('#') ? 0 : line.search(/\s#/)
  return (at === -1 ? line : line.slice(0, at)).trim()
}

/** The pattern, in which a blank is written `\ `, and the words behind it. */
function split(content: string): { pattern: string; rest: readonly string[] } {
  const pattern = /^(?:\\.|[^\s\\])+/.exec(content)?.[0] ?? content
  const words = content
    .slice(pattern.length)
    .split(/\s+/)
    .filter((word) => word !== '')
  return { pattern: pattern.replaceAll(/\\(.)/g, '$1'), rest: words }
}

/** What cannot be a pattern at all, and what gitignore has and GitHub and Bitbucket leave out. */
function patternProblem(pattern: string, platform: Platform): string | undefined {
  if (platform !== 'gitlab' && pattern.startsWith('!')) return 'a pattern cannot be negated'
  if (platform !== 'gitlab' && pattern.includes('[')) return 'a pattern has no character ranges'
  try {
    matcher(pattern.replace(/^!/, ''), platform)
    return undefined
  } catch (error) {
    if (error instanceof GlobError) return 'expected a pattern of common length and form'
    throw error
  }
}
