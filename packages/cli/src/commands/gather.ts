import { resolve } from 'node:path'
import { noiseDirectories } from '@codegenie/catalogs/noise-directories'
import { createCoordinator, type Gathered, type ProbeReport, writeArtifact } from '@codegenie/coordinator'
import { fileStore, type TreeMemory, tendCache } from '@codegenie/core'
import { artifactPlace } from '../artifact-place.ts'
import { type CachePlace, cachePlace } from '../cache-directory.ts'
import { cacheLimits } from '../cache-limits.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { type FoundConfig, loadConfig } from '../config.ts'
import { Interrupted, UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { repositoryOf } from '../is-inside.ts'
import { type Registered, registeredProbes, selectProbes } from '../probes.ts'
import { renderedFiles } from '../rendered-files.ts'
import { factLines, probeLines, progressLine, summary } from '../report.ts'
import { shownPath } from '../shown-path.ts'
import { findSkills } from '../skills.ts'
import { operatorsFiles } from '../snapshot.ts'
import { openState } from '../state.ts'
import type { Terminal } from '../terminal.ts'
import { stateDirectory, stateKey } from '../unchanged.ts'
import { wholeNumber } from '../whole-number.ts'

type Flags = Arguments<typeof commands.gather>['flags']

export default async function gather(args: Arguments<typeof commands.gather>, terminal: Terminal): Promise<ExitCode> {
  const { operands, flags } = args
  refuseBoth(flags, 'no-cache', 'cache-only')
  refuseBoth(flags, 'verbose', 'quiet')
  const say = flags.quiet ? () => {} : terminal.say
  const root = resolve(terminal.cwd, operands[0] ?? '.')
  const repository = repositoryOf(root)
  const found = await loadConfig({ explicit: flags.config, cwd: terminal.cwd, repository, say })
  const place = cachePlace(flags['cache-dir'], found, repository, terminal)
  const out = artifactPlace(root, flags.out, found, terminal)

  const registered = await probesFor(found, repository, flags)
  const stateAt = stateDirectory(flags['cache-dir'], root, terminal.cwd, terminal.env)
  const state = stateAt === undefined ? undefined : await openState(stateAt, root)
  const onProbe = terminal.isTty.stderr && !flags.verbose ? (report: ProbeReport) => say(progressLine(report)) : () => {}
  const gathered = await run(root, place, found, registered, flags, isFresh(flags) ? state?.memory : undefined, onProbe)
  const { skills, looked } = await findSkills(root, found, terminal.env, say)
  const rendered = renderedFiles(gathered, skills)
  const written = writeArtifact(out.directory, gathered, { ...(out.isInside ? { inside: root } : {}), further: rendered.files })
  if (registered.every(({ isBundled }) => isBundled)) {
    const config = flags.config === undefined ? undefined : resolve(terminal.cwd, flags.config)
    const operators = [...operatorsFiles(terminal.cwd, config), ...looked]
    await state?.keep(gathered, { key: stateKey(root, args, terminal.cwd), written, operators })
  }
  if (place.directory !== undefined) tendCache(place.directory, cacheLimits(found.config))

  for (const { probe, error } of gathered.artifact.failures) say(`codegenie: probe ${probe} failed: ${error}`)
  if (flags.verbose) for (const line of probeLines(gathered, place)) say(line)
  if (flags.json) terminal.print(gathered.artifact.json.join(''))
  const lines = () => [...factLines(rendered), ...summary(gathered, written.artifact, shownPath(written.directory, terminal.cwd))]
  if (terminal.isTty.stderr) for (const line of lines()) say(line)
  const isStrict = flags.strict || found.config.strict
  return isStrict && gathered.artifact.status === 'partial' ? 3 : 0
}

async function probesFor(found: FoundConfig, repository: string, flags: Flags): Promise<readonly Registered[]> {
  const registered = await registeredProbes(found, repository)
  return flags.probes === undefined ? registered : selectProbes(registered, flags.probes)
}

/** May what an earlier gather saw save reading? */
function isFresh(flags: Flags): boolean {
  return !flags.paranoid && !flags['no-cache']
}

async function run(
  root: string,
  place: CachePlace,
  found: FoundConfig,
  registered: readonly Registered[],
  flags: Flags,
  memory: TreeMemory | undefined,
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
      signal,
      onProbe,
    }),
  )
}

/** Runs until SIGINT or SIGTERM, and then throws `Interrupted`. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
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

function refuseBoth(flags: Flags, a: keyof Flags, b: keyof Flags): void {
  if (flags[a] && flags[b]) throw new UsageError(`--${a} and --${b} exclude each other`)
}
