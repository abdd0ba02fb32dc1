import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { ConfigError, type Json } from '@codegenie/core'
import { artifactPlace } from '../artifact-place.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { type Change, diffArtifacts } from '../diff.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { parseArtifactFile, readArtifactJson } from '../read-artifact.ts'
import { readRun } from '../runs.ts'
import { type Terminal, visibleLine } from '../terminal.ts'

type JsonMap = Readonly<Record<string, Json>>

const MAX_BYTES = 256 << 20
const MAX_SHOWN = 120

export default async function diff({ operands: [a, b], flags }: Arguments<typeof commands.diff>, terminal: Terminal): Promise<ExitCode> {
  if (a === undefined || b === undefined) throw new UsageError('expected two artifacts: files, gathered directories, or ids of runs')
  const changes = diffArtifacts(read(a, flags.repo, terminal), read(b, flags.repo, terminal))
  terminal.print(flags.json ? `${JSON.stringify({ changes })}\n` : changes.map((change) => `${line(change)}\n`).join(''))
  if (terminal.isTty.stderr) terminal.say(changes.length === 0 ? 'codegenie: the same facts' : `codegenie: ${changes.length} facts differ`)
  return 0
}

const RUN_ID = /^(?:\d{4}-[\dTZ-]{10,40}-)?[0-9a-f]{8}$/

/** An artifact as JSON: a file of one, a directory that was gathered, a directory that one was written to, or the run that wrote the last one. */
function read(named: string, repo: string | undefined, terminal: Terminal): JsonMap {
  const path = resolve(terminal.cwd, named)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat && RUN_ID.test(named)) return ofRun(named, resolve(terminal.cwd, repo ?? '.'), terminal)
  if (!stat) throw new ConfigError(`${named}: there is no such file or directory, and it is no id of a run`)
  if (stat.isFile()) {
    if (stat.size > MAX_BYTES || !basename(path).endsWith('.json')) throw new ConfigError(`${named}: expected a repo-context.json`)
    return checked(
      parseArtifactFile(readFileSync(path, 'utf8'), { directory: dirname(dirname(path)), isInside: false }, basename(path)),
      named,
    )
  }
  const written = { directory: path, isInside: false }
  const isOut = statSync(join(path, 'context/repo-context.json'), { throwIfNoEntry: false })?.isFile()
  const place = isOut ? written : artifactPlace(path, undefined, { config: {}, directory: terminal.cwd }, terminal)
  return checked(readArtifactJson(place, path, 'repo-context.json'), named)
}

/** Only the last artifact is kept; a run is known by its record. */
function ofRun(id: string, root: string, terminal: Terminal): JsonMap {
  const place = artifactPlace(root, undefined, { config: {}, directory: terminal.cwd }, terminal)
  const { gather_id } = readRun(place, root, id)
  const artifact = checked(readArtifactJson(place, root, 'repo-context.json'), id)
  if (artifact['gather_id'] !== gather_id)
    throw new ConfigError(`${id}: the artifact of that run was replaced by a later one; keep a copy of repo-context.json to compare with`)
  return artifact
}

function checked(value: Json, named: string): JsonMap {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, 'gather_id'))
    throw new ConfigError(`${named}: this is no repo-context.json`)
  return value as JsonMap
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const

function line({ fact, kind, before, after }: Change): string {
  const values = kind === 'changed' ? `${short(before!)} -> ${short(after!)}` : short((kind === 'added' ? after : before)!)
  return visibleLine(`${SIGNS[kind]} ${fact}: ${values}`)
}

function short(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text
}
