/** Verbs that are the same. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  npm: ['ci=clean-install', 'ci=ic', 'ci=install-clean', 'install=i', 'install=add', 'install=in'],
  pnpm: ['install=i'],
  bun: ['install=i'],
}

/** Options that these have in CI unless they are told otherwise: https://pnpm.io/cli/install, https://yarnpkg.com/cli/install */
const IMPLIED: Readonly<Record<string, string>> = { pnpm: '--frozen-lockfile', yarn: '--immutable' }

/** With one of these it installs something else, somewhere else, or in part. */
const OTHERWISE = new Set(
  `-g --global --no-frozen-lockfile --no-immutable --lockfile-only --package-lock-only --prod --production -P -D --dev --omit --only -C --dir
  --prefix --cwd -w --workspace -F --filter --focus --mode --fix-lockfile --dry-run`.split(/\s+/),
)

/** Options that take a value in the next word; what comes after any other is the name of a package. */
const TAKES_WORD = new Set(
  '--cache --cache-dir --cache-folder --loglevel --mutex --network-concurrency --network-timeout --registry --reporter --store-dir --userconfig'.split(
    ' ',
  ),
)

/** Is it the same command, whatever further options it has? Both as words: the one that CI runs, and the one in question. */
export function isSameCommand(words: readonly string[], wanted: readonly string[]): boolean {
  const [program = '', verb = ''] = wanted
  const theirs = usual(installedRush(words))
  if (theirs[0] !== program || theirs[1] !== verb) return false
  const options = optionsOf(theirs.slice(2))
  if (!options || options.some((option) => OTHERWISE.has(option))) return false
  return wanted.slice(2).every((option) => options.includes(option) || IMPLIED[program] === option)
}

/** With the verb written out: `yarn` alone installs, `bun ci` and `npm i` are short for something. */
function usual(words: readonly string[]): readonly string[] {
  const [program = '', verb = '', ...rest] = words
  if (program === 'yarn' && (verb === '' || verb.startsWith('-'))) return [program, 'install', ...words.slice(1)]
  if (program === 'bun' && verb === 'ci') return [program, 'install', '--frozen-lockfile', ...rest]
  const alias = (Object.hasOwn(ALIASES, program) ? ALIASES[program]! : []).find((each) => each.endsWith(`=${verb}`))
  return alias ? [program, alias.slice(0, alias.indexOf('=')), ...rest] : words
}

/** Names of the options; undefined where there are other words. */
function optionsOf(words: readonly string[]): string[] | undefined {
  const options: string[] = []
  for (let at = 0; at < words.length && words[at] !== '--'; at++) {
    const [name = ''] = words[at]!.split('=', 1)
    if (!name.startsWith('-')) return undefined
    options.push(name)
    if (TAKES_WORD.has(words[at]!)) at++
  }
  return options
}

/** `node common/scripts/install-run-rush.js install`: https://rushjs.io/pages/maintainer/enabling_ci_builds */
function installedRush(words: readonly string[]): readonly string[] {
  return words[0] === 'node' && words[1]?.endsWith('/install-run-rush.js') ? ['rush', ...words.slice(2)] : words
}
