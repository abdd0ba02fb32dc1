import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type AnyProbe, ConfigError, parseJson } from '@codegenie/core'
import type { FoundConfig } from './config.ts'
import { coreMismatch } from './core-range.ts'
import { isInside, realPath } from './is-inside.ts'
import { PROBE_PACKAGE_NAME } from './package-name.ts'

/** Packages that the operator's package.json depends on and whose names say that they are probes, sorted. */
export function dependencyProbes({ directory }: Pick<FoundConfig, 'directory'>): readonly string[] {
  const { dependencies, devDependencies } = manifest(directory)
  const names = [dependencies, devDependencies].flatMap((field) => (field !== null && typeof field === 'object' ? Object.keys(field) : []))
  return [...new Set(names)].filter((name) => PROBE_PACKAGE_NAME.test(name)).sort()
}

export interface Loaded {
  readonly probe: AnyProbe
  /** Version of its package; null where that has none. */
  readonly packageVersion: string | null
  /** The module that was imported, links resolved. */
  readonly from: string
  /** Absolute paths that say which package this is, and of which version. What else it is made of says nothing to a cache key, either. */
  readonly looked: readonly string[]
}

/** The probe that a package of the operator exports by default. Throws `ConfigError`; code of the repository that is gathered is refused. */
export async function loadProbe(name: string, { directory }: Pick<FoundConfig, 'directory'>, repository: string): Promise<Loaded> {
  const path = realPath(entryPath(name, directory))
  if (isInside(path, repository)) {
    throw new ConfigError(
      `${name} is installed in the repository that is gathered, and nothing of that is executed; install it elsewhere, beside a configuration of your own`,
    )
  }
  const { about, at } = manifestAbove(name, path)
  const mismatch = await coreMismatch(about)
  if (mismatch) throw new ConfigError(`${name} ${mismatch}`)
  const { version } = about
  const packageVersion = typeof version === 'string' ? version : null
  return { probe: await importProbe(name, path), packageVersion, from: path, looked: [...placesOf(name, directory), at, path] }
}

/** The package.json of that name which is nearest above a module, and its path. */
function manifestAbove(name: string, path: string): { readonly about: Readonly<Record<string, unknown>>; readonly at: string } {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const at = join(directory, 'package.json')
    const about = manifest(directory)
    if (about['name'] === name) return { about, at }
    if (dirname(directory) === directory) return { about: {}, at }
  }
}

/** Where Node looks for a package, the first place first. */
function placesOf(name: string, directory: string): readonly string[] {
  return (createRequire(join(directory, 'package.json')).resolve.paths(name) ?? []).map((place) => join(place, name))
}

/** The probe that a module exports by default; `name` is that of its package, for messages. Throws `ConfigError`. */
export async function importProbe(name: string, path: string): Promise<AnyProbe> {
  const exported = await importDefault(name, path)
  const wrong = whatIsWrong(exported)
  if (wrong) throw new ConfigError(`${name}: its default export is no probe: ${wrong}; it must export default defineProbe({ … })`)
  return exported as AnyProbe
}

function entryPath(name: string, directory: string): string {
  const require = createRequire(join(directory, 'package.json'))
  try {
    const path = require.resolve(name)
    if (isAbsolute(path)) return path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return importOnlyEntry(name, placesOf(name, directory))
  }
  throw new ConfigError(`${name} is not installed where ${directory} finds packages; install it there`)
}

/** `require.resolve` does not see what a package exports under the condition `import` alone. */
function importOnlyEntry(name: string, places: readonly string[]): string {
  for (const place of places) {
    const entry = packageEntry(place)
    if (entry !== undefined) return entry
  }
  throw new ConfigError(`${name} has no entry that can be imported: its package.json needs exports["."]`)
}

/** What a package in this directory exports as `.`; `undefined` where it exports nothing. */
export function packageEntry(directory: string): string | undefined {
  const entry = importTarget(manifest(directory)['exports'])
  return entry === undefined ? undefined : resolve(directory, entry)
}

function importTarget(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports
  if (exports === null || typeof exports !== 'object') return undefined
  const keys = ['.', 'node', 'import', 'default'] as const
  const key = keys.find((candidate) => Object.hasOwn(exports, candidate))
  return key && importTarget((exports as Record<string, unknown>)[key])
}

async function importDefault(name: string, path: string): Promise<unknown> {
  try {
    const { importModule } = await import('./import-module.ts')
    return ((await importModule(pathToFileURL(path).href)) as { default?: unknown }).default
  } catch (error) {
    throw new ConfigError(`${name} cannot be imported: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

/** Probes that need each other, in a row. */
const MAX_NEEDS = 20
const IDENTIFIER = /^[a-z][a-z0-9_]*$/

/** The first thing about a value that no probe has; `undefined` when it looks like one. */
function whatIsWrong(value: unknown, depth = 0): string | undefined {
  if (value === null || typeof value !== 'object') return `expected an object, found ${value === undefined ? 'nothing' : typeof value}`
  const { name, slice, version, schema, inputs, needs, run } = value as Readonly<Record<keyof AnyProbe, unknown>>
  if (typeof name !== 'string' || !IDENTIFIER.test(name)) return 'name must be snake_case'
  if (typeof slice !== 'string' || !IDENTIFIER.test(slice)) return 'slice must be snake_case'
  if (typeof version !== 'string') return 'version must be text'
  if (typeof (schema as { safeParse?: unknown } | undefined)?.safeParse !== 'function') return 'schema must be a Zod schema'
  if (inputs === null || typeof inputs !== 'object') return 'inputs must be an object'
  const { reads = [], lists = [] } = inputs as { reads?: unknown; lists?: unknown }
  if (!isTexts(reads) || !isTexts(lists)) return 'inputs.reads and inputs.lists must be lists of globs'
  const needed = Array.isArray(needs) && depth < MAX_NEEDS ? needs.map((each) => whatIsWrong(each, depth + 1)) : ['no list']
  if (needed.some((wrong) => wrong !== undefined)) return 'needs must be a list of probes'
  return typeof run === 'function' ? undefined : 'run must be a function'
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function manifest(directory: string): Readonly<Record<string, unknown>> {
  try {
    const parsed = parseJson(readFileSync(join(directory, 'package.json'), 'utf8'))
    return 'value' in parsed && parsed.value !== null && typeof parsed.value === 'object' ? (parsed.value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
