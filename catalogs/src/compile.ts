import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Catalog, catalogs } from './catalogs.ts'
import { declarationText, moduleText } from './module-text.ts'
import { readEntries } from './read-entries.ts'

/** The two files of one catalog's module, by name. Throws `CatalogError`. */
export function compileCatalog(catalog: Catalog, yaml: string): Map<string, string> {
  const value = catalog.module.parse(catalog.compile(readEntries(catalog, yaml)))
  return new Map([
    [`${catalog.name}.js`, moduleText(catalog, value)],
    [`${catalog.name}.d.ts`, declarationText(catalog)],
  ])
}

/**
 * Compiles every catalog in `directory` into `directory/dist`. Nothing is written unless all of them are right; each file is renamed into
 * its place from `scratch`, which is on the same file system, so that nobody ever reads half a module.
 */
export function compile(directory: string, scratch: string): void {
  const files = new Map(
    catalogs.flatMap((catalog) => [...compileCatalog(catalog, readFileSync(join(directory, `${catalog.name}.yaml`), 'utf8'))]),
  )
  const dist = join(directory, 'dist')
  mkdirSync(dist, { recursive: true })
  mkdirSync(scratch, { recursive: true })
  const temporary = mkdtempSync(join(scratch, 'dist-'))
  try {
    for (const [name, text] of files) writeFileSync(join(temporary, name), text)
    for (const name of files.keys()) renameSync(join(temporary, name), join(dist, name))
    for (const name of readdirSync(dist)) if (!files.has(name)) rmSync(join(dist, name), { recursive: true })
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
