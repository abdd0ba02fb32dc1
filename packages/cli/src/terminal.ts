import { fstatSync, writeSync } from 'node:fs'
import { StdoutClosed, StdoutError, UsageError } from './errors.ts'

/** Where a command runs and what it can say. */
export interface Terminal {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** Does a person read stdout, stderr? */
  readonly isTty: { readonly stdout: boolean; readonly stderr: boolean }
  /** Data, to stdout. Throws `StdoutClosed` and `StdoutError`. */
  print(text: string): void
  /** A line of talk, to stderr; where that is lost, it is lost. */
  say(line: string): void
}

/** C0 but for the newline, DEL, C1, bidi controls, line separators, byte order mark, lone surrogates. */
const INVISIBLE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu

/** Text that a terminal only shows and never obeys: what it would obey becomes `\u001b`, which JSON and quoted YAML read back. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** As `visible`, and on one line. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n')
}

/** The process's own. Written without streams, which cost 4 ms to load. */
export async function processTerminal(): Promise<Terminal> {
  const isTty = { stdout: await isTerminal(1), stderr: await isTerminal(2) }
  return {
    cwd: workingDirectory(),
    env: process.env,
    platform: process.platform,
    isTty,
    print: (text) => printTo(1, isTty.stdout ? visible(text) : text),
    say,
  }
}

function workingDirectory(): string {
  try {
    return process.cwd()
  } catch {
    throw new UsageError('the working directory is gone')
  }
}

export function printTo(descriptor: number, text: string): void {
  try {
    writeAll(descriptor, Buffer.from(text))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'EPIPE' || code === 'EOF'
      ? new StdoutClosed(code)
      : new StdoutError(`stdout cannot be written (${code})`, { cause: error })
  }
}

export function say(line: string): void {
  try {
    writeAll(2, Buffer.from(`${visibleLine(line)}\n`))
  } catch {
    // nobody listens
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5) // a full pipe that somebody made non-blocking
    }
  }
}

/** `node:tty` costs a few milliseconds: ask the descriptor first. */
async function isTerminal(descriptor: number): Promise<boolean> {
  try {
    return fstatSync(descriptor).isCharacterDevice() && (await import('node:tty')).isatty(descriptor)
  } catch {
    return false // closed
  }
}
