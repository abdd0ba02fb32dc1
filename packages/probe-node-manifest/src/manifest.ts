import { compareBytes, type ProbeContext } from '@codegenie/core'
import type { Manifest, PackageJson } from './schema.ts'

/** What a package.json says by itself. */
export function manifestFacts(
  path: string,
  manifest: PackageJson,
): Omit<Manifest, 'workspace_of' | 'native_source' | 'locked_dependencies' | 'lockfiles'> {
  return {
    path,
    name: manifest.name ?? null,
    version: manifest.version ?? null,
    private: manifest.private,
    type: manifest.type ?? null,
    engines: manifest.engines,
    direct_dependencies: {
      production: manifest.dependencies,
      dev: manifest.devDependencies,
      peer: manifest.peerDependencies,
      optional: manifest.optionalDependencies,
    },
    bundled_dependencies: bundled(manifest),
    scripts: manifest.scripts,
    scripts_lifecycle: lifecycleScripts(manifest.scripts),
  }
}

/** As npm reads it: the first spelling wins, `true` stands for all of `dependencies`, an object for its keys. */
function bundled({ bundleDependencies, bundledDependencies, dependencies }: PackageJson): string[] {
  const given = bundleDependencies ?? bundledDependencies ?? false
  const names = given === true ? dependencies : given || []
  return [...new Set(Array.isArray(names) ? names : Object.keys(names))].sort(compareBytes)
}

/** Scripts that npm runs by itself: https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-scripts */
const LIFECYCLE = new Set(
  `preinstall install postinstall prepublish preprepare prepare postprepare prepublishOnly prepack postpack publish postpublish dependencies
  preversion version postversion preuninstall uninstall postuninstall pretest posttest prestart poststart prestop poststop prerestart postrestart`.split(
    /\s+/,
  ),
)

/** Sorted. `prebuild` and `postbuild` count where there is a script `build` that they run with. */
function lifecycleScripts(scripts: Readonly<Record<string, string>>): string[] {
  const runsByItself = (name: string) => {
    const [, main] = /^(?:pre|post)(.+)$/s.exec(name) ?? []
    return LIFECYCLE.has(name) || (main !== undefined && Object.hasOwn(scripts, main))
  }
  return Object.keys(scripts).filter(runsByItself).sort(compareBytes)
}

/** Notes where the facts of `manifestFacts` stand, for entry number `index`; what is not named is covered by the file. */
export function addManifestEvidence(
  evidence: Record<string, string>,
  at: ProbeContext['at'],
  index: number,
  path: string,
  manifest: PackageJson,
) {
  evidence[index] = path
  if (manifest.name !== undefined) evidence[`${index}.name`] = at(path, 'name')
  if (manifest.version !== undefined) evidence[`${index}.version`] = at(path, 'version')
  for (const [fact, key] of MAPS) if (Object.keys(manifest[key]).length > 0) evidence[`${index}.${fact}`] = at(path, key)
}

const MAPS = [
  ['engines', 'engines'],
  ['direct_dependencies.production', 'dependencies'],
  ['direct_dependencies.dev', 'devDependencies'],
  ['direct_dependencies.peer', 'peerDependencies'],
  ['direct_dependencies.optional', 'optionalDependencies'],
  ['scripts', 'scripts'],
] as const
