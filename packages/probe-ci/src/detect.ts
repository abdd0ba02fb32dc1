import type { CiProvider } from '@codegenie/catalogs/ci-providers'
import { compareBytes, type ProbeContext } from '@codegenie/core'
import { roleOf } from '@codegenie/workspaces'

/** Files of one system that are read. */
const MAX_FILES = 500

/** Provider -> the files that it starts from, sorted; none below test data or somebody else's code. */
export function findEntries(ctx: Pick<ProbeContext, 'match' | 'warn'>, providers: readonly CiProvider[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { name, entries } of providers) {
    const paths = [...new Set(entries.flatMap((glob) => ctx.match(glob)))].filter((path) => !isMaterial(path)).sort(compareBytes)
    const [first] = paths
    if (first === undefined) continue
    if (paths.length > MAX_FILES) {
      const message = `expected at most ${MAX_FILES} files of ${name}, found ${paths.length}; the others were not read`
      ctx.warn({ code: 'ci.file_cap_exceeded', path: paths[MAX_FILES]!, message })
    }
    found.set(name, paths.slice(0, MAX_FILES))
  }
  return found
}

/** A file of test data, of somebody else's code, or of a template for other repositories. */
export function isMaterial(path: string): boolean {
  const slash = path.lastIndexOf('/')
  const role = slash === -1 ? 'product' : roleOf(path.slice(0, slash))
  return role === 'fixture' || role === 'vendored' || role === 'sample'
}
