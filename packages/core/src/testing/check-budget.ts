import type { Subject } from './contract.ts'
import { runProbe, type TestFiles } from './run-probe.ts'
import { watched } from './watch.ts'

export interface Budget {
  /** Milliseconds of CPU for one run. */
  readonly cpu: number
  /** Bytes by which the heap may grow. */
  readonly heap: number
}

const DEFAULT: Budget = { cpu: 10_000, heap: 256 << 20 }

/** Files of the generated repositories: the given ones, again and again in directories of their own. */
const SIZES = [10, 100, 1000] as const

/** Ten times the files may ask the context this many times as often. */
const GROWTH = 25

/** Calls of the context are counted, so that the same probe gets the same answer on a slow machine; CPU and heap only have a ceiling. */
export async function budget({ probe, files, options }: Subject): Promise<readonly string[]> {
  const { cpu, heap } = options.budget ?? DEFAULT
  const found: string[] = []
  let before = 0
  for (const size of SIZES) {
    const run = { isProbe: true, calls: 0 }
    const repository = grown(files, size)
    const heapBefore = process.memoryUsage().heapUsed
    const start = process.cpuUsage()
    try {
      await runProbe(watched(probe, run), repository, options)
    } catch (error) {
      return [`${size} files: ${(error as Error).message}`]
    }
    const { user, system } = process.cpuUsage(start)
    const grownBy = process.memoryUsage().heapUsed - heapBefore
    if (user + system > cpu * 1000) found.push(`${size} files took more than ${cpu} ms of CPU`)
    if (grownBy > heap) found.push(`${size} files took more than ${heap} bytes of memory`)
    if (before > 0 && run.calls > GROWTH * Math.max(before, 10))
      found.push(
        `ten times the files took ${Math.round(run.calls / before)} times the calls of the context: more than the repository grows`,
      )
    before = run.calls
  }
  return found
}

/** At least one copy of everything; the first stays where it is. */
function grown(files: TestFiles, size: number): TestFiles {
  const entries = Object.entries(files)
  const copies = Math.max(1, Math.ceil(size / entries.length))
  const all = Array.from({ length: copies }, (_, i) =>
    entries.map(([path, content]) => [i === 0 ? path : `copy-${i}/${path}`, content] as const),
  )
  return Object.fromEntries(all.flat().slice(0, Math.max(size, entries.length)))
}
