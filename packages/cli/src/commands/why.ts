import { resolve } from 'node:path'
import { artifactPlace } from '../artifact-place.ts'
import { causesOf } from '../causes.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { loadConfig } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { repositoryOf } from '../is-inside.ts'
import { suggestion } from '../nearest.ts'
import { readLastRun } from '../runs.ts'
import { type Terminal, visibleLine } from '../terminal.ts'

/** More causes than that are counted, not printed; --json has them all. */
const MAX_PRINTED = 50

export default async function why({ operands: [wanted], flags }: Arguments<typeof commands.why>, terminal: Terminal): Promise<ExitCode> {
  if (wanted === undefined)
    throw new UsageError('expected the name of a probe, as in codegenie why node_manifest; codegenie probes lists them')
  const root = resolve(terminal.cwd, flags.repo ?? '.')
  const found = await loadConfig({ explicit: flags.config, cwd: terminal.cwd, repository: repositoryOf(root), say: terminal.say })
  const run = await readLastRun(artifactPlace(root, flags.out, found, terminal), root)
  const record = run.record.probes.find(({ probe }) => probe === wanted)
  if (!record) {
    const names = run.record.probes.map(({ probe }) => probe)
    throw new UsageError(`the last gather had no probe ${wanted}${suggestion(wanted, names)}; it had ${names.join(', ')}`)
  }
  const causes = causesOf(record, run)
  if (flags.json) terminal.print(`${JSON.stringify({ probe: wanted, status: record.status, causes })}\n`)
  else
    terminal.print(
      lines(
        wanted,
        causes.map(({ says }) => says),
      ),
    )
  return 0
}

function lines(probe: string, causes: readonly string[]): string {
  const more = causes.length > MAX_PRINTED ? [`and ${causes.length - MAX_PRINTED} more`] : []
  return [...causes.slice(0, MAX_PRINTED), ...more].map((says) => `${probe}: ${visibleLine(says)}\n`).join('')
}
