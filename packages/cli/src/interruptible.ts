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
