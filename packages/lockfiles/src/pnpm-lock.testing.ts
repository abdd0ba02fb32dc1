import type { LockedPackage, Lockfile } from './lockfile.ts'
import { parse } from './parse.ts'

export function locked(text: string, path = 'pnpm-lock.yaml'): Lockfile {
  const result = parse(text, { path })
  if ('code' in result) throw new Error(`${result.code}: ${result.message}`)
  return result
}

export function entry(fields: Partial<LockedPackage> & Pick<LockedPackage, 'name' | 'version'>): LockedPackage {
  return {
    resolution: 'registry',
    url: null,
    integrity: null,
    dev: null,
    optional: false,
    peer: null,
    os: [],
    cpu: [],
    libc: [],
    has_install_script: null,
    bundled: null,
    path: null,
    descriptors: [],
    ...fields,
  }
}

export const dependency = (name: string, specifier: string, resolved: string | null, rest: object = {}) => ({
  name,
  specifier,
  type: 'production',
  resolved,
  resolved_name: name,
  link: null,
  ...rest,
})
