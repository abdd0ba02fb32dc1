import { isAbsolute, relative, resolve } from 'node:path'
import { noiseDirectories } from '@codegenie/catalogs/noise-directories'
import { createCoordinator, type Gathered, writeArtifact } from '@codegenie/coordinator'
import { fileStore } from '@codegenie/core'
import { artifactPlace } from '../artifact-place.ts'
import { type CachePlace, cachePlace } from '../cache-directory.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { type FoundConfig, loadConfig } from '../config.ts'
import { Interrupted, UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { repositoryOf } from '../is-inside.ts'
import { registeredProbes, selectProbes } from '../probes.ts'
import { probeLines, summary } from '../report.ts'
import type { Terminal } from '../terminal.ts'

type Flags = Arguments<typeof commands.gather>['flags']

export default async function gather({ operands, flags }: Arguments<typeof commands.gather>, terminal: Terminal): Promise<ExitCode> {
  refuseBoth(flags, 'no-cache', 'cache-only')
  refuseBoth(flags, 'verbose', 'quiet')
  const say = flags.quiet ? () => {} : terminal.say
  const root = resolve(terminal.cwd, operands[0] ?? '.')
  const repository = repositoryOf(root)
  const found = await loadConfig({ explicit: flags.config, cwd: terminal.cwd, repository, say })
  const place = cachePlace(flags['cache-dir'], found, repository, terminal)
  const out = artifactPlace(root, flags.out, found, terminal)

  const gathered = await run(root, place, found, repository, flags)
  const written = writeArtifact(out.directory, gathered, out.isInside ? { inside: root } : {})

  for (const { probe, error } of gathered.artifact.failures) say(`codegenie: probe ${probe} failed: ${error}`)
  if (flags.verbose) for (const line of probeLines(gathered, place)) say(line)
  if (flags.json) terminal.print(gathered.artifact.json.join(''))
  if (terminal.isTty.stderr) for (const line of summary(gathered, written.artifact, shown(written.directory, terminal.cwd))) say(line)
  const isStrict = flags.strict || found.config.strict
  return isStrict && gathered.artifact.status === 'partial' ? 3 : 0
}

async function run(root: string, place: CachePlace, found: FoundConfig, repository: string, flags: Flags): Promise<Gathered> {
  const registered = await registeredProbes(found, repository)
  const selected = flags.probes === undefined ? registered : selectProbes(registered, flags.probes)
  const coordinator = createCoordinator({ probes: selected.map(({ probe }) => probe) })
  return interruptible((signal) =>
    coordinator.gather(root, {
      cache: place.directory === undefined ? undefined : fileStore(place.directory),
      freshness: flags['no-cache'] ? 'refresh' : flags['cache-only'] ? 'only' : 'use',
      maxFiles: flags['max-files'] === undefined ? found.config.max_files : wholeNumber('--max-files', flags['max-files']),
      noise: Object.keys(noiseDirectories),
      signal,
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

function wholeNumber(flag: string, text: string): number {
  const number = Number(text)
  if (/^[0-9]{1,15}$/.test(text) && number > 0) return number
  throw new UsageError(`${flag}: expected a whole number above 0, found ${JSON.stringify(text)}`)
}

/** Relative to the working directory where that is in it. */
function shown(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short
}
