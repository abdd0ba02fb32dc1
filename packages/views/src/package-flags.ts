import { nodeReleases } from '@codegenie/catalogs/node-releases'
import { riskPolicy } from '@codegenie/catalogs/risk-policy'
import { type Context, directoryOf, evidenceOf } from './context.ts'
import { nodePlaces } from './node-places.ts'
import { linesOf } from './node-version.ts'
import type { Found } from './risk-flags.ts'

/** What follows from manifests, lockfiles and versions of Node. */
export function packageFlags(context: Context): Found[] {
  return [...endOfLife(context), ...missingLockfiles(context), ...installScripts(context), ...nativeModules(context)]
}

const ROLES: Readonly<Record<string, string>> = {
  dev: 'developed with',
  ci: 'run in CI',
  build_image: 'built with',
  runtime_image: 'run on',
}

/** Versions that are all of lines past their end; what a package merely supports is not used by anybody here. */
function endOfLife(context: Context): Found[] {
  const today = riskPolicy['node_end_of_life']?.as_of
  if (!today) return []
  return nodePlaces(context).flatMap(({ role, value, at, who, isReached }) => {
    const line = linesOf(value)?.at(-1)
    const end = line === undefined ? undefined : nodeReleases[line]?.end
    if (role === 'supports' || !isReached || end === undefined || end >= today) return []
    const message = `Node ${value} (${who}) is ${ROLES[role]}; the end of life of ${line} was ${end}`
    return [{ id: 'node_end_of_life', message, at }]
  })
}

function missingLockfiles({ build_system, manifests = [] }: Context): Found[] {
  const roots = build_system?.package_manager?.lockfile === null ? build_system.roots : []
  return manifests.flatMap(({ path, direct_dependencies, lockfiles }) => {
    const { production, dev, optional } = direct_dependencies
    const count = Object.keys(production).length + Object.keys(dev).length + Object.keys(optional).length
    if (!roots.includes(directoryOf(path)) || lockfiles.length > 0 || count === 0) return []
    return [{ id: 'lockfile_missing', message: `${path} has ${count} dependencies and no lockfile`, at: [path] }]
  })
}

const ON_INSTALL = ['preinstall', 'install', 'postinstall']

function installScripts(context: Context): Found[] {
  return (context.manifests ?? []).flatMap(({ path, scripts }, m) => {
    const names = ON_INSTALL.filter((name) => Object.hasOwn(scripts, name))
    if (names.length === 0) return []
    return [
      {
        id: 'install_scripts',
        message: `${path} has ${names.join(', ')}`,
        at: evidenceOf(context, 'manifests', `${m}.scripts.${names[0]}`),
      },
    ]
  })
}

/** Only where it is known which platforms there are binaries for; a module that is always compiled is none of them. */
function nativeModules(context: Context): Found[] {
  const alpine = (context.deployment?.dockerfiles ?? []).findIndex(
    ({ reach, stages }) => reach === 'product' && stages.at(-1)?.family === 'alpine' && stages.at(-1)?.node_version !== null,
  )
  if (alpine < 0) return []
  const image = evidenceOf(context, 'deployment', `dockerfiles.${alpine}.stages.0`)
  return (context.manifests ?? []).flatMap(({ lockfiles }, m) =>
    lockfiles.flatMap(({ native_modules, path }, l) => {
      const without = (native_modules?.packages ?? []).filter(
        ({ usage, prebuilt_platforms }) => usage === 'production' && isForGlibcAlone(prebuilt_platforms),
      )
      const at = [...evidenceOf(context, 'manifests', `${m}.lockfiles.${l}`), ...image]
      return without.map(({ name }) => ({
        id: 'native_module_libc',
        message: `${name} of ${path} has no binary for musl, and the image is Alpine's`,
        at,
      }))
    }),
  )
}

function isForGlibcAlone(platforms: readonly string[]): boolean {
  return platforms.some((platform) => platform.endsWith('-glibc')) && !platforms.some((platform) => platform.endsWith('-musl'))
}
