/** Is a version in a range? `undefined` where the range is none: a tag, a URL, a path. */
export async function satisfies(version: string, range: string): Promise<boolean | undefined> {
  const plain = plainRange(range)
  return satisfiesUsual(version, plain) ?? (await loadSemver())(version, plain)
}

/** Without a protocol, and without the name that an alias stands for. */
function plainRange(range: string): string {
  if (!/^(?:npm|workspace):/.test(range)) return range
  return /^npm:(?:@[^/]+\/)?[^@/]+@(.*)$/.exec(range)?.[1] ?? range.replace(/^(?:npm|workspace):/, '')
}

const NUMBER = '(0|[1-9][0-9]{0,8})'
const VERSION = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}$`)
const RANGE = new RegExp(`^([~^]?)${NUMBER}\\.${NUMBER}\\.${NUMBER}$`)

/** Nearly all there are: `^1.2.3`, `~1.2.3`, `1.2.3`, and a version that is no prerelease. `undefined`: anything else. */
export function satisfiesUsual(version: string, range: string): boolean | undefined {
  const locked = VERSION.exec(version)
  const wanted = locked && RANGE.exec(range)
  if (!wanted) return undefined
  if (version === (wanted[1] === '' ? range : range.slice(1))) return true
  const [major, minor, patch] = [Number(locked[1]), Number(locked[2]), Number(locked[3])]
  const [fromMajor, fromMinor, fromPatch] = [Number(wanted[2]), Number(wanted[3]), Number(wanted[4])]
  if (wanted[1] === '' || major !== fromMajor) return false
  if (wanted[1] === '~' || fromMajor === 0) return minor === fromMinor && patch > fromPatch && !(wanted[1] === '^' && fromMinor === 0)
  return minor > fromMinor || (minor === fromMinor && patch > fromPatch)
}

const OPTIONS = { includePrerelease: true }

type Check = (version: string, range: string) => boolean | undefined

let loaded: Promise<Check> | undefined

/** semver costs as much as reading a lockfile: it is loaded when something else than the usual is to be checked. */
function loadSemver(): Promise<Check> {
  loaded ??= Promise.all([
    import('semver/ranges/valid.js'),
    import('semver/functions/valid.js'),
    import('semver/functions/satisfies.js'),
  ]).then(([{ default: validRange }, { default: valid }, { default: isIn }]) => (version, range) => {
    // With the same options each time, as semver remembers ranges by text and options.
    if (validRange(range, OPTIONS) === null || valid(version) === null) return undefined
    return isIn(version, range, OPTIONS)
  })
  return loaded
}
