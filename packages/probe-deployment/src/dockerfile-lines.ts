/** A Dockerfile as instructions: https://docs.docker.com/reference/dockerfile/ */
export interface DockerfileLines {
  /** Of the `# syntax=` directive. */
  readonly syntax: string | null
  readonly instructions: readonly Instruction[]
  /** 1-based line where the file stops being one: a heredoc without an end, an instruction that is none. */
  readonly brokenAt: readonly number[]
}

export interface Instruction {
  /** Upper case. */
  readonly keyword: string
  /** `--from=build` -> [`from`, `build`]; a flag without a value has ''. */
  readonly flags: readonly (readonly [string, string])[]
  /** The rest, continuation lines joined and comments left out. */
  readonly args: string
  /** 1-based. */
  readonly line: number
  /** Bodies of the here-documents of RUN, COPY and ADD. */
  readonly heredocs: readonly string[]
}

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
)
const WITH_HEREDOCS = new Set(['ADD', 'COPY', 'ONBUILD', 'RUN'])

export function readDockerfile(text: string): DockerfileLines {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  const { syntax, mark } = directives(lines)
  const instructions: Instruction[] = []
  const brokenAt: number[] = []
  for (let at = 0; at < lines.length; ) {
    const line = at + 1
    if (isIgnored(lines[at]!)) {
      at++
      continue
    }
    const joined = joinLines(lines, at, mark)
    at = joined.next
    const { keyword, rest } = splitKeyword(joined.text)
    if (!KEYWORDS.has(keyword)) {
      brokenAt.push(line)
      continue
    }
    const heredocs: string[] = []
    for (const marker of WITH_HEREDOCS.has(keyword) ? heredocMarkers(rest, mark) : []) {
      const body = heredocBody(lines, at, marker)
      if (!body) brokenAt.push(line)
      heredocs.push(body?.text ?? lines.slice(at).join('\n'))
      at = body?.next ?? lines.length
    }
    instructions.push({ keyword, ...splitFlags(rest), line, heredocs })
  }
  return { syntax, instructions, brokenAt }
}

/** Directives are the comments at the very top that look like `# key=value`; the first other line ends them. */
function directives(lines: readonly string[]): { syntax: string | null; mark: string } {
  const found = new Map<string, string>()
  for (const line of lines) {
    const [, key, value] = /^\s{0,80}#\s{0,80}([A-Za-z][A-Za-z0-9]*)\s{0,80}=(.*)$/.exec(line.slice(0, 2000)) ?? []
    if (key === undefined || value === undefined || found.has(key.toLowerCase())) break
    found.set(key.toLowerCase(), value.trim())
  }
  return { syntax: found.get('syntax') ?? null, mark: found.get('escape') === '`' ? '`' : '\\' }
}

const isIgnored = (line: string): boolean => {
  const start = line.trimStart()
  return start === '' || start.startsWith('#')
}

/** Comments and empty lines between continuation lines are left out, as the builder does. */
function joinLines(lines: readonly string[], from: number, mark: string): { text: string; next: number } {
  const parts: string[] = []
  let at = from
  for (; at < lines.length; at++) {
    const line = lines[at]!
    if (at > from && isIgnored(line)) continue
    const body = line.trimEnd()
    // An escaped escape character at the end is a character, not a continuation.
    const continues = body.endsWith(mark) && !body.endsWith(mark + mark)
    parts.push(continues ? body.slice(0, -1) : line)
    if (!continues) return { text: parts.join('').trim(), next: at + 1 }
  }
  return { text: parts.join('').trim(), next: at }
}

function splitKeyword(text: string): { keyword: string; rest: string } {
  const end = text.search(/\s/)
  if (end === -1) return { keyword: text.toUpperCase(), rest: '' }
  return { keyword: text.slice(0, end).toUpperCase(), rest: text.slice(end).trimStart() }
}

function splitFlags(rest: string): Pick<Instruction, 'flags' | 'args'> {
  const flags: [string, string][] = []
  let args = rest
  for (;;) {
    const [word, name, value = ''] = /^--([a-z][a-z-]{0,40})(?:=(\S*))?(?=\s|$)/.exec(args) ?? []
    if (word === undefined || name === undefined) return { flags, args }
    flags.push([name, value])
    args = args.slice(word.length).trimStart()
  }
}

interface Marker {
  readonly end: string
  readonly stripTabs: boolean
}

/** `<<EOF`, `<<-EOF`, `<<"EOF"`, `3<<EOF`: words of their own, outside quotes. */
function heredocMarkers(args: string, mark: string): Marker[] {
  if (!args.includes('<<')) return []
  return splitWords(args, mark).flatMap(({ raw }) => {
    const [, dash, word = ''] = /^\d{0,9}<<(-?)([^<]{1,200})$/.exec(raw) ?? []
    const end = word.replaceAll(/["']/g, '')
    return end === '' ? [] : [{ end, stripTabs: dash === '-' }]
  })
}

function heredocBody(lines: readonly string[], from: number, { end, stripTabs }: Marker): { text: string; next: number } | undefined {
  const body: string[] = []
  for (let at = from; at < lines.length; at++) {
    const line = stripTabs ? lines[at]!.replace(/^\t+/, '') : lines[at]!
    if (line === end) return { text: body.join('\n'), next: at + 1 }
    body.push(line)
  }
  return undefined
}

/** Words as a shell splits them: `raw` as written, `text` without quotes and escapes. */
export function splitWords(text: string, mark = '\\'): { raw: string; text: string }[] {
  const words: { raw: string; text: string }[] = []
  for (let at = 0; at < text.length; ) {
    if (isSpace(text.charCodeAt(at))) {
      at++
      continue
    }
    const word = readWord(text, at, mark)
    words.push({ raw: text.slice(at, word.end), text: word.text })
    at = word.end
  }
  return words
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

function readWord(text: string, from: number, mark: string): { text: string; end: number } {
  let out = ''
  let quote = ''
  let at = from
  let kept = from
  for (; at < text.length; at++) {
    const c = text[at]!
    if (quote === '' && isSpace(text.charCodeAt(at))) break
    const isQuote = c === quote || (quote === '' && (c === '"' || c === "'"))
    const isEscape = c === mark && quote !== "'" && at + 1 < text.length
    if (!isQuote && !isEscape) continue
    out += text.slice(kept, at)
    if (isQuote) quote = quote === '' ? c : ''
    else at++
    kept = isQuote ? at + 1 : at
  }
  return { text: out + text.slice(kept, at), end: at }
}
