import { resolve } from 'node:path'
import { toYaml } from '@codegenie/coordinator'
import type { Json } from '@codegenie/core'
import { artifactPlace } from '../artifact-place.ts'
import { askedRepository } from '../asked-repository.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import type { FoundConfig } from '../config.ts'
import type { ExitCode } from '../exit-codes.ts'
import { findFact } from '../find-fact.ts'
import { freshness, sayFreshness } from '../freshness.ts'
import { parseArtifactFile, readArtifactFile, readFacts } from '../read-artifact.ts'
import { table } from '../table.ts'
import { type Terminal, visibleLine } from '../terminal.ts'

type ShowArguments = Arguments<typeof commands.show>

export default async function show(args: ShowArguments, terminal: Terminal): Promise<ExitCode> {
  const { found } = await askedRepository(args.flags.repo, args.flags, terminal)
  return showWith(found, args, terminal)
}

/** With a configuration that is known. */
export function showWith(found: FoundConfig, { operands: [path], flags }: ShowArguments, terminal: Terminal): ExitCode {
  const root = resolve(terminal.cwd, flags.repo ?? '.')
  const place = artifactPlace(root, flags.out, found, terminal)
  const text = readArtifactFile(place, root, 'repo-context.json')
  if (path === undefined && flags.json) terminal.print(text)
  else {
    const facts =
      path !== undefined && /^(?:views|conflicts)(?:\.|$)/.test(path)
        ? readFacts(place, root, path)
        : parseArtifactFile(text, place, 'repo-context.json')
    terminal.print(rendered(path === undefined ? facts : findFact(facts, path), flags, terminal.isTty.stdout))
  }
  sayFreshness(freshness(root, place.directory, terminal), commitIn(text), terminal)
  return 0
}

/** It stands at the beginning, before anything of the repository but its name, in which no line ends. */
export function commitIn(text: string): string | null {
  return /"git_commit":"([0-9a-f]{40,64})"/.exec(text.slice(0, 10_000))?.[1] ?? null
}

function rendered(value: Json, flags: ShowArguments['flags'], isTty: boolean): string {
  if (flags.json) return `${JSON.stringify(value)}\n`
  if (typeof value === 'string') return `${isTty ? visibleLine(value) : value}\n`
  return (flags.table ? table(value) : undefined) ?? toYaml(value)
}
