import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { noiseDirectories } from '@codegenie/catalogs/noise-directories'
import { DEFAULT_MAX_FILES } from '@codegenie/coordinator'
import { type AnyProbe, loadBlake3, openWorkingTree } from '@codegenie/core'
import type { TestFiles } from '@codegenie/core/testing'
import { shownPath } from './shown-path.ts'

export interface ProbeCase {
  readonly title: string
  /** The declared files of a repository; of listed ones the name alone. */
  readonly files: TestFiles
  /** Of the probes that it needs. */
  readonly slices: Readonly<Record<string, unknown>>
}

export interface CasePlace {
  /** Of the package. */
  readonly directory: string
  readonly repository: string | undefined
  readonly cwd: string
}

/** A case for each `fixtures/<case>/repo` of the package, and for the repository that is named. */
export async function testCases(probe: AnyProbe, { directory, repository, cwd }: CasePlace): Promise<readonly ProbeCase[]> {
  const fixtures = join(directory, 'fixtures')
  const names = existsSync(fixtures) ? readdirSync(fixtures).sort() : []
  const roots = names.map((name) => join(fixtures, name, 'repo')).filter((root) => existsSync(root))
  if (repository !== undefined) roots.push(resolve(cwd, repository))
  const cases: ProbeCase[] = []
  for (const root of roots) {
    const files = await declaredFiles(probe, root)
    cases.push({ title: shownPath(root, cwd), files, slices: await slicesOf(probe, files) })
  }
  return cases
}

/** What the probe, and those that it needs, may see of a repository. */
async function declaredFiles(probe: AnyProbe, root: string): Promise<TestFiles> {
  const { hash } = await loadBlake3()
  const source = openWorkingTree(root, hash, { maxFiles: DEFAULT_MAX_FILES, noise: Object.keys(noiseDirectories) })
  try {
    const files = new Map<string, Uint8Array>()
    const add = ({ inputs, needs }: AnyProbe) => {
      for (const path of (inputs.reads ?? []).flatMap((glob) => source.index.match(glob))) files.set(path, readFileSync(join(root, path)))
      for (const path of (inputs.lists ?? []).flatMap((glob) => source.index.match(glob)))
        if (!files.has(path)) files.set(path, new Uint8Array())
      needs.forEach(add)
    }
    add(probe)
    return Object.fromEntries(files)
  } finally {
    source.close()
  }
}

async function slicesOf({ needs }: AnyProbe, files: TestFiles): Promise<Record<string, unknown>> {
  const slices: Record<string, unknown> = {}
  const { runProbe } = await import('@codegenie/core/testing')
  for (const needed of needs) {
    const run = await runProbe(needed, files, { slices: await slicesOf(needed, files) })
    if (run.status === 'ok') slices[needed.name] = run.slice
  }
  return slices
}
