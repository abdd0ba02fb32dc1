import type { LockedPackage, Resolution } from './lockfile.ts'
import type { NpmTree } from './npm-tree.ts'
import { resolutionOf } from './resolution.ts'

const TEXT = String.raw`"[^"\\\u0000-\u001f]*"`
const VALUE = String.raw`(?:${TEXT}|\{\n          "optional": true\n        \})`
const MEMBER = `\\n        ${TEXT}: ${VALUE}`
const LIST = String.raw`\[\n        ${TEXT}(?:,\n        ${TEXT}){0,20}\n      \]`
/** In their order, with the value that tells something. */
const FIELDS: readonly (readonly [field: string, value: string])[] = [
  ['cpu', LIST],
  ['deprecated', ''],
  ['dev', 'true'],
  ['devOptional', 'true'],
  ['hasInstallScript', 'true'],
  ['inBundle', 'true'],
  ['libc', LIST],
  ['license', ''],
  ['optional', 'true'],
  ['os', LIST],
  ['peer', 'true'],
]

/**
 * An entry as npm writes nearly all of them in versions 2 and 3: at its own name, from a registry, for every platform; and nothing that is no
 * JSON. One native search for a whole entry is the fastest there is, and as fast in the first call; whatever it does not match is parsed. The
 * bounds keep its stack small. Ends before the next key, so it never matches the last entry.
 */
const USUAL = new RegExp(
  String.raw`"((?:[\w@-][\w.@-]*\/){0,40}?node_modules\/((?:@[\w-][\w.-]*\/)?[\w-][\w.-]*))": \{\n` +
    String.raw`      "version": "(\d[\w.+-]*)",\n` +
    String.raw`      "resolved": "(?:(https:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\/[^"\\\u0000-\u001f]*)|([^"\\\u0000-\u001f]+))",\n` +
    String.raw`      "integrity": "([^"\\\u0000-\u001f]+)"` +
    FIELDS.map(([field, value]) => `(?:,\\n      "${field}": ${value === '' ? TEXT : `(${value})`})?`).join('') +
    String.raw`(?:,\n      "(?:bin|dependencies|engines|funding|optionalDependencies|peerDependencies|peerDependenciesMeta)": \{${MEMBER}(?:,${MEMBER}){0,200}\n      \}){0,7}` +
    String.raw`\n    \},\n    (?=")`,
  'y',
)

const NONE: readonly string[] = []

/** Adds as many entries as there are of the usual kind, from the key at `start`. Returns the offset of the next key. */
export function addUsual(tree: NpmTree, text: string, start: number): number {
  let at = start
  USUAL.lastIndex = at
  for (let entry = USUAL.exec(text); entry; entry = USUAL.exec(text)) {
    tree.packages.push(packageOf(entry))
    at = USUAL.lastIndex
  }
  return at
}

function listOf(json: string | undefined): readonly string[] {
  return json === undefined ? NONE : (JSON.parse(json) as string[])
}

function packageOf(entry: RegExpExecArray): LockedPackage {
  const name = entry[2]!
  const url = entry[4] ?? entry[5]!
  const resolution: Resolution = entry[4] === undefined ? resolutionOf(name, url, true) : 'registry'
  return {
    name,
    version: entry[3]!,
    resolution,
    url,
    integrity: entry[6]!,
    dev: entry[8] !== undefined,
    optional: entry[13] !== undefined || entry[9] !== undefined,
    peer: entry[15] !== undefined,
    os: listOf(entry[14]),
    cpu: listOf(entry[7]),
    libc: listOf(entry[12]),
    has_install_script: entry[10] !== undefined,
    bundled: entry[11] !== undefined,
    path: entry[1]!,
    descriptors: NONE,
  }
}
