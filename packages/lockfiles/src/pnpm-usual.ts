const INTEGRITY = String.raw`    resolution: \{integrity: (sha\d+-[+/-Z^-z]*[+/-9;-Z^-z])\}`
const PLATFORMS = String.raw`(?:    engines: [^\n]*\n)?((?:    (?:cpu|os|libc): \[[\w!, -]*\]\n){0,3})`
/** The blank line between entries; text over several lines may hold one, too, but goes on deeper. */
const END = String.raw`(?= {0,2}[^ \n])`

/** Fields that are passed over, each with what is nested in it: only a name starts one, so that no line can be taken in two ways. */
const others = (names: string) => String.raw`(?:    (?:${names}):(?: [^\n]*)?\n(?:     [^\n]*\n){0,200}){0,20}`

const older = (key: string) =>
  new RegExp(
    [
      `  ()${key}:`,
      INTEGRITY,
      PLATFORMS +
        others('deprecated|hasBin') +
        String.raw`(    requiresBuild: true\n)?` +
        others('dependencies|optionalDependencies|peerDependencies|peerDependenciesMeta|transitivePeerDependencies|bundledDependencies') +
        String.raw`(?:    dev: (?:(true)|false)\n)?(    optional: true\n)?`,
      END,
    ].join(String.raw`\n`),
    'y',
  )

const VERSION_9 = new RegExp(
  [
    String.raw`  ('|(?=\w))((@?[\w.~/-]+)@(\d[\w.+-]*))\1:`,
    INTEGRITY,
    PLATFORMS + others('deprecated|hasBin|peerDependencies|peerDependenciesMeta'),
    END,
  ].join(String.raw`\n`),
  'y',
)
const VERSION_6 = older(String.raw`(\/(@?[\w.~/-]+)@(\d[\w.+-]*)(?:\([\w@.~/+()-]*\))?)`)
const VERSION_5 = older(String.raw`(\/((?:@[\w.~-]+\/)?[\w.~-]+)\/(\d[0-9A-Za-z.+-]*)(?:[_/][\w@.~/+-]*)?)`)

/**
 * An entry of the section `packages` as nearly all of them are, from a registry. One native search for a whole entry is the fastest there is, and
 * as fast in the first call; whatever it does not match is read line by line. The bounds keep its stack small. Groups: 2 key, 3 name, 4 version,
 * 5 checksum, 6 lines with platforms, and before version 9: 7 install script, 8 development, 9 optional.
 */
export function usualEntry(major: number): RegExp {
  return major === 9 ? VERSION_9 : major === 6 ? VERSION_6 : VERSION_5
}
