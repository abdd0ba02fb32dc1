export const MASK = '***'

/** The end of a name for a secret, and what follows up to its value: `token=`, `token = "`, `"token":"`, `token: `, `--token `. */
const NAMED =
  /(?:token|secret|passw(?:or)?d|passphrase|_pass|_pwd|key(?:_base)?|auth|credential)s?\d{0,3}(\\?["'])?(\s{0,4}:\s{0,4}|=(?![=>~])|\s{1,4}=\s{1,4}(?![=>~])|\s{1,4})(?:(\\?["'])(?=[^"'\n\\])|(?=[^\s"'`<>|;&,()}\]\\=]))/gi
const NAME_BEFORE = /(?<![\w.-])[\w.-]*$/
const LONGEST_NAME = 200

/** Where a value without quotes ends; its first part ends at `=` already. */
const END = /[\s"'`<>|;&,()}\]\\]/g
const END_OF_PART = /[\s"'`<>|;&,()}\]\\=]/g

/** The name of a secret itself; the others, such as `--key`, may as well name a file or an object. */
const STRONG = /(?:token|secret|passw(?:or)?d|passphrase|_pass|_pwd|secret[\w.-]*key(?:_base)?|^_auth)\d{0,3}$/i
const KEY = /(?:^-*|api|access|private|signing|encryption|master|account|auth|service|license|deploy|client|app|storage|shared)[_.-]?key$/i
/** Where the value is the name of a secret, not a secret. */
const NAME_OF_ONE = /(?:existing|pull|from)[_-]?secrets?$/i
/** Flags that take no value, or not a secret: `--with-token < file`. */
const VERB =
  /^--(?:no|with|use|skip|require|enable|disable|allow|show|print|create|update|delete|remove|rotate|reset|get|set|check|verify)-/i

/** Words that are a setting, not a secret. */
const SETTING = /^(?:true|false|yes|no|on|off|null|nil|none|undefined|read|write|required|optional|inherit|stdin|auto|latest|next|0|1)$/i
const REFERENCE =
  /^(?:\\?\$|%\w{1,200}%|\{\{|\[\[|\[[A-Z_]+\]|#\{|\*\*\*|op:\/\/|vault:|arn:|!(?:Ref|Sub|GetAtt|vault)\b|(?:process\.env|env|secrets?|steps|inputs|github|gitlab|needs|vars?|matrix|local|data|module|each|values)\.\w)/i
/** Integrity hashes, versions and ranges, URLs. */
const FACT =
  /^(?:sha\d{1,3}[-:]|(?:npm|workspace|catalog|link|file|portal|patch|github|git)[:+]|[\^~<>]=?\s?\d|v?\d{1,9}\.\d{1,9}(?:\.[\dx*]{1,9})?(?:$|[-+_(\s])|\*$|[a-z][a-z0-9+.-]{0,20}:\/\/)/i
/** Commit ids, digests, UUIDs. */
const ID = /^(?:[0-9a-f]{7,12}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i
const PATH = /^(?:\.{0,2}|~)\/[\w@.-]+(?:\/[\w@.-]+)*$/

/** Masks the values of names that say token, secret, password or the like. */
export function maskNamed(text: string): string {
  let out = ''
  let done = 0
  NAMED.lastIndex = 0
  for (let match = NAMED.exec(text); match; match = NAMED.exec(text)) {
    const start = NAMED.lastIndex
    const end = endOfSecret(text, start, match)
    if (end === undefined) continue
    out += text.slice(done, start) + MASK
    done = end
    NAMED.lastIndex = end
  }
  return done === 0 ? text : out + text.slice(done)
}

/** Where the secret that starts at `start` ends; `undefined` when it is none. */
function endOfSecret(text: string, start: number, match: RegExpExecArray): number | undefined {
  const [all, closing, separator = '', quote] = match
  const before = NAME_BEFORE.exec(text.slice(Math.max(0, match.index - LONGEST_NAME), match.index))?.[0] ?? ''
  const name = before + /^\w*/.exec(all)?.[0]
  const quoted = quote === undefined ? undefined : textBefore(quote, text, start)
  const partEnd = endOf(END_OF_PART, text, start)
  const value = quoted ?? text.slice(start, partEnd)
  const form = formOf(name, separator, closing !== undefined && quote !== undefined, quote !== undefined)
  if (form === undefined || value === '' || SETTING.test(value) || isReference(value) || isFact(value)) return undefined
  if (separator.trim() === '' && value.startsWith('-')) return undefined
  if (separator.includes(':') && text[match.index - before.length - 1] === '/') return undefined
  if (name.startsWith('--') && quoted === undefined && /^=[^=\s"'`<>|;&,()}\]\\]/.test(text.slice(partEnd, partEnd + 2))) return undefined
  if (!isSecret(name, value, form)) return undefined
  return quoted === undefined ? endOf(END, text, partEnd) : start + quoted.length
}

/** How sure the way of writing makes it that a value follows; `undefined` where it is no value, as in `npm run token:refresh`. */
function formOf(name: string, separator: string, isJson: boolean, isQuoted: boolean): 'sure' | 'likely' | undefined {
  const sign = separator.trim()
  if (sign === '') return name.startsWith('--') && !VERB.test(name) ? 'sure' : undefined
  if (isJson || separator === '=' || (sign === '=' && isQuoted)) return 'sure'
  return separator === ':' ? undefined : 'likely'
}

function isSecret(name: string, value: string, form: 'sure' | 'likely'): boolean {
  if (NAME_OF_ONE.test(name)) return isRandom(value, 20) && isMixed(value)
  if (STRONG.test(name)) return form === 'sure' || isRandom(value, 8)
  if (!isRandom(value, 20)) return false
  return /key(?:_base)?\d*$/i.test(name) ? KEY.test(name) && isMixed(value) : true
}

function textBefore(quote: string, text: string, start: number): string | undefined {
  const end = text.indexOf(quote, start)
  const inside = end < 0 ? '\n' : text.slice(start, end)
  return inside.includes('\n') ? undefined : inside
}

function endOf(terminator: RegExp, text: string, start: number): number {
  terminator.lastIndex = start
  return terminator.exec(text)?.index ?? text.length
}

/** `$TOKEN`, `${{ secrets.X }}`, `%TOKEN%`, `{{ .Values.x }}` and the like: where a secret comes from. */
export function isReference(value: string): boolean {
  return REFERENCE.test(value) || value.includes('${') || value.includes('$(')
}

/** A path, too; but one that reads like a key in base64 is no path. */
function isFact(value: string): boolean {
  return FACT.test(value) || (value.length < 4096 && PATH.test(value) && (value.length < 32 || value.includes('.') || !isMixed(value)))
}

/** Looks generated: long, with letters and digits, and none of the things that facts are made of. */
export function isRandom(value: string, length: number): boolean {
  if (value.length < length || !/[A-Za-z]/.test(value) || !/\d/.test(value)) return false
  return !isReference(value) && !isFact(value) && !ID.test(value)
}

export function isMixed(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)
}
