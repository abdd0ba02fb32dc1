import type { Lockfile } from './schema.ts'
import { at, listAt, table, textAt } from './toml.ts'

/** File name -> format. Pipfile.lock is JSON, the others are TOML. */
export const LOCKFILES = { 'uv.lock': 'uv', 'poetry.lock': 'poetry', 'pdm.lock': 'pdm', 'Pipfile.lock': 'pipenv' } as const

/** What is locked; of uv without the projects of the repository itself. Undefined where it is no lockfile of the format. */
export function lockfileFacts(path: string, format: Lockfile['format'], parsed: unknown): Lockfile | undefined {
  if (format === 'pipenv') {
    const python = textAt(parsed, '_meta', 'requires', 'python_version')
    const names = ['default', 'develop'].flatMap((key) => Object.keys(table(at(parsed, key)) ?? {}))
    return table(at(parsed, '_meta')) ? { path, format, packages: new Set(names).size, requires_python: python } : undefined
  }
  const packages = listAt(parsed, 'package')
  const isLock = packages.length > 0 || textAt(parsed, 'metadata', 'content-hash') !== null || at(parsed, 'version') !== undefined
  if (!isLock) return undefined
  const ours = (one: unknown) => ['virtual', 'editable', 'directory'].some((kind) => textAt(one, 'source', kind) !== null)
  const identities = packages
    .filter((one) => format !== 'uv' || !ours(one))
    .map((one) => `${textAt(one, 'name')}@${textAt(one, 'version')}`)
  const python = {
    uv: textAt(parsed, 'requires-python'),
    poetry: textAt(parsed, 'metadata', 'python-versions'),
    pdm: textAt(listAt(parsed, 'metadata', 'targets')[0], 'requires_python'),
  }
  return { path, format, packages: new Set(identities).size, requires_python: python[format] }
}
