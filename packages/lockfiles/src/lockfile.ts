/** The lockfile formats of the npm family. Which of them are read: `formats.ts`. */
export type Format = 'package-lock' | 'npm-shrinkwrap' | 'pnpm-lock' | 'yarn-classic' | 'yarn-berry' | 'bun-lock' | 'bun-lockb'

/** What a lockfile says. Plain JSON; every list is sorted bytewise; a list is empty where the format does not record such a thing. */
export interface Lockfile {
  readonly format: Format
  /** As the lockfile gives it: `3`, `9.0`. */
  readonly version: string
  /** Locked packages, one per entry: npm has one per place, so a (name, version) may come several times. In the order of the entries' keys. */
  readonly packages: readonly LockedPackage[]
  /** Entries that only point at a folder: workspace members and `file:` directories. They are no packages. By path. */
  readonly links: readonly Link[]
  /** The root, the workspace members and other linked folders, with their direct dependencies. By path. */
  readonly importers: readonly Importer[]
  readonly aliases: readonly Alias[]
  readonly overrides: readonly Override[]
  readonly catalogs: readonly CatalogEntry[]
  readonly patched: readonly Patch[]
  /** What pnpm 11 locks apart from the project: itself and its configuration. `null` in every other lockfile. */
  readonly environment: Environment | null
  /** What was left out or read only in part, once per code. */
  readonly warnings: readonly LockfileWarning[]
}

/** `null` in a flag: the format does not record it. */
export interface LockedPackage {
  /** The package's real name, not the alias it is installed under. */
  readonly name: string
  /** `null` where the lockfile has none (git and tarball sources); then `url` tells one from another. */
  readonly version: string | null
  readonly resolution: Resolution
  /** As recorded, with whatever credentials or tokens the file holds; `null` where it is left out. */
  readonly url: string | null
  readonly integrity: string | null
  /** Only development dependencies bring it in. */
  readonly dev: boolean | null
  /** Only optional dependencies bring it into a production install. */
  readonly optional: boolean | null
  /** Only peer dependencies bring it in. */
  readonly peer: boolean | null
  /** Constraints such as `linux`, `!win32`; empty: none. */
  readonly os: readonly string[]
  readonly cpu: readonly string[]
  readonly libc: readonly string[]
  readonly has_install_script: boolean | null
  /** Shipped inside the tarball of another package. */
  readonly bundled: boolean | null
  /** Where it is installed, relative to the lockfile (`node_modules/a/node_modules/b`); `null` where the format has no places. */
  readonly path: string | null
  /** What was asked for and is answered with it: `name@^1.0.0`, `alias@npm:name@1`. Of Yarn's lockfiles; else empty. */
  readonly descriptors: readonly string[]
}

/** registry: a registry's tarball · url: any other tarball · git · file: a local tarball · unknown: the lockfile does not say. */
export type Resolution = 'registry' | 'url' | 'git' | 'file' | 'unknown'

export interface Link {
  /** The name it is linked under. */
  readonly name: string
  /** Where the link stands; `null` where the format has no places. */
  readonly path: string | null
  /** The folder, relative to the lockfile, POSIX; `null` when the entry names none inside the repository. */
  readonly target: string | null
}

export interface Importer {
  /** Folder relative to the lockfile, POSIX; `.` is the root. */
  readonly path: string
  /** By name, then type. */
  readonly dependencies: readonly ImporterDependency[]
}

export type DependencyType = 'production' | 'dev' | 'optional' | 'peer'

export interface ImporterDependency {
  readonly name: string
  /** The range as the lockfile repeats it from the manifest. */
  readonly specifier: string
  /** `null`: the format does not tell production from development (Yarn 2 and later). */
  readonly type: DependencyType | null
  /** Locked version, or the URL where the lockfile has no version; `null` when nothing is locked for it. */
  readonly resolved: string | null
  /** Real name of what it resolved to: differs from `name` for an alias. `null` when nothing is locked for it. */
  readonly resolved_name: string | null
  /** The folder, relative to the lockfile, when it is a link; then `resolved` is that folder's version, if the lockfile has one. */
  readonly link: string | null
}

/** `alias` is the name that code imports, `name` the package behind it. */
export interface Alias {
  readonly alias: string
  readonly name: string
  readonly version: string | null
}

/** `selector` in the package manager's own notation: `foo`, `foo@1>bar`. */
export interface Override {
  readonly selector: string
  readonly specifier: string
}

export interface CatalogEntry {
  /** `default` is the unnamed catalog. */
  readonly catalog: string
  readonly name: string
  readonly specifier: string
  readonly version: string | null
}

export interface Patch {
  readonly name: string
  /** `null`: every version. */
  readonly version: string | null
  /** The patch file, relative to the lockfile; `null` where only its hash is recorded. */
  readonly path: string | null
}

/** The first of the two documents in a pnpm-lock.yaml of pnpm 11. None of it is among the packages of the lockfile. */
export interface Environment {
  /** By name. */
  readonly config_dependencies: readonly EnvironmentDependency[]
  /** pnpm itself. By name. */
  readonly package_manager: readonly EnvironmentDependency[]
  readonly packages: readonly LockedPackage[]
}

export interface EnvironmentDependency {
  readonly name: string
  readonly specifier: string
  readonly resolved: string | null
}

export type WarningCode = 'duplicate_key' | 'fallback_parser_used' | 'invalid_entry' | 'path_outside_repo'

export interface LockfileWarning {
  readonly code: WarningCode
  readonly message: string
  readonly count: number
  /** Of the first one, 1-based; the column counts UTF-16 units. */
  readonly line: number
  readonly column: number
}

export type ErrorCode =
  | 'alias_cap_exceeded'
  | 'conflict_markers'
  | 'depth_cap_exceeded'
  | 'empty'
  | 'parse_error'
  | 'truncated'
  | 'unexpected_type'
  | 'unknown_format'
  | 'unknown_version'
  | 'unsupported'
  | 'unusual_layout'

/** Why there is no lockfile. Told from a `Lockfile` by its `code`: `'code' in result`. */
export interface LockfileError {
  readonly code: ErrorCode
  /** What was expected, what was found, where. Never quotes the text. */
  readonly message: string
  /** `null` when it could not be told. */
  readonly format: Format | null
  /** Lockfile version, where the head of the text tells it. */
  readonly version: string | null
  /** 1-based; the column counts UTF-16 units. */
  readonly line: number
  readonly column: number
}
