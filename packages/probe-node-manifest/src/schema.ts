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
})
export type PackageJson = z.infer<typeof PackageJson>

export const NativeModule = z.strictObject({
  name: z.string(),
  versions: z.array(z.string()),
  requires_node_gyp: z.boolean(),
  prebuilt: z.string(),
  system_packages: z.strictObject({ apt: z.array(z.string()), apk: z.array(z.string()) }),
})

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
  lockfiles: z.array(Lockfile),
})
export type Manifest = z.infer<typeof Manifest>

export const Manifests = z.array(Manifest)
export type Manifests = z.infer<typeof Manifests>
