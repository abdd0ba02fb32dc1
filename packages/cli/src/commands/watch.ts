import { noiseDirectories } from '@codegenie/catalogs/noise-directories'
import { createGatherer, type Gathered, type Written } from '@codegenie/coordinator'
import { fileStore } from '@codegenie/core'
import { makeBell } from '../bell.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { interruptible } from '../interruptible.ts'
import { keepGathering } from '../keep-gathering.ts'
import { complaints, probeLines } from '../report.ts'
import { settings } from '../settings.ts'
import { shownPath } from '../shown-path.ts'
import { openState } from '../state.ts'
import { tend } from '../tend.ts'
import type { Terminal } from '../terminal.ts'
import { watchDirectories } from '../watch-directories.ts'
import { wholeNumber } from '../whole-number.ts'
import { writeGathered } from '../write-gathered.ts'

type Flags = Arguments<typeof commands.watch>['flags']

export default async function watch(args: Arguments<typeof commands.watch>, terminal: Terminal): Promise<never> {
  const { flags } = args
  const set = await settings(args, terminal, terminal.say)
  const { root, found, place, registered, stateAt } = set
  const state = stateAt === undefined ? undefined : await openState(stateAt, root)
  const number = (flag: 'lru-size' | 'max-files') => (flags[flag] === undefined ? undefined : wholeNumber(`--${flag}`, flags[flag]))
  const bell = makeBell()
  const watched = watchDirectories(root, bell.ring)
  let last: Gathered | undefined
  try {
    return await interruptible((signal) => {
      const gatherer = createGatherer(root, {
        probes: registered.map(({ probe }) => probe),
        cache: place.directory === undefined ? undefined : fileStore(place.directory),
        lruBytes: number('lru-size'),
        maxFiles: number('max-files') ?? found.config.max_files,
        noise: Object.keys(noiseDirectories),
        memory: state?.memory,
        signal,
      })
      const write = async (gathered: Gathered) => (await writeGathered(set, gathered, terminal)).written
      const report = (gathered: Gathered, written: Written) => {
        last = gathered
        for (const line of complaints(gathered)) terminal.say(line)
        if (flags.verbose) for (const line of probeLines(gathered, place)) terminal.say(line)
        terminal.print(`${line(gathered, written, flags, terminal.cwd)}\n`)
      }
      return keepGathering({ gatherer, watched, bell, signal, write, report, tend: () => tend(place, stateAt, found.config) })
    })
  } finally {
    watched.close()
    if (last) state?.remember(last.memory)
  }
}

function line({ artifact, record }: Gathered, written: Written, flags: Flags, cwd: string): string {
  const ran = record.probes.flatMap(({ probe, status }) => (status === 'ok' ? [probe] : []))
  const failed = artifact.failures.map(({ probe }) => probe)
  if (flags.json)
    return JSON.stringify({ gather_id: artifact.gatherId, gather_status: artifact.status, artifact: written.artifact, ran, failed })
  return `${shownPath(written.directory, cwd)}: ${written.artifact}${ran.length > 0 ? ` (ran ${ran.join(', ')})` : ''}`
}
