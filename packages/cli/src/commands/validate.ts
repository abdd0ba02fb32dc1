import { isOwnArtifact } from '@codegenie/coordinator'
import { type AnyProbe, type Json, type LazyProbe, loadBlake3 } from '@codegenie/core'
import { askedRepository } from '../asked-repository.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import type { ExitCode } from '../exit-codes.ts'
import { registeredProbes } from '../probes.ts'
import { type ArtifactPlace, parseArtifactFile, readArtifactFile, readArtifactJson } from '../read-artifact.ts'
import { type Terminal, visibleLine } from '../terminal.ts'

type JsonMap = Readonly<Record<string, Json>>

/** More than that of one schema are counted. */
const MAX_ISSUES = 10

export default async function validate(
  { operands: [path], flags }: Arguments<typeof commands.validate>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { root, repository, found, place } = await askedRepository(path, flags, terminal)
  const probes = (await registeredProbes(found, repository)).map(({ probe }) => probe)
  const problems = await artifactProblems(place, root, probes)
  if (flags.json) terminal.print(`${JSON.stringify({ valid: problems.length === 0, problems })}\n`)
  else terminal.print(problems.length === 0 ? 'valid\n' : problems.map((problem) => `${visibleLine(problem)}\n`).join(''))
  return problems.length === 0 ? 0 : 4
}

/** What is wrong with an artifact: its id, its slices under the schemas of their probes, and the files that are made of it. */
export async function artifactProblems(
  place: ArtifactPlace,
  root: string,
  probes: readonly (AnyProbe | LazyProbe)[],
): Promise<readonly string[]> {
  const text = readArtifactFile(place, root, 'repo-context.json')
  const artifact = parseArtifactFile(text, place, 'repo-context.json') as JsonMap
  const { hash } = await loadBlake3()
  const slices = await Promise.all(probes.map((probe) => sliceProblems(probe, artifact)))
  return [
    ...(isOwnArtifact(text, hash) ? [] : ['repo-context.json: gather_id is not that of its content; somebody has changed it']),
    ...slices.flat(),
    ...(await renderedProblems(place, root, artifact['gather_id'])),
  ]
}

async function sliceProblems(probe: AnyProbe | LazyProbe, artifact: JsonMap): Promise<string[]> {
  if (!Object.hasOwn(artifact, probe.slice)) return []
  const { schema } = 'load' in probe ? await probe.load() : probe
  const { error } = schema.safeParse(artifact[probe.slice])
  return issues(`repo-context.json: ${probe.slice}`, error?.issues ?? [])
}

async function renderedProblems(place: ArtifactPlace, root: string, gatherId: Json | undefined): Promise<string[]> {
  const { Conflicts, Views } = await import('@codegenie/views/schema')
  const problems: string[] = []
  for (const [name, schema] of [
    ['views.json', Views],
    ['conflicts.json', Conflicts],
  ] as const) {
    const value = readArtifactJson(place, root, name)
    problems.push(...issues(name, schema.safeParse(value).error?.issues ?? []))
    const views = (name === 'views.json' ? Object.values(value as JsonMap) : [value]) as readonly (JsonMap | null)[]
    if (views.some((view) => view?.['gather_id'] !== gatherId)) problems.push(`${name}: gather_id is not that of repo-context.json`)
  }
  const yaml = /^gather_id: "?([0-9a-f]{64})"?$/m.exec(readArtifactFile(place, root, 'repo-context.yaml').slice(0, 100_000))?.[1]
  if (yaml !== gatherId) problems.push('repo-context.yaml: gather_id is not that of repo-context.json')
  return problems
}

function issues(where: string, found: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string[] {
  const shown = found
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => `${where}${path.length > 0 ? `.${path.map(String).join('.')}` : ''}: ${message}`)
  return found.length > MAX_ISSUES ? [...shown, `${where}: and ${found.length - MAX_ISSUES} more`] : shown
}
