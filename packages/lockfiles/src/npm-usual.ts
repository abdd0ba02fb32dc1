import type { NpmTree } from './npm-tree.ts'
import { resolutionOf } from './resolution.ts'

const TEXT = String.raw`"[^"\\\u0000-\u001f]*"`
const objectOf = (value: string, indent: string, to: string) =>
  String.raw`\{${indent}${TEXT}: ${value}(?:,${indent}${TEXT}: ${value}){0,200}${to}\}`

/**
 * An entry as npm writes nearly all of them in versions 2 and 3, with the indentation of package.json: at its own name, from a registry, for
 * every platform; and nothing that is no JSON. One native search for a whole entry is the fastest there is, and as fast in the first call;
 * whatever it does not match is parsed. The bounds keep its stack small. Ends before the next key, so it never matches the last entry.
 */
function usualEntry(unit: string): RegExp {
  const [in2, in3, in4, in5] = [2, 3, 4, 5].map((depth) => `\\n${unit.repeat(depth)}`)
  const fields = (count: number, ...alternatives: string[]) => `(?:,${in3}"(?:${alternatives.join('|')})){0,${count}}`
  const list = (item: string) => String.raw`\[${in4}${item}(?:,${in4}${item}){0,20}${in3}\]`
  const ranges = objectOf(String.raw`(?:${TEXT}|\{${in5}"optional": true${in4}\})`, in4!, in3!)
  const flags = fields(
    8,
    '(?:dev|devOptional|hasInstallScript|inBundle)": true',
    `(?:cpu|libc)": ${list(TEXT)}`,
    `deprecated": ${TEXT}`,
    `funding": ${list(objectOf(TEXT, in5!, in4!))}`,
  )
  return new RegExp(
    String.raw`"((?:[\w@-][\w.@-]*\/){0,40}?node_modules\/((?:@[\w-][\w.-]*\/)?[\w-][\w.-]*))": \{${in3}` +
      String.raw`"version": "(\d[\w.+-]*)",${in3}` +
      String.raw`"resolved": "(?:(https:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\/[^"\\\u0000-\u001f]*)|([^"\\\u0000-\u001f]+))",${in3}` +
      String.raw`"integrity": "(sha\d+-[+/-Z^-z]+)"(,${in3}"dev": true)?(${flags})(?:,${in3}"license": ${TEXT})?` +
      `(${fields(3, '(?:optional|peer)": true', `os": ${list(TEXT)}`)})` +
      fields(7, `(?:bin|dependencies|engines|funding|optionalDependencies|peerDependencies|peerDependenciesMeta)": ${ranges}`) +
      String.raw`${in2}\},${in2}(?=")`,
    'y',
  )
}

/** Entries of version 1 with nothing nested in them, up to the next one: what is JSON, and no more is known of it. */
function plainEntries(unit: string): RegExp {
  const [in2, in3, in4] = [2, 3, 4].map((depth) => `\\n${unit.repeat(depth)}`)
  const member = `${in3}${TEXT}: (?:${TEXT}|true|false|${objectOf(TEXT, in4!, in3!)})`
  return new RegExp(String.raw`(?:${TEXT}: \{${member}(?:,${member}){0,20}${in2}\},${in2}(?=")){1,200}`, 'y')
}

interface Usual {
  readonly entry: RegExp
  readonly plain: RegExp
}

const FIRST_KEY = /\{\n( {2}|\t| {4})\1"/y
const byIndentation = new Map<string, Usual>()

/** For the entries of the object at `start`, by the indentation of its first key; `undefined` where npm would not have written it so. */
export function usualEntries(text: string, start: number): Usual | undefined {
  FIRST_KEY.lastIndex = start
  const unit = FIRST_KEY.exec(text)?.[1]
  if (unit === undefined) return undefined
  const made = byIndentation.get(unit) ?? { entry: usualEntry(unit), plain: plainEntries(unit) }
  byIndentation.set(unit, made)
  return made
}

/** Offset of the next key that is not passed over by `plain`. */
export function pastPlain(plain: RegExp, text: string, start: number): number {
  let at = start
  plain.lastIndex = at
  while (plain.test(text)) at = plain.lastIndex
  return at
}

const NONE: readonly string[] = []

/**
 * Adds as many entries as there are of the usual kind, from the key at `start`. Returns the offset of the next key. All in one function, for the
 * same reason as `scanEntries` of yarn-berry.ts; two records, as one that asks for fields that nearly no entry has is compiled: 4 MB more.
 */
export function addUsual({ packages }: NpmTree, usual: RegExp, text: string, start: number): number {
  const none = NONE
  let last: RegExpExecArray | undefined
  usual.lastIndex = start
  for (let entry = usual.exec(text); entry !== null; entry = usual.exec(text)) {
    const url = entry[4] ?? entry[5]!
    const others = entry[8]! + entry[9]!
    const fields = others === '' ? undefined : (JSON.parse(`{${others.slice(1)}}`) as Readonly<Record<string, unknown>>)
    packages.push(
      fields === undefined
        ? {
            name: entry[2]!,
            version: entry[3]!,
            resolution: entry[4] === undefined ? resolutionOf(entry[2]!, url, true) : 'registry',
            url,
            integrity: entry[6]!,
            dev: entry[7] !== undefined,
            optional: false,
            peer: false,
            os: none,
            cpu: none,
            libc: none,
            has_install_script: false,
            bundled: false,
            path: entry[1]!,
            descriptors: none,
          }
        : {
            name: entry[2]!,
            version: entry[3]!,
            resolution: entry[4] === undefined ? resolutionOf(entry[2]!, url, true) : 'registry',
            url,
            integrity: entry[6]!,
            dev: entry[7] !== undefined || fields['dev'] === true,
            optional: fields['optional'] === true || fields['devOptional'] === true,
            peer: fields['peer'] === true,
            os: listOf(fields['os']),
            cpu: listOf(fields['cpu']),
            libc: listOf(fields['libc']),
            has_install_script: fields['hasInstallScript'] === true,
            bundled: fields['inBundle'] === true,
            path: entry[1]!,
            descriptors: none,
          },
    )
    last = entry
  }
  return last === undefined ? start : last.index + last[0].length
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : NONE
}
