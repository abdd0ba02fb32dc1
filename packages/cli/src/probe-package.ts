import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { type AnyProbe, ConfigError } from '@codegenie/core'
import { PACKAGE_NAME } from './package-name.ts'
import { importProbe, packageEntry } from './third-party.ts'

export interface ProbePackage {
  readonly probe: AnyProbe
  readonly name: string
  readonly directory: string
}

/** The probe of a package in a directory (`.`, `../probe`, `/a/b`), or of one that is installed where `cwd` finds packages. Throws `ConfigError`. */
export async function probePackage(target: string, cwd: string): Promise<ProbePackage> {
  const directory = /^[./]/.test(target) || !PACKAGE_NAME.test(target) ? resolve(cwd, target) : installed(target, cwd)
  const manifest = join(directory, 'package.json')
  if (!existsSync(manifest)) throw new ConfigError(`${target}: there is no package.json; expected a directory with the package of a probe`)
  const name = nameOf(manifest) ?? target
  const entry = packageEntry(directory)
  if (entry === undefined) throw new ConfigError(`${name} has no entry that can be imported: its package.json needs exports["."]`)
  if (!existsSync(entry)) throw new ConfigError(`${name}: ${entry} is not there; build the package first`)
  return { probe: await importProbe(name, entry), name, directory }
}

function installed(name: string, cwd: string): string {
  const places = createRequire(join(cwd, 'package.json')).resolve.paths(name) ?? []
  const place = places.find((each) => existsSync(join(each, name, 'package.json')))
  if (place === undefined) throw new ConfigError(`${name} is not installed where ${cwd} finds packages; for a directory write ./${name}`)
  return join(place, name)
}

function nameOf(manifest: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}
