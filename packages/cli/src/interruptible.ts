import { Interrupted } from './errors.ts'

/** Runs until SIGINT or SIGTERM, and then throws `Interrupted`. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const onSignal = (signal: NodeJS.Signals) => stop.abort(new Interrupted(signal as 'SIGINT' | 'SIGTERM'))
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    const result = await work(stop.signal)
    await new Promise(setImmediate) // a signal that came while files were read is delivered here
    stop.signal.throwIfAborted()
    return result
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

/**
 * Runs what leaves nothing to be put in order: SIGINT and SIGTERM end the process as the system does, also while a parser computes and no
 * listener would be called for seconds. Process 1, which a container starts, ends by no signal that nobody listens to.
 */
export function killable<T>(work: (signal?: AbortSignal) => Promise<T>): Promise<T> {
  return process.pid === 1 ? interruptible(work) : work()
}
