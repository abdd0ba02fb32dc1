import { lstatSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { defaultDirectory } from './cache-directory.ts'
import { readCode, writeCode } from './code-file.ts'
import { isInRepository } from './is-inside.ts'
import type { Terminal } from './terminal.ts'

type Run = typeof import('./run.ts')

/**
 * Loads `run.js`, which lies beside this program. With what V8 made of it at an earlier time that takes half as long; `keep` leaves that
 * for the next time, once the functions that are needed have been compiled: again where more probes have run than when that was written.
 */
export function loadRun({ env }: Pick<Terminal, 'env'>): Run & { keep(): void } {
  const home = dirname(import.meta.filename)
  const path = join(home, 'run.js')
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, 'latin1')}\n})` // ASCII alone, as it was built
  const directory = codeDirectory(env)
  const file = directory === undefined ? undefined : join(directory, `code-${process.version}-${process.arch}`)
  const program = identityOf(path)
  const kept = file !== undefined && isOurs(dirname(file)) ? readCode(file, program) : undefined
  const cachedData = kept?.code
  const script = new Script(source, { filename: path, ...(cachedData ? { cachedData } : {}) })
  const module = { exports: {} as Run }
  script.runInThisContext()(module.exports, createRequire(path), module, path, home)
  const isFresh = cachedData !== undefined && script.cachedDataRejected === false
  return {
    ...module.exports,
    keep() {
      const { probes } = module.exports.work
      if (file === undefined || (isFresh && probes <= kept!.probes)) return
      try {
        module.exports.makeDirectories(dirname(file), 0o700)
      } catch {
        return // no place for it
      }
      if (isOurs(dirname(file))) writeCode(file, program, probes, script.createCachedData())
    },
  }
}

/** What is there is executed: it is the user's own place alone, whatever `--cache-dir` says, and never one that came with a checkout. */
function codeDirectory(env: Terminal['env']): string | undefined {
  const cache = defaultDirectory({ env, platform: process.platform })
  if (cache === undefined) return undefined
  const directory = join(cache, 'state')
  try {
    return isInRepository(directory) ? undefined : directory
  } catch {
    return undefined
  }
}

/** Nobody else may write to it. */
function isOurs(directory: string): boolean {
  try {
    const { mode, uid } = lstatSync(directory)
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
  } catch {
    return false
  }
}

/** Of the very file that is run: V8 itself compares no more of it than its length. */
function identityOf(path: string): Buffer {
  const { dev, ino, size, mtimeMs, ctimeMs } = lstatSync(path)
  return Buffer.from(Float64Array.of(dev, ino, size, mtimeMs, ctimeMs).buffer)
}
