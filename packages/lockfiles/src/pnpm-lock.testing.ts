import { locked as lockedAt, UNTOLD } from './locked.testing.ts'
import type { LockedPackage } from './lockfile.ts'

export const locked = (text: string, path = 'pnpm-lock.yaml') => lockedAt(text, path)

export function entry(fields: Partial<LockedPackage> & Pick<LockedPackage, 'name' | 'version'>): LockedPackage {
  return { ...UNTOLD, optional: false, ...fields }
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
