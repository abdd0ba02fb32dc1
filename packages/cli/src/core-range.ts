import core from '@codegenie/core/package.json' with { type: 'json' }

/** Sources that were never released fit every range. */
const UNRELEASED = '0.0.0'

/**
 * What is wrong with the version of core that a probe package asks for; `undefined` when this one fits, or when it asks for none. `version` is
 * of the core that is to run it.
 */
export async function coreMismatch(
  manifest: Readonly<Record<string, unknown>>,
  version: string = core.version,
): Promise<string | undefined> {
  const { peerDependencies } = manifest
  const wanted = peerDependencies !== null && typeof peerDependencies === 'object' ? (peerDependencies as Record<string, unknown>) : {}
  const range = Object.hasOwn(wanted, '@codegenie/core') ? wanted['@codegenie/core'] : undefined
  if (range === undefined || version === UNRELEASED) return undefined
  const [{ default: validRange }, { default: satisfies }] = await Promise.all([
    import('semver/ranges/valid.js'),
    import('semver/functions/satisfies.js'),
  ])
  if (typeof range !== 'string' || validRange(range) === null)
    return `asks for @codegenie/core ${JSON.stringify(range)}, which is no range of versions`
  if (satisfies(version, range, { includePrerelease: true })) return undefined
  return `asks for @codegenie/core ${range}, and this codegenie has ${version}; install a version of the probe that goes with it, or another codegenie`
}
