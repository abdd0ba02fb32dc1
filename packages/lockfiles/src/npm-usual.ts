import type { NpmTree } from './npm-tree.ts'
import { resolutionOf } from './resolution.ts'

const TEXT = String.raw`"[^"\\\u0000-\u001f]*"`
const VALUE = String.raw`(?:${TEXT}|\{\n          "optional": true\n        \})`
const MEMBER = `\\n        ${TEXT}: ${VALUE}`
const LIST = String.raw`\[\n        ${TEXT}(?:,\n        ${TEXT}){0,20}\n      \]`
const member = (field: string, value: string) => String.raw`(?:,\n      "${field}": ${value})?`

/**
 * An entry as npm writes nearly all of them in versions 2 and 3: at its own name, from a registry, for every platform; and nothing that is no
 * JSON. One native search for a whole entry is the fastest there is, and as fast in the first call; whatever it does not match is parsed. The
 * bounds keep its stack small. Ends before the next key, so it never matches the last entry.
 */
const USUAL = new RegExp(
  String.raw`"((?:[\w@-][\w.@-]*\/){0,40}?node_modules\/((?:@[\w-][\w.-]*\/)?[\w-][\w.-]*))": \{\n` +
    String.raw`      "version": "(\d[\w.+-]*)",\n` +
    String.raw`      "resolved": "(?:(https:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\/[^"\\\u0000-\u001f]*)|([^"\\\u0000-\u001f]+))",\n` +
    String.raw`      "integrity": "(sha\d+-[+/-Z^-z]+)"` +
    `(${member('cpu', LIST)})${member('deprecated', TEXT)}` +
    String.raw`(,\n      "dev": true)?` +
    `(${['devOptional', 'hasInstallScript', 'inBundle'].map((field) => member(field, 'true')).join('')}${member('libc', LIST)})` +
    `${member('license', TEXT)}(${member('optional', 'true')}${member('os', LIST)}${member('peer', 'true')})` +
    String.raw`(?:,\n      "(?:bin|dependencies|engines|funding|optionalDependencies|peerDependencies|peerDependenciesMeta)": \{${MEMBER}(?:,${MEMBER}){0,200}\n      \}){0,7}` +
    String.raw`\n    \},\n    (?=")`,
  'y',
)

const NONE: readonly string[] = []

/**
 * Adds as many entries as there are of the usual kind, from the key at `start`. Returns the offset of the next key. All in one function, for the
 * same reason as `scanEntries` of yarn-berry.ts; two records, as one that asks for fields that nearly no entry has is compiled: 4 MB more.
 */
export function addUsual({ packages }: NpmTree, text: string, start: number): number {
  const none = NONE
  const usual = USUAL
  let last: RegExpExecArray | undefined
  usual.lastIndex = start
  for (let entry = usual.exec(text); entry !== null; entry = usual.exec(text)) {
    const url = entry[4] ?? entry[5]!
    const others = entry[7]! + entry[9]! + entry[10]!
    const fields = others === '' ? undefined : (JSON.parse(`{${others.slice(1)}}`) as Readonly<Record<string, unknown>>)
    packages.push(
      fields === undefined
        ? {
            name: entry[2]!,
            version: entry[3]!,
            resolution: entry[4] === undefined ? resolutionOf(entry[2]!, url, true) : 'registry',
            url,
            integrity: entry[6]!,
            dev: entry[8] !== undefined,
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
            dev: entry[8] !== undefined,
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
