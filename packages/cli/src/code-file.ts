import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readRegularFile } from './regular-file.ts'

/** Bytes of what tells the program, and with the number of probes behind it. */
const IDENTITY = 40
const HEAD = IDENTITY + 8
/** Some megabytes are made of the program. */
const MAX_CODE = 64 << 20

/** What was written for this very program, whole; else `undefined`. */
export function readCode(file: string, program: Buffer): { probes: number; code: Buffer } | undefined {
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

/** Puts V8's code of a program where `readCode` finds it; where there is no place, nothing happens. */
export function writeCode(file: string, program: Buffer, probes: number, code: Buffer): void {
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
