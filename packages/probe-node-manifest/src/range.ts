/** Is a version in a range? `undefined` where the range is none: a tag, a URL, a path. */
export type Satisfies = (version: string, range: string) => boolean | undefined

/** Loads semver, which costs as much as reading a lockfile: only when there are ranges to be checked. */
export async function loadSatisfies(): Promise<Satisfies> {
  const { default: semver } = await import('semver')
  return (version, range) => {
    const plain = /^npm:(?:@[^/]+\/)?[^@/]+@(.*)$/.exec(range)?.[1] ?? range.replace(/^(?:npm|workspace):/, '')
    if (semver.validRange(plain) === null || semver.valid(version) === null) return undefined
    return semver.satisfies(version, plain, { includePrerelease: true })
  }
}
