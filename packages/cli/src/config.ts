import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { ConfigError, close, jsonLine, openRoot, parseJson, parseYaml, readRegular } from '@codegenie/core'
import type { Config } from './config-schema.ts'
import { isInside, realPath } from './is-inside.ts'
import { suggestion } from './nearest.ts'

export interface FoundConfig {
  readonly config: Config
  /** Absolute: where its relative paths start, and its packages are looked for. */
  readonly directory: string
}

interface Where {
  /** `--config`; trusted wherever it lies. */
  readonly explicit: string | undefined
  readonly cwd: string
  /** Real path of the repository that is gathered; `undefined` when none is. */
  readonly repository: string | undefined
  say(line: string): void
}

/** Looked for in the working directory, in this order; the first one is all there is. */
export const CONFIG_NAMES = ['codegenie.config.yaml', 'codegenie.config.yml', 'codegenie.config.json', 'package.json']
const MAX_BYTES = 5 << 20

/** Code, places to write, and what becomes of the cache that all repositories share. */
const ONLY_TRUSTED = ['probes', 'out', 'cache_dir', 'cache_max_bytes', 'cache_max_age_days', 'skills'] as const

/** The operator's configuration; empty when there is none. Throws `ConfigError` with path and line. */
export async function loadConfig({ explicit, cwd, repository, say }: Where): Promise<FoundConfig> {
  if (explicit !== undefined) {
    const path = resolve(cwd, explicit)
    return { config: (await parseConfig(explicit, readExplicit(path, explicit))) ?? {}, directory: dirname(path) }
  }
  const isTrusted = repository === undefined || !isInside(realPath(cwd), repository)
  for (const name of CONFIG_NAMES) {
    const text = readFound(cwd, name)
    const config = text === undefined ? undefined : await parseConfig(name, text)
    if (config) return { config: isTrusted ? config : withoutTrust(config, name, say), directory: cwd }
  }
  return { config: {}, directory: cwd }
}

function readExplicit(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`${shown}: the configuration cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** Without following links or waiting: the working directory may be anybody's. */
function readFound(directory: string, name: string): string | undefined {
  const opened = openRoot(directory)
  try {
    const read = readRegular(opened, name, MAX_BYTES)
    if (!read) return undefined
    if ('bytes' in read) return read.bytes.toString('utf8')
    if (name === 'package.json') return undefined // a gather says what is wrong with it
    throw new ConfigError(`${name}: ${read.message}; give another one with --config`)
  } finally {
    close(opened)
  }
}

function withoutTrust(config: Config, name: string, say: Where['say']): Config {
  const ignored = ONLY_TRUSTED.filter((key) => config[key] !== undefined)
  if (ignored.length === 0) return config
  say(`codegenie: ${name} lies in the repository that is gathered; ignored of it: ${ignored.join(', ')} (--config ${name} trusts it)`)
  return Object.fromEntries(Object.entries(config).filter(([key]) => !ONLY_TRUSTED.includes(key as (typeof ONLY_TRUSTED)[number])))
}

type LineOf = (keys: readonly (string | number)[]) => number | undefined

/** `undefined` when it is a package.json that says nothing of us. */
async function parseConfig(path: string, text: string): Promise<Config | undefined> {
  const name = basename(path)
  if (name === 'package.json') {
    const manifest = parseJson(text)
    const value = 'value' in manifest ? manifest.value : null // a gather says what is wrong with it
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, 'codegenie')) return undefined
    return checked(path, (value as Record<string, unknown>)['codegenie'], (keys) => jsonLine(text, ['codegenie', ...keys]))
  }
  const isJson = name.endsWith('.json')
  const { parsed, line }: { parsed: ReturnType<typeof parseJson>; line: LineOf } = isJson
    ? { parsed: parseJson(text), line: (keys) => jsonLine(text, keys) }
    : await parseYaml(text)
  if ('problem' in parsed) throw new ConfigError(`${path}: ${parsed.message}`)
  const [note] = parsed.notes
  if (note) throw new ConfigError(`${path}: ${note.message}`)
  return checked(path, parsed.value ?? {}, line)
}

async function checked(path: string, value: unknown, line: LineOf): Promise<Config> {
  const { Config } = await import('./config-schema.ts')
  const result = Config.safeParse(value)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue): { keys: (string | number)[]; message: string }[] => {
    const keys = issue.path as (string | number)[]
    if (issue.code !== 'unrecognized_keys') return [{ keys, message: issue.message }]
    return issue.keys.map((key) => ({ keys: [...keys, key], message: `unknown key${suggestion(key, Object.keys(Config.shape))}` }))
  })
  const placed = problems.map(({ keys, message }) => ({
    at: line(keys),
    message: [...(keys.length > 0 ? [keys.join('.')] : []), message].join(': '),
  }))
  placed.sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
  throw new ConfigError(placed.map(({ at, message }) => `${path}${at === undefined ? '' : `:${at}`}: ${message}`).join('; '))
}
