import { resolve } from 'node:path'
import { noiseDirectories } from '@codegenie/catalogs/noise-directories'
import { createCoordinator, type Gathered, type ProbeReport } from '@codegenie/coordinator'
import { fileStore, type Seen, type TreeMemory } from '@codegenie/core'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { interruptible } from '../interruptible.ts'
import { complaints, factLines, probeLines, progressLine, summary } from '../report.ts'
import { type Settings, settings } from '../settings.ts'
import { shownPath } from '../shown-path.ts'
import { operatorsFiles } from '../snapshot.ts'
import { openState } from '../state.ts'
import { tend } from '../tend.ts'
import type { Terminal } from '../terminal.ts'
import { stateKey } from '../unchanged.ts'
import { wholeNumber } from '../whole-number.ts'
import { work } from '../work.ts'
import { writeGathered } from '../write-gathered.ts'

type Flags = Arguments<typeof commands.gather>['flags']

export default async function gather(args: Arguments<typeof commands.gather>, terminal: Terminal, seen?: Seen): Promise<ExitCode> {
  const { flags } = args
  refuseBoth(flags, 'no-cache', 'cache-only')
  refuseBoth(flags, 'verbose', 'quiet')
  const say = flags.quiet ? () => {} : terminal.say
  const set = await settings(args, terminal, say)
  const { root, found, place, registered, stateAt } = set
  const state = stateAt === undefined ? undefined : await openState(stateAt, root)
  const onProbe = terminal.isTty.stderr && !flags.verbose ? (report: ProbeReport) => say(progressLine(report)) : () => {}
  const gathered = await run(set, flags, isFresh(flags) ? state?.memory : undefined, seen, onProbe)
  work.probes = gathered.reports.filter(({ status }) => status === 'ok').length
  const { written, looked, rendered } = await writeGathered(set, gathered, { env: terminal.env, say })
  const config = flags.config === undefined ? undefined : resolve(terminal.cwd, flags.config)
  const operators = [...operatorsFiles(terminal.cwd, config), ...looked, ...registered.flatMap((each) => each.looked ?? [])]
  await state?.keep(gathered, { key: stateKey(root, args, terminal.cwd), written, operators })
  tend(place, stateAt, found.config)

  for (const line of complaints(gathered)) say(line)
  if (flags.verbose) for (const line of probeLines(gathered, place)) say(line)
  if (flags.json) terminal.print(gathered.artifact.json.join(''))
  const lines = () => [...factLines(rendered), ...summary(gathered, written.artifact, shownPath(written.directory, terminal.cwd))]
  if (terminal.isTty.stderr) for (const line of lines()) say(line)
  const isStrict = flags.strict || found.config.strict
  return isStrict && gathered.artifact.status === 'partial' ? 3 : 0
}

/** May what an earlier gather saw save reading? */
function isFresh(flags: Flags): boolean {
  return !flags.paranoid && !flags['no-cache']
}

async function run(
  { root, found, place, registered }: Settings,
  flags: Flags,
  memory: TreeMemory | undefined,
  seen: Seen | undefined,
  onProbe: (report: ProbeReport) => void,
): Promise<Gathered> {
  const coordinator = createCoordinator({ probes: registered.map(({ probe }) => probe) })
  return interruptible((signal) =>
    coordinator.gather(root, {
      cache: place.directory === undefined ? undefined : fileStore(place.directory),
      freshness: flags['no-cache'] ? 'refresh' : flags['cache-only'] ? 'only' : 'use',
      maxFiles: flags['max-files'] === undefined ? found.config.max_files : wholeNumber('--max-files', flags['max-files']),
      noise: Object.keys(noiseDirectories),
      memory,
      seen,
      signal,
      onProbe,
    }),
  )
}

function refuseBoth(flags: Flags, a: keyof Flags, b: keyof Flags): void {
  if (flags[a] && flags[b]) throw new UsageError(`--${a} and --${b} exclude each other`)
}
