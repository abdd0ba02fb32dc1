import { afterNested, isBlank } from './shell-nesting.ts'

/** One command of a script. */
export interface ShellCommand {
  /** As it is written, continued lines joined; a pipeline is one command. Without the keywords around it: `do`, `then`, `!`. */
  readonly text: string
  /** 0-based line of the script on which it starts. */
  readonly line: number
  /** How many subshells it stands in: a change of directory in one ends with it. */
  readonly depth: number
  /** What its here-documents hold, and on which line of the script each begins. */
  readonly heredocs: readonly Heredoc[]
}

interface Heredoc {
  readonly text: string
  readonly line: number
}

/**
 * Splits a POSIX shell script (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html) into its simple commands and
 * pipelines, in one pass and linear time. Total: what does not parse ends up in a command as it stands. `${{ … }}` is opaque.
 */
export function splitShell(script: string): ShellCommand[] {
  const scan: Scan = {
    script,
    at: 0,
    line: 0,
    text: '',
    ink: '',
    last: '',
    start: 0,
    heredocs: [],
    due: [],
    groups: 0,
    cases: 0,
    commands: [],
  }
  while (scan.at < script.length) step(scan)
  flush(scan)
  return scan.commands
}

interface Scan {
  readonly script: string
  at: number
  line: number
  /** The statement so far, its last character, and the last one that is not blank. */
  text: string
  ink: string
  last: string
  /** Line on which the statement begins. */
  start: number
  heredocs: Heredoc[]
  /** Here-documents that begin after the next newline. */
  due: { readonly delimiter: string; readonly into: Heredoc[] }[]
  /** Open subshells and `case` statements. */
  groups: number
  cases: number
  readonly commands: ShellCommand[]
}

