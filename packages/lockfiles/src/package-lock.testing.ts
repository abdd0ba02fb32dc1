import type { LockedPackage, Lockfile } from './lockfile.ts'
import { parse } from './parse.ts'

export const npmjs = (name: string, file: string) => `https://registry.npmjs.org/${name}/-/${file}.tgz`

export function locked(text: string | object, path?: string): Lockfile {
  const result = parse(typeof text === 'string' ? text : JSON.stringify(text), path === undefined ? {} : { path })
  if ('code' in result) throw new Error(result.message)
  return result
}

export const v3 = (packages: object) => locked({ lockfileVersion: 3, packages })

export function entry(fields: Partial<LockedPackage> & Pick<LockedPackage, 'name' | 'version' | 'path'>): LockedPackage {
  return {
    resolution: 'unknown',
    url: null,
    integrity: null,
    dev: false,
    optional: false,
    peer: false,
    os: [],
    cpu: [],
    libc: [],
    has_install_script: false,
    bundled: false,
    descriptors: [],
    ...fields,
  }
}
