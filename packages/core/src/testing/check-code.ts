import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compileGlob } from '../glob.ts'
import type { Subject } from './contract.ts'
import { elsewhere } from './elsewhere.ts'
import type { TestFiles } from './run-probe.ts'

const CODE = /\.[cm]?[jt]sx?$/
const CANARY = Symbol.for('codegenie.executed')

/** Every script of the repository says so when it runs; the files are in memory, and in the working directory. */
export async function repositoryCode({ probe, files, run }: Subject): Promise<readonly string[]> {
  const globs = [...(probe.inputs.reads ?? []), ...(probe.inputs.lists ?? [])]
  const scripts = [...Object.keys(files), ...globs.flatMap(exampleOf)].filter((path) => CODE.test(path))
  if (scripts.length === 0) return []
  const planted = { ...files, ...Object.fromEntries(scripts.map((path) => [path, canary(path)])) }
  const seen = globalThis as { [CANARY]?: string }
  delete seen[CANARY]
  const root = mkdtempSync(join(tmpdir(), 'codegenie-contract-'))
  try {
    write(root, planted)
    await elsewhere(() => run(planted), root).catch(() => {}) // what throws is said elsewhere
    const executed = seen[CANARY]
    return executed === undefined ? [] : [`${executed} was executed; nothing of the repository may be`]
  } finally {
    delete seen[CANARY]
    rmSync(root, { recursive: true, force: true })
  }
}

/** Runs as a script, as a module, and as the body of a function. */
function canary(path: string): string {
  return `globalThis[Symbol.for('codegenie.executed')] ??= ${JSON.stringify(path)}\n`
}

function write(root: string, files: TestFiles): void {
  for (const [path, content] of Object.entries(files)) {
    if (path.split('/').includes('..')) continue
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

/** A path that a glob matches, where the simplest guess does. */
function exampleOf(glob: string): readonly string[] {
  const path = glob
    .replaceAll('**/', '')
    .replaceAll(/\{([^{},]*),[^{}]*\}/g, '$1')
    .replaceAll(/[*?]/g, 'x')
  return compileGlob(glob)(path) ? [path] : []
}
