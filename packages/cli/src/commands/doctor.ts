import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { cacheStats, describeProbe, type Json } from '@codegenie/core'
import { both, parseRange } from '@codegenie/workspaces/node-range'
import { askedRepository } from '../asked-repository.ts'
import { cachePlace } from '../cache-directory.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import type { ExitCode } from '../exit-codes.ts'
import { freshness } from '../freshness.ts'
import { type Registered, registeredProbes } from '../probes.ts'
import { type ArtifactPlace, readArtifactJson } from '../read-artifact.ts'
import { type Terminal, visibleLine } from '../terminal.ts'

interface Finding {
  readonly what: string
  readonly state: 'ok' | 'note' | 'bad'
  readonly says: string
}

export default async function doctor(
  { operands: [path], flags }: Arguments<typeof commands.doctor>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { root, repository, found, place } = await askedRepository(path, flags, terminal)
  const artifact = readFactsIfAny(place, root)
  const findings = [
    artifactFinding(artifact, root, place, terminal),
    ...(artifact ? [nodeFinding(artifact), managerFinding(artifact, terminal)] : []),
    cacheFinding(cachePlace(flags['cache-dir'], found, repository, terminal)),
    ...(await Promise.all((await registeredProbes(found, repository)).map(probeFinding))),
  ]
  if (flags.json) terminal.print(`${JSON.stringify(findings)}\n`)
  else terminal.print(findings.map(({ what, state, says }) => `${state.padEnd(4)}  ${what.padEnd(24)}  ${visibleLine(says)}\n`).join(''))
  return findings.some(({ state }) => state === 'bad') ? 4 : 0
}

interface Facts {
  readonly repo?: { readonly git_commit: string | null }
  readonly build_system?: {
    readonly node: { readonly constraint: string | null; readonly pinned: string | null }
    readonly package_manager: { readonly name: string; readonly version: string | null } | null
  }
}

function readFactsIfAny(place: ArtifactPlace, root: string): Facts | undefined {
  try {
    return readArtifactJson(place, root, 'repo-context.json') as Json as Facts
  } catch {
    return undefined
  }
}

function artifactFinding(artifact: Facts | undefined, root: string, place: ArtifactPlace, terminal: Terminal): Finding {
  if (!artifact) return { what: 'artifact', state: 'note', says: `there is none in ${place.directory}; run codegenie gather` }
  const state = freshness(root, place.directory, terminal)
  const commit = artifact.repo?.git_commit?.slice(0, 12) ?? 'unknown'
  return { what: 'artifact', state: state === 'stale' ? 'bad' : state === 'fresh' ? 'ok' : 'note', says: `commit ${commit}, ${state}` }
}

function nodeFinding({ build_system }: Facts): Finding {
  const wanted = build_system?.node.pinned ?? build_system?.node.constraint
  if (wanted == null) return { what: 'node', state: 'ok', says: `${process.version}; the repository wants none in particular` }
  const isWanted = isIn(process.version, wanted)
  return {
    what: 'node',
    state: isWanted === false ? 'bad' : isWanted ? 'ok' : 'note',
    says: `${process.version}; the repository wants ${wanted}`,
  }
}

function isIn(version: string, range: string): boolean | undefined {
  const [one, many] = [parseRange(version.replace(/^v/, '')), parseRange(range)]
  return one && many ? both(one, many).length > 0 : undefined
}

/** Looks for its program, and at the manifest beside that; nothing is run. */
function managerFinding({ build_system }: Facts, { env }: Terminal): Finding {
  const manager = build_system?.package_manager
  if (!manager) return { what: 'package manager', state: 'ok', says: 'the repository has none' }
  const name = manager.name.replace(/_(?:classic|berry)$/, '')
  const wanted = `${name}${manager.version === null ? '' : ` ${manager.version}`}`
  const program = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path))
  if (program === undefined)
    return { what: 'package manager', state: 'bad', says: `the repository wants ${wanted}, and there is no ${name} on PATH` }
  const version = versionOf(program, name)
  const major = /\d+/.exec(manager.version ?? '')?.[0]
  const isOther = version !== undefined && major !== undefined && isIn(version, manager.version!) === false
  return {
    what: 'package manager',
    state: isOther ? 'bad' : 'ok',
    says: `${name} ${version ?? 'of an unknown version'} on PATH; the repository wants ${wanted}`,
  }
}

/** Of the package that a program on PATH leads into. */
function versionOf(program: string, name: string): string | undefined {
  let at = dirname(realpathSync(program))
  for (let steps = 0; steps < 5; steps++, at = dirname(at)) {
    const manifest = join(at, 'package.json')
    if (!existsSync(manifest)) continue
    const { name: found, version } = JSON.parse(readFileSync(manifest, 'utf8'))
    return found === name && typeof version === 'string' ? version : undefined
  }
  return undefined
}

function cacheFinding(place: ReturnType<typeof cachePlace>): Finding {
  if (place.directory === undefined) return { what: 'cache', state: 'note', says: place.reason }
  const { directory } = place
  if (!existsSync(directory)) return { what: 'cache', state: 'ok', says: `${directory} is not there yet` }
  try {
    accessSync(directory, constants.R_OK | constants.W_OK)
    const { entries, bytes, probes } = cacheStats(directory)
    const unread = probes.find(({ probe }) => probe === null)?.entries ?? 0
    const others = unread > 0 ? `, ${unread} of them of another version, or damaged (codegenie cache verify tells)` : ''
    return { what: 'cache', state: unread > 0 ? 'note' : 'ok', says: `${directory}: ${entries} entries, ${bytes} bytes${others}` }
  } catch (error) {
    return { what: 'cache', state: 'bad', says: `${directory} cannot be read and written (${(error as NodeJS.ErrnoException).code})` }
  }
}

async function probeFinding({ probe, packageName }: Registered): Promise<Finding> {
  const what = `probe ${probe.name}`
  try {
    const loaded = 'load' in probe ? await probe.load() : probe
    await describeProbe(loaded)
    return { what, state: 'ok', says: `${packageName} ${probe.version}` }
  } catch (error) {
    return { what, state: 'bad', says: `${packageName}: ${error instanceof Error ? error.message : String(error)}` }
  }
}
