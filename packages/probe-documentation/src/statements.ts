import type { VersionStatement } from './schema.ts'

type Tool = VersionStatement['tool']
type Statement = Omit<VersionStatement, 'at'>

/** Longer lines are tables, badges or generated. */
const MAX_LINE = 2000
const VERSION = String.raw`(\d{1,3}(?:\.(?:\d{1,5}|x)){0,2})`
const TOOL = new RegExp(
  String.raw`(?<![\w@/.-])(node(?:\.?js)?|npm|pnpm|yarn|bun)(?![\w/-])[ ]{0,2}(?:runtime )?[(:,]?[ ]{0,2}(?:versions? )?(>=|>|\^|~|=|@)?[ ]{0,2}(v?)${VERSION}(?!\w|\.\w)(\+?)(?=(.{0,24}))`,
  'gi',
)
const NVM = new RegExp(String.raw`(?<![\w-])(?:nvm|fnm|volta|n) (?:use|install) (?:node@)?v?${VERSION}(?!\w|\.\w)`, 'gi')
/** What was so, or is not: it states nothing about now. */
const PAST =
  /\b(?:drop(?:s|ped|ping)?|remov\w{1,4}|no longer|deprecat\w{1,5}|since|before|prior|older|below|less than|unsupported|until|upgrad\w{1,4}|migrat\w{1,5}|n[o']t|fixe[sd]|from node|changelog)\b/i
const OR_LATER = /^ ?(?:\(?(?:or|and) )?(?:higher|later|newer|above|greater|up|onwards?|at least|minimum)\b/i
const OR_ALSO = new RegExp(String.raw`^,? ?(?:or|and|\/|,) ?(?:node(?:\.?js)? )?v?${VERSION}(?![\w%]|\.\w)`, 'i')

/** Versions of tools that a line of prose names. Reads what is plain, and leaves out what could mean something else. */
export function versionsIn(line: string): Statement[] {
  if (line.length > MAX_LINE || PAST.test(line)) return []
  const text = plain(line)
  const stated = [...text.matchAll(TOOL)].flatMap(([, name = '', operator = '', v = '', version = '', plus = '', after = '']) => {
    const tool = toolOf(name)
    const isBare = `${operator}${v}${plus}` === '' && !/js$/i.test(name) && !version.includes('.') && !OR_LATER.test(after)
    return isMeant(tool, version, isBare) ? [{ tool, value: rangeOf(operator, version, plus, after) }] : []
  })
  const used = [...text.matchAll(NVM)].map(([, version = '']): Statement => ({ tool: 'node', value: version }))
  const all = [...stated, ...used]
  return all.filter(({ tool, value }, i) => all.findIndex((each) => each.tool === tool && each.value === value) === i)
}

/** Without links, emphasis and code marks: `[Node.js](https://…) **18+**` is `Node.js 18+`. */
function plain(line: string): string {
  return line.replace(/\[([^\][]{0,200})\]\([^()]{0,500}\)/g, '$1').replace(/[*_`]/g, '')
}

function toolOf(name: string): Tool {
  const lower = name.toLowerCase()
  return lower.startsWith('node') ? 'node' : (lower as Tool)
}

/** `node 3` may be a machine of a cluster; no release line of Node before 4 but 0.10 and 0.12 was in use for long. */
function isMeant(tool: Tool, version: string, isBare: boolean): boolean {
  const major = Number(version.split('.')[0])
  if (tool !== 'node') return major < 30 && (!isBare || major > 0)
  return version.startsWith('0.1') || (major >= (isBare ? 8 : 4) && major < 60)
}

function rangeOf(operator: string, version: string, plus: string, after: string): string {
  if (plus === '+' || OR_LATER.test(after)) return `>=${version}`
  const comparator = operator === '=' || operator === '@' ? '' : operator
  const also = comparator === '' ? OR_ALSO.exec(after)?.[1] : undefined
  return also === undefined ? `${comparator}${version}` : `${version} || ${also}`
}
