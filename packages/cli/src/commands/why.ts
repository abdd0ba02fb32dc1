import { resolve } from 'node:path'
import { artifactPlace } from '../artifact-place.ts'
import { askedRepository } from '../asked-repository.ts'
import { causesOf } from '../causes.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import type { FoundConfig } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { suggestion } from '../nearest.ts'
import { type LastRun, readLastRun } from '../runs.ts'
import { type Terminal, visibleLine } from '../terminal.ts'
import { isSlice, whyFact } from '../why-fact.ts'

type WhyArguments = Arguments<typeof commands.why>

/** More causes than that are counted, not printed; --json has them all. */
const MAX_PRINTED = 50

export default async function why(args: WhyArguments, terminal: Terminal): Promise<ExitCode> {
  const { found } = await askedRepository(args.flags.repo, args.flags, terminal)
  return whyWith(found, args, terminal)
}

/** With a configuration that is known. The name of a probe that is also that of a slice is the probe. */
export function whyWith(found: FoundConfig, { operands: [wanted], flags }: WhyArguments, terminal: Terminal): ExitCode {
  if (wanted === undefined)
    throw new UsageError(
      'expected the path of a fact or the name of a probe, as in codegenie why build_system.node.pinned; codegenie show and codegenie probes list them',
    )
  const root = resolve(terminal.cwd, flags.repo ?? '.')
  const place = artifactPlace(root, flags.out, found, terminal)
  if (wanted.includes('.')) return whyFact(wanted, place, root, flags.json === true, terminal)
  const run = readLastRun(place, root)
  const names = run.record.probes.map(({ probe }) => probe)
  if (names.includes(wanted)) terminal.print(whyProbe(wanted, run, flags.json === true))
  else if (isSlice(wanted, place, root)) return whyFact(wanted, place, root, flags.json === true, terminal)
  else throw new UsageError(`the last gather had no probe ${wanted}${suggestion(wanted, names)}; it had ${names.join(', ')}`)
  return 0
}

function whyProbe(wanted: string, run: LastRun, isJson: boolean): string {
  const record = run.record.probes.find(({ probe }) => probe === wanted)!
  const causes = causesOf(record, run)
  if (isJson) return `${JSON.stringify({ probe: wanted, status: record.status, causes })}\n`
  const says = causes.map((cause) => cause.says)
  const more = says.length > MAX_PRINTED ? [`and ${says.length - MAX_PRINTED} more`] : []
  return [...says.slice(0, MAX_PRINTED), ...more].map((line) => `${wanted}: ${visibleLine(line)}\n`).join('')
}
