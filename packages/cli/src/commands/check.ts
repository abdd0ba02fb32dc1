import type { Json } from '@codegenie/core'
import type { Conflict, RiskFlags } from '@codegenie/views'
import { askedRepository } from '../asked-repository.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { freshness, sayFreshness } from '../freshness.ts'
import { readArtifactFile, readFacts } from '../read-artifact.ts'
import { sarif } from '../sarif.ts'
import { type Terminal, visibleLine } from '../terminal.ts'
import { commitIn } from './show.ts'

/** What --fail-on may name: all conflicts, all flags (which name the conflicts, too), or those of a severity and above. */
const FAIL_ON = {
  conflict: ({ conflicts }: Found) => conflicts.some(({ reach }) => reach === 'product'),
  flag: ({ flags }: Found) => flags.length > 0,
  high: ({ flags }: Found) => flags.some(({ severity }) => severity === 'high'),
  medium: ({ flags }: Found) => flags.some(({ severity }) => severity !== 'low'),
} as const

interface Found {
  readonly conflicts: readonly Conflict[]
  readonly flags: RiskFlags['flags']
}

export default async function check({ operands: [path], flags }: Arguments<typeof commands.check>, terminal: Terminal): Promise<ExitCode> {
  const failOn = Object.keys(FAIL_ON).find((name): name is keyof typeof FAIL_ON => name === flags['fail-on'])
  if (flags['fail-on'] !== undefined && !failOn)
    throw new UsageError(`--fail-on takes ${Object.keys(FAIL_ON).join(', ')}, found ${JSON.stringify(flags['fail-on'])}`)
  if (flags.sarif && flags.json) throw new UsageError('--sarif and --json exclude each other')
  const { root, place } = await askedRepository(path, flags, terminal)
  const found = foundIn(readFacts(place, root, 'conflicts'), readFacts(place, root, 'views'))
  if (flags.sarif) terminal.print(`${JSON.stringify(sarif(found.conflicts, found.flags), null, 2)}\n`)
  else terminal.print(flags.json ? `${JSON.stringify(found)}\n` : text(found))
  sayFreshness(freshness(root, place.directory, terminal), commitIn(readArtifactFile(place, root, 'repo-context.json')), terminal)
  return failOn && FAIL_ON[failOn](found) ? 4 : 0
}

/** Conflicts as they are, and the flags that are none. */
function foundIn(conflicts: Json, views: Json): Found {
  const all = (conflicts as unknown as { conflicts: readonly Conflict[] }).conflicts
  const { flags } = (views as unknown as { views: { risk_flags: RiskFlags } }).views.risk_flags
  return { conflicts: all, flags }
}

function text({ conflicts, flags }: Found): string {
  const named = new Set(conflicts.map(({ id }) => id))
  const rows = [
    ...conflicts.flatMap(({ severity, id, message, sides }) => [
      `${severity.padEnd(6)}  conflict  ${id}: ${message}`,
      ...sides.map(({ role, value, at, more }) => `          ${role}: ${value}  ${at.join(' ')}${more > 0 ? ` and ${more} more` : ''}`),
    ]),
    ...flags
      .filter(({ id }) => !named.has(id))
      .map(
        ({ severity, id, message, count, at }) =>
          `${severity.padEnd(6)}  flag      ${id}: ${message}${count > 1 ? ` (and ${count - 1} more)` : ''}  ${at.join(' ')}`,
      ),
  ]
  return rows.length === 0 ? 'no conflicts, no flags\n' : rows.map((row) => `${visibleLine(row)}\n`).join('')
}
