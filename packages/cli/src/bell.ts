/** Lets one who waits know that something has happened, however often it does. */
export interface Bell {
  ring(): void
  /**
   * Until it rings, or has rung since the last wait, and as long after that as `pause` says then, in which more may happen; until `atMostMs`
   * have gone by; or until the signal is aborted.
   */
  wait(times: { pause(): number; readonly atMostMs: number }, signal: AbortSignal): Promise<void>
}

export function makeBell(): Bell {
  let rung = false
  let onRing = () => {}
  const sleep = (ms: number, signal: AbortSignal, wakesOnRing: boolean) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        onRing = () => {}
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal.addEventListener('abort', wake, { once: true })
      if (wakesOnRing) onRing = wake
    })
  return {
    ring() {
      rung = true
      onRing()
    },
    async wait({ pause, atMostMs }, signal) {
      if (!rung && !signal.aborted) await sleep(atMostMs, signal, true)
      if (rung && !signal.aborted) await sleep(pause(), signal, false)
      rung = false
    },
  }
}
