import { toYaml } from '@codegenie/coordinator'
import { type Json, readRegular } from '@codegenie/core'
import type { Context } from '@codegenie/views'
import { inArtifact } from '../artifact-files.ts'
import { askedRepository } from '../asked-repository.ts'
import { catalogInfo } from '../backstage.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { cyclonedx, type LockedPackages } from '../cyclonedx.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { freshness, sayFreshness } from '../freshness.ts'
import { type ArtifactPlace, parseArtifactFile, readArtifactJson } from '../read-artifact.ts'
import type { Terminal } from '../terminal.ts'

const FORMATS = ['backstage', 'cyclonedx'] as const
const MAX_BYTES = 256 << 20

export default async function exportTo(
  { operands: [named], flags }: Arguments<typeof commands.export>,
  terminal: Terminal,
): Promise<ExitCode> {
  const format = FORMATS.find((each) => each === named)
  if (!format)
    throw new UsageError(
      `expected codegenie export ${FORMATS.join('|')}, found ${named === undefined ? 'none of these' : JSON.stringify(named)}`,
    )
  const { root, place } = await askedRepository(flags.repo, flags, terminal)
  const context = readArtifactJson(place, root, 'repo-context.json') as unknown as Context
  terminal.print(
    format === 'backstage' ? toYaml(catalogInfo(context)) : `${JSON.stringify(cyclonedx(context, readLocked(place, root)), null, 2)}\n`,
  )
  sayFreshness(freshness(root, place.directory, terminal), context.repo.git_commit, terminal)
  return 0
}

/** The resolved packages are bulky detail of a probe, and have a file of their own; empty where there are no lockfiles. */
function readLocked(place: ArtifactPlace, root: string): LockedPackages {
  const read = inArtifact(place, root, 'context/raw', (raw) => readRegular(raw, 'node_manifest.json', MAX_BYTES))
  if (!read || 'problem' in read) return []
  const { data } = parseArtifactFile(read.bytes.toString('utf8'), place, 'raw/node_manifest.json') as { data?: { lockfiles?: Json } }
  return (data?.lockfiles ?? []) as unknown as LockedPackages
}
