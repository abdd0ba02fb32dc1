import type { Conflicts, Context, Views } from '@codegenie/views'
import { askedRepository } from '../asked-repository.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { freshness, sayFreshness } from '../freshness.ts'
import { page } from '../page/page.ts'
import { type ArtifactPlace, readArtifactFile, readArtifactJson } from '../read-artifact.ts'
import type { RunRecord } from '../run-schema.ts'
import { readLastRun } from '../runs.ts'
import type { Terminal } from '../terminal.ts'

export default async function report(
  { operands: [path], flags }: Arguments<typeof commands.report>,
  terminal: Terminal,
): Promise<ExitCode> {
  if (flags.link !== undefined && !flags.html) throw new UsageError('--link is for --html alone')
  if (flags.link !== undefined && !/^(?:https?:\/\/|\.{0,2}\/)/.test(flags.link))
    throw new UsageError(`--link takes a URL of http or https, or a path, found ${JSON.stringify(flags.link)}`)
  const { root, place } = await askedRepository(path, flags, terminal)
  const parsed = (name: string) => readArtifactJson(place, root, name) as unknown
  const context = parsed('repo-context.json') as Context
  const state = freshness(root, place.directory, terminal)
  if (flags.html) {
    const input = {
      context,
      views: parsed('views.json') as Views,
      conflicts: parsed('conflicts.json') as Conflicts,
      run: lastRun(place, root, context),
    }
    terminal.print(page({ ...input, freshness: state, prefix: withSlash(flags.link ?? './') }))
  } else terminal.print(readArtifactFile(place, root, 'CONTEXT_REPORT.md'))
  sayFreshness(state, context.repo.git_commit, terminal)
  return 0
}

function withSlash(prefix: string): string {
  return prefix.endsWith('/') ? prefix : `${prefix}/`
}

/** The record of the run that wrote this very artifact, if that was the last one. */
function lastRun(place: ArtifactPlace, root: string, { gather_id }: Context): RunRecord | undefined {
  try {
    const { record } = readLastRun(place, root)
    return record.gather_id === gather_id ? record : undefined
  } catch {
    return undefined
  }
}
