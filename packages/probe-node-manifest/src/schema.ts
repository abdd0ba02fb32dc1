import { z } from 'zod'

const Text = z.record(z.string(), z.string())
const Bundled = z.union([z.boolean(), z.array(z.string()), z.record(z.string(), z.unknown())]).optional()

/** Of a package.json, only the fields that this probe uses: https://docs.npmjs.com/cli/configuring-npm/package-json */
export const PackageJson = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  private: z.boolean().default(false),
  type: z.enum(['module', 'commonjs']).optional(),
  engines: Text.default({}),
  scripts: Text.default({}),
  dependencies: Text.default({}),
  devDependencies: Text.default({}),
  peerDependencies: Text.default({}),
  optionalDependencies: Text.default({}),
  bundleDependencies: Bundled,
  bundledDependencies: Bundled,
  packageManager: z.string().optional(),
  gypfile: z.boolean().optional(),
  /** Of Yarn. */
  resolutions: Text.default({}),
  /** Of npm: ranges, and nested maps of them. */
  overrides: z.record(z.string(), z.unknown()).default({}),
})
export type PackageJson = z.infer<typeof PackageJson>

export const NativeModule = z.strictObject({
  name: z.string(),
  versions: z.array(z.string()),
  /** What shows that it is native. */
  proofs: z.array(z.enum(['addon_tooling', 'catalog', 'install_script', 'platform_packages'])),
  usage: z.enum(['production', 'peer', 'dev']).nullable(),
  /** Of each version the shortest way from a direct dependency of a workspace. */
  via: z.array(z.strictObject({ workspace: z.string(), path: z.array(z.string()) })),
  requires_node_gyp: z.boolean().nullable(),
  prebuilt: z.string().nullable(),
  prebuilt_platforms: z.array(z.string()),
  system_packages: z.strictObject({ apt: z.array(z.string()), apk: z.array(z.string()) }),
})
export type NativeModule = z.infer<typeof NativeModule>

export const Drift = z.strictObject({
  /** Directory of the manifest. */
  workspace: z.string(),
  name: z.string().nullable(),
  reason: z.enum([
    'dead_importer',
    'missing_importer',
    'not_locked',
    'package_manager',
    'range_changed',
    'range_unsatisfied',
    'type_changed',
    'undeclared',
  ]),
  declared: z.string().nullable(),
  locked: z.string().nullable(),
})
export type Drift = z.infer<typeof Drift>

export const Lockfile = z.strictObject({
  path: z.string(),
  format: z.string().nullable(),
  version: z.string().nullable(),
  packages_resolved: z.int().nullable(),
  integrity: z.strictObject({ present: z.int(), missing: z.int() }).nullable(),
  importers: z.int().nullable(),
  duplicates: z.int().nullable(),
  sha256: z.string().nullable(),
  native_modules: z.strictObject({ detected: z.boolean(), packages: z.array(NativeModule) }).nullable(),
  in_sync: z.boolean().nullable(),
  /** How many differences there are, and the first of them. */
  drift: z.strictObject({ count: z.int(), items: z.array(Drift) }).nullable(),
})
export type Lockfile = z.infer<typeof Lockfile>

export const Manifest = z.strictObject({
  path: z.string(),
  name: z.string().nullable(),
  version: z.string().nullable(),
  private: z.boolean(),
  type: z.enum(['module', 'commonjs']).nullable(),
  engines: Text,
  direct_dependencies: z.strictObject({ production: Text, dev: Text, peer: Text, optional: Text }),
  bundled_dependencies: z.array(z.string()),
  scripts: Text,
  scripts_lifecycle: z.array(z.string()),
  workspace_of: z.string().nullable(),
  /** What shows that the package itself is native. */
  native_source: z.array(z.enum(['binding.gyp', 'gypfile'])),
  /** Direct dependencies and the versions that the lockfile has for them; null where no lockfile speaks of this manifest. */
  locked_dependencies: Text.nullable(),
  lockfiles: z.array(Lockfile),
})
export type Manifest = z.infer<typeof Manifest>

export const Manifests = z.array(Manifest)
export type Manifests = z.infer<typeof Manifests>
