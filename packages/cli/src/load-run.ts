import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { defaultDirectory } from './cache-directory.ts'
import { isInRepository } from './is-inside.ts'
import { readRegularFile } from './regular-file.ts'
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

/** Bytes of `identityOf`, and with the number of probes behind it. */
const IDENTITY = 40
const HEAD = IDENTITY + 8
/** Some megabytes are made of the program. */
const MAX_CODE = 64 << 20

/** What was written for this very program, whole; else `undefined`. */
function readCode(file: string, program: Buffer): { probes: number; code: Buffer } | undefined {
  const written = writtenCode(file)
  return written?.program.equals(program) ? written : undefined
}

/**
 * What `writeCode` left in a file, `undefined` where it is damaged or no such file. The code is there twice: comparing takes a fifth of the
 * time of any digest, and V8, which refuses that of another version or other flags, executes what is damaged.
 */
export function writtenCode(file: string): { program: Buffer; probes: number; code: Buffer } | undefined {
  try {
    const bytes = readRegularFile(file, MAX_CODE)
    const middle = (HEAD + bytes.length) / 2
    const code = bytes.subarray(HEAD, middle)
    if (bytes.length <= HEAD || !code.equals(bytes.subarray(middle))) return undefined
    return { program: bytes.subarray(0, IDENTITY), probes: bytes.readDoubleLE(IDENTITY), code }
  } catch {
    return undefined
  }
}

function writeCode(file: string, program: Buffer, probes: number, code: Buffer): void {
  const temp = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`)
  try {
    const head = Buffer.alloc(HEAD, program)
    head.writeDoubleLE(probes, IDENTITY)
    writeFileSync(temp, Buffer.concat([head, code, code]), { flag: 'wx', mode: 0o600 })
    renameSync(temp, file)
  } catch {
    rmSync(temp, { force: true }) // no place for it: the next start takes as long as this one
  }
}
