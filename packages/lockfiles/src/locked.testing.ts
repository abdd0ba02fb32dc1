import type { LockedPackage, Lockfile } from './lockfile.ts'
import { parse } from './parse.ts'

/** The lockfile that a text is at this path; throws what is wrong with it. */
export function locked(text: string, path: string): Lockfile {
  const result = parse(text, { path })
  if ('code' in result) throw new Error(`${result.code}: ${result.message}`)
  return result
}

/** A package of a registry of which the format says nothing more. */
export const UNTOLD: Omit<LockedPackage, 'name' | 'version'> = {
  resolution: 'registry',
  url: null,
  integrity: null,
  dev: null,
  optional: null,
  peer: null,
  os: [],
  cpu: [],
  libc: [],
  has_install_script: null,
  bundled: null,
  path: null,
  descriptors: [],
}
