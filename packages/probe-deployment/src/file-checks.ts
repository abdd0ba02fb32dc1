import type { Context } from './context.ts'
import { MAX_TEXT } from './documents.ts'

/** Tags that stand for plain data: https://yaml.org/type/ */
const PLAIN_TAGS = new Set('binary bool float int map merge null omap pairs seq set str timestamp value'.split(' '))

/** Warns of a line that is longer than any text that becomes a fact: what stands in it is left out. */
export function warnOfLongLine(ctx: Context, path: string, text: string): void {
  if (text.length <= MAX_TEXT) return
  for (let from = 0, line = 1; from < text.length; line++) {
    const end = text.indexOf('\n', from)
    const to = end === -1 ? text.length : end
    if (to - from > MAX_TEXT)
      return void ctx.warn({
        code: 'deployment.text_cap_exceeded',
        path,
        message: `expected lines of at most ${MAX_TEXT} characters, found a longer one at line ${line}; the text in it is not a fact`,
      })
    from = to + 1
  }
}

/** Warns of a value that only a program knows how to make: it was read as the plain text or map that stands there. */
export function warnOfTag(ctx: Context, path: string, text: string): void {
  for (let at = text.indexOf('!'); at !== -1; at = text.indexOf('!', at + 1)) {
    const end = text.indexOf('\n', at)
    const lineEnd = end === -1 ? text.length : end
    const start = text.lastIndexOf('\n', at) + 1
    if (isTag(text.slice(start, at), text.slice(at, Math.min(lineEnd, at + 200))))
      return void ctx.warn({
        code: 'yaml.unsafe_tag',
        path,
        message: 'expected plain values, found one with a tag that only a program understands; it was read without the tag',
      })
    at = lineEnd - 1
  }
}

function isTag(before: string, from: string): boolean {
  if (before.length > MAX_TEXT || /["'#]/.test(before) || !/(^|[\s:,[{-])$/.test(before.slice(-1))) return false
  const last = before.trimEnd().at(-1)
  if (last !== undefined && !':,[{-'.includes(last)) return false
  const name = /^!([^\s,[\]{}]{1,190})/.exec(from)?.[1]
  return name !== undefined && name !== '=' && !(name.startsWith('!') && PLAIN_TAGS.has(name.slice(1)))
}