/** Statements longer than this begin with no keyword that matters for what a parenthesis means. */
const MAX_HEAD = 2000
const PLAIN = /[^\\#\n;&|()<>"'`$[]+/y
const HEREDOC = /<<-?[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|\\?([^\s'"|&;<>()]+))/y

function step(scan: Scan): void {
  const { script, at, ink } = scan
  PLAIN.lastIndex = at
  const plain = PLAIN.exec(script)?.[0].length ?? afterNested(script, at, ink) - at
  const c = script[at]
  const next = script[at + 1]
  if (plain > 0) take(scan, plain)
  else if (c === '\\' && (next === '\n' || next === '\r')) joinLines(scan)
  else if (c === '\\') take(scan, 2)
  else if (c === '\n') endLine(scan)
  else if (c === '#' && isBlank(ink)) scan.at = endOfLine(script, at)
  else if (c === ';') end(scan, 1)
  else if ((c === '&' || c === '|') && next === c) end(scan, 2)
  else if (c === '&' && next !== '>' && !'<>|'.includes(ink || ' ')) end(scan, 1)
  else if (c === '(' || c === ')') parenthesis(scan, c)
  else if (c === '<' && next === '<') hereDocument(scan)
  else take(scan, 1)
}

/** Adds the next characters to the statement. */
function take(scan: Scan, length: number): void {
  const part = scan.script.slice(scan.at, scan.at + length)
  scan.at += length
  if (scan.text === '' && part.trim() === '') return
  if (scan.text === '') scan.start = scan.line
  scan.text += part
  scan.ink = part.at(-1) ?? scan.ink
  scan.last = part.trimEnd().at(-1) ?? scan.last
  scan.line += count(part)
}

function end(scan: Scan, length: number): void {
  flush(scan)
  scan.at += length
}

function flush(scan: Scan): void {
  const { text, isCaseEnd } = bare(scan.text)
  if (isCaseEnd && scan.cases > 0) scan.cases--
  if (CASE.test(text)) scan.cases++
  else if (text !== '') scan.commands.push({ text, line: scan.start, depth: scan.groups, heredocs: scan.heredocs })
  scan.text = ''
  scan.ink = ''
  scan.last = ''
  scan.heredocs = []
}

function joinLines(scan: Scan): void {
  const { script } = scan
  scan.at = endOfLine(script, scan.at) + 1
  scan.line++
  while (script[scan.at] === ' ' || script[scan.at] === '\t') scan.at++
  if (scan.text !== '' && !isBlank(scan.ink)) scan.text += ' '
  if (scan.text !== '') scan.ink = ' '
}

/** A line that ends with a pipe goes on; here-documents that it announced begin. */
function endLine(scan: Scan): void {
  const { script } = scan
  if (scan.last === '|') {
    joinLines(scan)
    return
  }
  flush(scan)
  scan.at++
  scan.line++
  for (const { delimiter, into } of scan.due.splice(0)) {
    const body = readHeredoc(script, scan.at, delimiter)
    into.push({ text: body.text, line: scan.line })
    scan.line += count(script.slice(scan.at, body.end))
    scan.at = body.end
  }
}

/** A parenthesis that groups, or ends the pattern of a `case`; any other is text. */
function parenthesis(scan: Scan, c: '(' | ')'): void {
  const head = scan.text.length <= MAX_HEAD ? scan.text.trimStart() : undefined
  if (c === '(' && head !== undefined && bare(head).text === '') {
    scan.groups++
    scan.at++
  } else if (c === ')' && head !== undefined && CASE.test(head)) {
    scan.cases++
    scan.text = ''
    scan.at++
  } else if (c === ')' && scan.groups > 0) {
    end(scan, 1)
    scan.groups--
  } else if (c === ')' && scan.cases > 0 && scan.ink !== '(') {
    scan.text = ''
    scan.at++
  } else take(scan, 1)
}

function hereDocument(scan: Scan): void {
  if (scan.script[scan.at + 2] === '<') {
    take(scan, 3)
    return
  }
  HEREDOC.lastIndex = scan.at
  const found = HEREDOC.exec(scan.script)
  const delimiter = found?.[1] ?? found?.[2] ?? found?.[3]
  if (delimiter !== undefined) scan.due.push({ delimiter, into: scan.heredocs })
  take(scan, found?.[0].length ?? 2)
}

function readHeredoc(script: string, start: number, delimiter: string): { text: string; end: number } {
  for (let at = start; at < script.length; ) {
    const lineEnd = endOfLine(script, at)
    if (script.slice(at, lineEnd).trim() === delimiter) return { text: script.slice(start, at), end: Math.min(lineEnd + 1, script.length) }
    at = lineEnd + 1
  }
  return { text: script.slice(start), end: script.length }
}

const OPENS = /^(?:if|then|elif|else|do|while|until|time|coproc|!|\{)(?=\s|$)\s*/
const CLOSES = /^(?:fi|done|esac|\})(?=[\s;|<>&]|$)/
const HEADER = /^(?:for|select)\s/
const CASE = /^case\s.*\sin(?:\s|$)/s
const FUNCTION = /^(?:function\s+[\w:.-]+\s*(?:\(\s*\))?|[\w:.-]+\s*\(\s*\))\s*/

/** A statement without the keywords, group braces and function names that it stands in. */
function bare(statement: string): { text: string; isCaseEnd: boolean } {
  let text = statement.trim()
  let isCaseEnd = false
  for (let before = ''; before !== text; ) {
    before = text
    const closed = CLOSES.exec(text)
    if (closed) {
      isCaseEnd ||= closed[0] === 'esac'
      const rest = text.slice(closed[0].length).trimStart()
      text = rest.startsWith('|') ? rest.replace(/^\|&?\s*/, '') : /^[<>&\d]/.test(rest) ? '' : rest
    } else if (HEADER.test(text)) text = ''
    else text = text.replace(FUNCTION, '').replace(OPENS, '')
  }
  return { text, isCaseEnd }
}

/** The words of a command, their quotes removed; `|` is a word of its own. What the shell would substitute stays as it is written. */
export function shellWords(command: string): string[] {
  const words: string[] = []
  let word: string | undefined
  const finish = () => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  for (let at = 0; at < command.length; ) {
    PLAIN_WORD.lastIndex = at
    const plain = PLAIN_WORD.exec(command)?.[0]
    if (plain !== undefined) {
      word = (word ?? '') + plain
      at += plain.length
      continue
    }
    const c = command[at]!
    const nested = c === '(' ? at : afterNested(command, at, 'x')
    if (nested > at) {
      const part = command.slice(at, nested)
      word = (word ?? '') + (c === '"' || c === "'" ? unquote(part, c) : part)
      at = nested
      continue
    }
    if (isBlank(c) || c === '|') finish()
    else word = (word ?? '') + (c === '\\' ? (command[++at] ?? '') : c)
    if (c === '|') words.push(c)
    at++
  }
  finish()
  return words
}

/** Nothing that ends a word, quotes or nests. */
const PLAIN_WORD = /[^ \t\n\r\\|$(<>"'`[]+/y

function unquote(part: string, quote: string): string {
  const inner = part.length > 1 && part.endsWith(quote) ? part.slice(1, -1) : part.slice(1)
  return quote === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at === -1 ? text.length : at
}

function count(text: string): number {
  let lines = 0
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines++
  return lines
}
