import type { Gathered, Gatherer, Written } from '@codegenie/coordinator'
import type { Bell } from './bell.ts'
import { numbersOf } from './snapshot.ts'
import type { DirectoryWatch } from './watch-directories.ts'

/** Between two looks at everything, in milliseconds: events get lost. */
const VERIFY_INTERVAL = 30_000
/** Where the system does not watch all directories. */
const POLL_INTERVAL = 2_000
/** After an event more may come, and what was written is young for so long. */
const PAUSE = 50

interface Watching {
  readonly gatherer: Gatherer<readonly unknown[]>
  readonly watched: DirectoryWatch
  readonly bell: Bell
  readonly signal: AbortSignal
  write(gathered: Gathered): Promise<Written>
  /** Called for each artifact once it is written. */
  report(gathered: Gathered, written: Written): void
  /** Called after each look. */
  tend(): void
}

/** Gathers until the signal is aborted, and then throws its reason. Events only say that it is time to look. */
export async function keepGathering({ gatherer, watched, bell, signal, write, report, tend }: Watching): Promise<never> {
  let shown: { readonly facts: string; readonly files: readonly string[]; readonly look: string | undefined } | undefined
  for (;;) {
    const began = performance.now()
    let gathered = await gatherer.gather()
    while (watched.follow(gathered.dependencies)) gathered = await gatherer.gather() // what came before it was watched
    const facts = factsOf(gathered)
    if (shown?.facts !== facts || shown.look === undefined || shown.look !== lookAt(shown.files)) {
      const written = await write(gathered)
      shown = { facts, files: written.files, look: lookAt(written.files) }
      report(gathered, written)
    }
    tend()
    const ended = performance.now()
    const rested = 2 * ended - began // at most half of the time, however much happens
    const pause = () => Math.max(PAUSE, rested - performance.now())
    await bell.wait({ pause, atMostMs: watched.problem === undefined ? VERIFY_INTERVAL : POLL_INTERVAL }, signal)
  }
}

/** What the artifact is made of: raw detail, too, has the key of its probe. */
function factsOf({ artifact, record }: Gathered): string {
  return [artifact.gatherId, ...record.probes.map(({ key, status }) => key ?? status)].join(' ')
}

/** Somebody may have edited it; `undefined` when a part of it is missing, and to be written again. */
function lookAt(files: readonly string[]): string | undefined {
  const looks = files.map((path) => numbersOf(path).join(':'))
  return looks.some((look) => look.startsWith('NaN')) ? undefined : looks.join(' ')
}
