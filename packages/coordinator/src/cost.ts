import type { Budget, Source } from '@codegenie/core'

/** Milliseconds of a clock that only goes on. `performance` is loaded at its first use, which costs more than what is timed. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** What a probe took of the process while it ran. What others did while it waited is in it. */
export interface Cost {
  readonly cpuMs: number
  /** Bytes of resident memory; not less than nothing. */
  readonly rssGrowth: number
  readonly read: Reads
}

/** Files that were opened, and their bytes. What another probe has opened before is not opened again. */
export interface Reads {
  readonly files: number
  readonly bytes: number
}

/** Does some work, and counts what it took. */
export async function measured<T>(source: Source, work: () => Promise<T>): Promise<{ readonly value: T; readonly cost: Cost }> {
  const cpu = process.cpuUsage()
  const rss = process.memoryUsage.rss()
  const reads = startReads(source)
  const value = await work()
  const { user, system } = process.cpuUsage(cpu)
  const rssGrowth = Math.max(0, process.memoryUsage.rss() - rss)
  return { value, cost: { cpuMs: (user + system) / 1000, rssGrowth, read: reads() } }
}

/** The result tells what was read since. */
export function startReads({ stats }: Source): () => Reads {
  const { filesRead, bytesRead } = stats
  return () => ({ files: stats.filesRead - filesRead, bytes: stats.bytesRead - bytesRead })
}

/** How a run was dearer than its probe declares; empty when it was not. */
export function breaches({ cpuMs, rssGrowth }: Cost, { ms, mb }: Budget): readonly string[] {
  const grown = rssGrowth / 1e6
  return [
    ...(cpuMs > ms ? [`took ${Math.ceil(cpuMs)} ms of CPU, and its budget is ${ms}`] : []),
    ...(grown > mb ? [`made the process grow by ${Math.ceil(grown)} MB, and its budget is ${mb}`] : []),
  ]
}

/** Starts work, now or later. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>

/** Starts one piece of work after the other, each when the one before is over, however long that waits. */
export function oneAtATime(): Turns {
  let free: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = free.then(work)
    free = mine.catch(() => {})
    return mine
  }
}

/**
 * Starts one piece of work after the other: each when the one before is done, or waits for more than itself. Probes mostly compute, so what
 * is counted of each is its own; one that hangs keeps no other from its turn.
 */
export function takeTurns(): Turns {
  let free: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = free.then(work)
    const isOver = mine.catch(() => {})
    free = free.then(() => Promise.race([isOver, new Promise(setImmediate)]))
    return mine
  }
}
