import { askedRepository } from '../asked-repository.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { registeredProbes } from '../probes.ts'
import { readArtifactJson } from '../read-artifact.ts'
import { readLastRun, readRun } from '../runs.ts'
import { type Terminal, visibleLine } from '../terminal.ts'
import { artifactProblems } from './validate.ts'

export default async function audit(
  { operands: [verb, id], flags }: Arguments<typeof commands.audit>,
  terminal: Terminal,
): Promise<ExitCode> {
  if (verb !== 'verify') throw new UsageError('expected codegenie audit verify')
  const { root, repository, found, place } = await askedRepository(flags.repo, flags, terminal)
  const record = id === undefined ? readLastRun(place, root).record : readRun(place, root, id)
  const artifact = readArtifactJson(place, root, 'repo-context.json') as Record<string, unknown>
  const probes = (await registeredProbes(found, repository)).map(({ probe }) => probe)
  const problems = [
    ...(record.gather_id === artifact['gather_id']
      ? []
      : [`the run was of ${record.gather_id ?? 'nothing'}, the artifact is ${String(artifact['gather_id'])}`]),
    ...(await artifactProblems(place, root, probes)),
  ]
  if (flags.json) terminal.print(`${JSON.stringify({ verified: problems.length === 0, gather_id: record.gather_id, problems })}\n`)
  else
    terminal.print(
      problems.length === 0 ? `verified: ${record.gather_id}\n` : problems.map((problem) => `${visibleLine(problem)}\n`).join(''),
    )
  return problems.length === 0 ? 0 : 4
}
