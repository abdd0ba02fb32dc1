import { homedir } from 'node:os'
import { posix, resolve, win32 } from 'node:path'
import { ConfigError } from '@codegenie/core'
import type { FoundConfig } from './config.ts'
import { isInside, realPath } from './is-inside.ts'
import type { Terminal } from './terminal.ts'

/** Where results are kept; `undefined`, and why, when there is no place for them. */
export type CachePlace = { readonly directory: string } | { readonly directory: undefined; readonly reason: string }

/**
 * `--cache-dir`, else the configuration's, else the user's place for caches. Never inside the repository that is gathered: it could ship
 * entries. Throws `ConfigError` when the operator names such a place.
 */
export function cachePlace(
  flag: string | undefined,
  { config, directory }: FoundConfig,
  repository: string | undefined,
  terminal: Terminal,
): CachePlace {
  const named = flag ?? config.cache_dir
  const found = named === undefined ? defaultDirectory(terminal) : resolve(flag === undefined ? directory : terminal.cwd, named)
  if (found === undefined)
    return { directory: undefined, reason: 'there is no home directory to keep a cache in; name a place with --cache-dir' }
  if (repository === undefined || !isInside(realPath(found), repository)) return { directory: found }
  const reason = `${found} lies in the repository that is gathered, which could ship entries; name another place with --cache-dir`
  if (named !== undefined) throw new ConfigError(`the cache cannot be there: ${reason}`)
  return { directory: undefined, reason }
}

/** https://specifications.freedesktop.org/basedir-spec/latest/: a relative path in the variable is to be ignored. */
export function defaultDirectory({ env, platform }: Pick<Terminal, 'env' | 'platform'>, home = homeDirectory()): string | undefined {
  const { isAbsolute, join } = platform === 'win32' ? win32 : posix
  const { XDG_CACHE_HOME: xdg = '', LOCALAPPDATA: local = '' } = env
  if (isAbsolute(xdg)) return join(xdg, 'codegenie')
  if (platform === 'win32' && isAbsolute(local)) return join(local, 'codegenie', 'Cache')
  if (!isAbsolute(home)) return undefined
  const parts = { darwin: ['Library', 'Caches', 'codegenie'], win32: ['AppData', 'Local', 'codegenie', 'Cache'] }[platform as string]
  return join(home, ...(parts ?? ['.cache', 'codegenie']))
}

function homeDirectory(): string {
  try {
    return homedir()
  } catch {
    return '' // a user without an entry, and HOME unset
  }
}
