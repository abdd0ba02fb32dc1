import { compile } from './compile.ts'
import { CatalogError } from './read-entries.ts'

try {
  compile('.', 'node_modules/.cache/compile')
} catch (error) {
  if (!(error instanceof CatalogError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
