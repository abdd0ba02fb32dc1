/** The command line says something that no command understands. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'usage'
}

/** The operator stopped the command. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly code: 'SIGINT' | 'SIGTERM'
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super('interrupted; what was written before is as it was')
    this.code = signal
  }
}

/** The reader of stdout is gone. */
export class StdoutClosed extends Error {
  override readonly name = 'StdoutClosed'
  readonly code = 'stdout_closed'
}

/** Stdout could not be written, for another reason. */
export class StdoutError extends Error {
  override readonly name = 'StdoutError'
  readonly code = 'stdout'
}

/** What was to be verified is not what it says it is. */
export class MismatchError extends Error {
  override readonly name = 'MismatchError'
  readonly code = 'mismatch'
}
